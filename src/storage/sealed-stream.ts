// An object as it is sealed: in records, so that it is read and written with no more than one of them in memory. Left out,
// put elsewhere, cut off or added to, they do not open (STREAM: Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015).

import { createCipheriv, createDecipheriv, randomFillSync, type KeyObject } from 'node:crypto';

export const RECORD_BYTES = 64 * 1024;
const TAG_BYTES = 16;
const SEALED_BYTES = RECORD_BYTES + TAG_BYTES;
const VERSION = 1;
const SALT_BYTES = 32;
const PREFIX_BYTES = 7;
const HEAD_BYTES = 1 + SALT_BYTES + PREFIX_BYTES;
const NONCE_BYTES = 12;
const CIPHER = 'aes-256-gcm';

/** What an object belongs to, and its own key by a salt that stands at its beginning. */
export type ObjectSeal = { readonly about: string; readonly keyBy: (salt: Uint8Array) => KeyObject };

/** Thrown by reading; whoever knows the object's name says it. */
export class RecordBroken extends Error {}

type Cipher = {
  /** A sealed record in pieces, of which none is copied. */
  sealed(record: Uint8Array, isLast: boolean): readonly [content: Buffer, tag: Buffer];
  open(record: Uint8Array, isLast: boolean): Buffer;
};

function cipherOf({ about, keyBy }: ObjectSeal, head: Uint8Array): Cipher {
  const key = keyBy(head.subarray(1, 1 + SALT_BYTES));
  const aad = Buffer.from(about);
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.set(head.subarray(1 + SALT_BYTES, HEAD_BYTES));
  let count = 0;
  // Never the same one twice: an object has its own key, and its records are counted. 2^32 of them are refused by Buffer.
  const next = (isLast: boolean): Buffer => {
    nonce.writeUInt32BE(count, PREFIX_BYTES);
    nonce[NONCE_BYTES - 1] = isLast ? 1 : 0;
    count += 1;
    return nonce;
  };
  return {
    sealed(record, isLast) {
      const cipher = createCipheriv(CIPHER, key, next(isLast), { authTagLength: TAG_BYTES });
      cipher.setAAD(aad);
      const content = cipher.update(record);
      cipher.final();
      return [content, cipher.getAuthTag()];
    },
    open(record, isLast) {
      const end = record.byteLength - TAG_BYTES;
      if (end < 0) throw new RecordBroken();
      const cipher = createDecipheriv(CIPHER, key, next(isLast), { authTagLength: TAG_BYTES });
      cipher.setAAD(aad);
      cipher.setAuthTag(record.subarray(end));
      const content = cipher.update(record.subarray(0, end));
      try {
        cipher.final();
      } catch {
        throw new RecordBroken();
      }
      return content;
    },
  };
}

function newHead(): Buffer {
  const head = Buffer.allocUnsafe(HEAD_BYTES);
  randomFillSync(head);
  head[0] = VERSION;
  return head;
}

export function sealWhole(seal: ObjectSeal, content: Uint8Array): Buffer {
  const head = newHead();
  const pieces: Buffer[] = [head];
  const cipher = cipherOf(seal, head);
  for (let from = 0; ; from += RECORD_BYTES) {
    const isLast = from + RECORD_BYTES >= content.byteLength;
    pieces.push(...cipher.sealed(content.subarray(from, from + RECORD_BYTES), isLast));
    if (isLast) return Buffer.concat(pieces);
  }
}

/** @throws RecordBroken */
export function openWhole(seal: ObjectSeal, sealed: Uint8Array): Buffer {
  if (sealed.byteLength < HEAD_BYTES || sealed[0] !== VERSION) throw new RecordBroken();
  const cipher = cipherOf(seal, sealed);
  const records: Buffer[] = [];
  for (let at = HEAD_BYTES; ; at += SEALED_BYTES) {
    const isLast = at + SEALED_BYTES >= sealed.byteLength;
    records.push(cipher.open(sealed.subarray(at, at + SEALED_BYTES), isLast));
    if (!isLast) continue;
    if (records.length === 1 && records[0]) return records[0];
    const content = Buffer.concat(records);
    for (const record of records) giveBack(record);
    return content;
  }
}

/**
 * Frees bytes that nobody will look at again; they are empty afterwards. Left to V8, memory outside of its heap makes it collect all
 * garbage every 32 MB, which was most of the work of an export.
 */
export function giveBack(bytes: Uint8Array): void {
  // Not a part of a buffer that others have parts of.
  if (bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength) bytes.buffer.transfer(0);
}

/** The sealed bytes of chunks of any size. A full record waits until it is known whether there is another. */
export async function* sealStream(seal: ObjectSeal, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const head = newHead();
  const cipher = cipherOf(seal, head);
  const waiting = Buffer.allocUnsafe(RECORD_BYTES);
  let filled = 0;
  yield head;
  for await (const chunk of chunks)
    for (let at = 0; at < chunk.byteLength;) {
      if (filled === RECORD_BYTES) {
        yield* cipher.sealed(waiting, false);
        filled = 0;
      }
      const left = chunk.byteLength - at;
      if (filled === 0 && left > RECORD_BYTES) {
        yield* cipher.sealed(chunk.subarray(at, at + RECORD_BYTES), false);
        at += RECORD_BYTES;
      } else {
        const taken = Math.min(left, RECORD_BYTES - filled);
        waiting.set(chunk.subarray(at, at + taken), filled);
        filled += taken;
        at += taken;
      }
    }
  yield* cipher.sealed(waiting.subarray(0, filled), true);
}

/**
 * The other way round. What it gives has been checked record by record; that nothing is missing shows at the end.
 * @throws RecordBroken
 */
export async function* openStream(seal: ObjectSeal, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let cipher: Cipher | null = null;
  let rest: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    rest = rest.byteLength === 0 ? chunk : Buffer.concat([rest, chunk]);
    if (!cipher && rest.byteLength >= HEAD_BYTES) {
      if (rest[0] !== VERSION) throw new RecordBroken();
      cipher = cipherOf(seal, rest);
      rest = rest.subarray(HEAD_BYTES);
    }
    if (!cipher) continue;
    for (; rest.byteLength > SEALED_BYTES; rest = rest.subarray(SEALED_BYTES))
      yield cipher.open(rest.subarray(0, SEALED_BYTES), false);
  }
  if (!cipher) throw new RecordBroken();
  yield cipher.open(rest, true);
}
