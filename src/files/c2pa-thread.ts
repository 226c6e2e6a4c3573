// The thread side of C2PA: a picture comes in, the same picture with a signed manifest goes out.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import init, { WasmBuilder } from '@contentauth/c2pa-wasm';
import type { PictureSource } from '../core/domain/models.ts';
import type { DrawnImage } from '../core/ports.ts';
import { coseSign1, readSigning, signatureRoom } from './cose.ts';
import { sourceTerm } from './xmp.ts';

export type SigningOrder = DrawnImage & { readonly id: number; readonly source: PictureSource };
export type SigningAnswer = { readonly id: number; readonly bytes: Uint8Array | null };

/** What c2pa-rs reads a picture from: the part of a browser's Blob that it uses, over bytes that are here already. */
class Held {
  readonly #bytes: Uint8Array;
  readonly size: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.size = bytes.byteLength;
  }

  slice(from?: number, to?: number): Held {
    return new Held(this.#bytes.subarray(from, to));
  }

  copy(): ArrayBuffer {
    return new Uint8Array(this.#bytes).buffer;
  }
}

// Browsers have this in their workers, and Node does not. This thread is nobody else's.
Object.assign(globalThis, {
  FileReaderSync: class {
    readAsArrayBuffer(held: Held): ArrayBuffer {
      return held.copy();
    }
  },
});

/** No small picture inside, and no question to any other machine. */
const SETTINGS = JSON.stringify({
  builder: { thumbnail: { enabled: false } },
  verify: { remote_manifest_fetch: false, ocsp_fetch: false },
});
const { certificate, key } = workerData as { readonly certificate: string; readonly key: string };
const signing = readSigning(certificate, key);
const room = signatureRoom(signing);
const signer = {
  alg: signing.algorithm.name,
  reserveSize: room,
  sign: async (claim: Uint8Array) => new Uint8Array(coseSign1(claim, signing, room)),
};
const ready = readFile(fileURLToPath(import.meta.resolve('@contentauth/c2pa-wasm/c2pa.wasm'))).then(async (code) =>
  init({ module_or_path: code }),
);

async function signPicture({ bytes, mediaType, source }: SigningOrder): Promise<Uint8Array> {
  await ready;
  const manifest = {
    claim_generator_info: [{ name: 'Easel' }],
    assertions: [
      {
        label: 'c2pa.actions.v2',
        data: { actions: [{ action: 'c2pa.created', digitalSourceType: sourceTerm(source) }] },
      },
    ],
  };
  const builder = WasmBuilder.fromJson(JSON.stringify(manifest), SETTINGS);
  try {
    return await builder.sign(signer, [], mediaType, new Held(bytes) as unknown as Blob);
  } finally {
    builder.free();
  }
}

parentPort?.on('message', (order: SigningOrder) => {
  const answer = (bytes: Uint8Array | null): void => {
    const message: SigningAnswer = { id: order.id, bytes };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    parentPort?.postMessage(message);
  };
  // Its errors are texts that no caller could decide by.
  signPicture(order).then(answer, () => answer(null));
});
