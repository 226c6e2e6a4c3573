// C2PA: a signed manifest in every picture, where whoever runs Easel has a certificate for it.

import { Worker } from 'node:worker_threads';
import type { PictureSource } from '../core/domain/models.ts';
import type { DrawnImage } from '../core/ports.ts';
import type { SigningAnswer, SigningOrder } from './c2pa-thread.ts';

export type C2paSigner = {
  /**
   * The marked picture with a manifest: created, by which kind of source, and hashes of the rest. No time and no person; the
   * ids in it are random, so the same picture signed twice differs.
   */
  sign(image: DrawnImage, source: PictureSource): Promise<Uint8Array>;
  close(): Promise<void>;
};

/**
 * Signs in a thread of its own, one picture after the other; it starts with the first one. A picture that cannot be signed
 * rejects, and so do those in line when the thread dies: what was promised to carry a manifest is not kept without one.
 * @param certificate PEM, the signer's first, then those that vouch for it
 * @param key PEM
 */
export function c2paSigner(credentials: { certificate: string; key: string }): C2paSigner {
  const waiting = new Map<number, PromiseWithResolvers<Uint8Array>>();
  let worker: Worker | null = null;
  let last = 0;
  let closed = false;

  function startThread(): Worker {
    const { certificate, key } = credentials;
    const thread = new Worker(new URL('./c2pa-thread.ts', import.meta.url), { workerData: { certificate, key } });
    thread.on('message', ({ id, bytes }: SigningAnswer) => {
      const promise = waiting.get(id);
      waiting.delete(id);
      if (bytes) promise?.resolve(bytes);
      else promise?.reject(new Error('a picture could not be signed'));
    });
    // An uncaught error is followed by 'exit', which is where those in line fail.
    let cause: unknown;
    thread.on('error', (error) => {
      cause = error;
    });
    thread.on('exit', () => {
      worker = null;
      for (const promise of waiting.values()) promise.reject(new Error('the signing thread has ended', { cause }));
      waiting.clear();
    });
    return thread;
  }

  return {
    async sign(image, source) {
      if (closed) throw new Error('the signer is closed');
      worker ??= startThread();
      const id = (last += 1);
      const promise = Promise.withResolvers<Uint8Array>();
      waiting.set(id, promise);
      const order: SigningOrder = { ...image, id, source };
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage(order);
      return promise.promise;
    },

    async close() {
      closed = true;
      await worker?.terminate();
    },
  };
}
