// Boxes: bytes under AES-256-GCM with what they belong to. A version, a nonce, the ciphertext, a tag.

import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  randomFillSync,
  type KeyObject,
} from 'node:crypto';

const CIPHER = 'aes-256-gcm';
export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 1;
const HEAD_BYTES = 1 + NONCE_BYTES;
const BOX_OVERHEAD = HEAD_BYTES + TAG_BYTES;

/**
 * A key for one purpose, of a key that is used for nothing else than this (HKDF-SHA-256, RFC 5869). A KeyObject: Node makes
 * one of bytes each time, which takes five times as long as the cipher.
 */
export function subKey(key: Uint8Array | KeyObject, purpose: string, salt: Uint8Array = new Uint8Array()): KeyObject {
  const bytes = new Uint8Array(hkdfSync('sha256', key, salt, purpose, KEY_BYTES));
  const derived = createSecretKey(bytes);
  bytes.fill(0);
  return derived;
}

/** @param about what it belongs to; the box opens with the same alone */
export function seal(key: KeyObject, about: string, content: Uint8Array | string): Buffer {
  const length = typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength;
  const box = Buffer.allocUnsafe(BOX_OVERHEAD + length);
  box[0] = VERSION;
  freshNonce(box, 1);
  const cipher = createCipheriv(CIPHER, key, box.subarray(1, HEAD_BYTES), { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(about));
  const sealed = typeof content === 'string' ? cipher.update(content, 'utf8') : cipher.update(content);
  cipher.final();
  sealed.copy(box, HEAD_BYTES);
  cipher.getAuthTag().copy(box, HEAD_BYTES + length);
  return box;
}

/** Null when it was sealed with another key or about something else, or is damaged. */
export function open(key: KeyObject, about: string, box: Uint8Array): Buffer | null {
  if (box.length < BOX_OVERHEAD || box[0] !== VERSION) return null;
  const end = box.length - TAG_BYTES;
  const cipher = createDecipheriv(CIPHER, key, box.subarray(1, HEAD_BYTES), { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(about));
  cipher.setAuthTag(box.subarray(end));
  const content = cipher.update(box.subarray(HEAD_BYTES, end));
  try {
    cipher.final();
  } catch {
    return null;
  }
  return content;
}

// The system is asked for many nonces at once; each is used once, and wiped as it goes out.
const NONCES = 512;
const nonces = Buffer.alloc(NONCES * NONCE_BYTES);
let used = NONCES;

function freshNonce(into: Buffer, at: number): void {
  if (used === NONCES) {
    randomFillSync(nonces);
    used = 0;
  }
  const from = used * NONCE_BYTES;
  nonces.copy(into, at, from, from + NONCE_BYTES);
  nonces.fill(0, from, from + NONCE_BYTES);
  used += 1;
}
