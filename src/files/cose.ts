// COSE_Sign1, as C2PA wants its signatures: a handful of CBOR written by hand, since nothing else here needs any.

import { constants, createPrivateKey, sign, X509Certificate, type KeyObject } from 'node:crypto';

/** What signs: a key of its own kind, and the certificates that vouch for it, the signer's first. */
export type Signing = {
  readonly key: KeyObject;
  readonly certificates: readonly Buffer[];
  readonly algorithm: Algorithm;
};

type Algorithm = {
  /** As c2pa-rs calls it. */
  readonly name: 'es256' | 'es384' | 'es512' | 'ps256' | 'ed25519';
  /** IANA, "COSE Algorithms". */
  readonly id: number;
  readonly hash: string | null;
};

/** Elliptic keys by their curve, others by their kind: the algorithms C2PA allows (specification 2.2, 13.2). */
const ALGORITHMS: Readonly<Record<string, Algorithm>> = {
  prime256v1: { name: 'es256', id: -7, hash: 'sha256' },
  secp384r1: { name: 'es384', id: -35, hash: 'sha384' },
  secp521r1: { name: 'es512', id: -36, hash: 'sha512' },
  rsa: { name: 'ps256', id: -37, hash: 'sha256' },
  ed25519: { name: 'ed25519', id: -8, hash: null },
};
/** Header labels: the algorithm (RFC 9052, 3.1) and the certificates (RFC 9360, 2). */
const ALG = 1;
const X5CHAIN = 33;
const SIGN1_TAG = 18;
const NULL = Buffer.of(0xf6);

/**
 * @param certificate PEM, the signer's first, then those that vouch for it; the root may be left out
 * @param key PEM, the private key of the first one
 * @throws Error for a kind of key that C2PA does not know, or what is no PEM
 */
export function readSigning(certificate: string, key: string): Signing {
  const chain = certificate.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const privateKey = createPrivateKey(key);
  const algorithm = ALGORITHMS[privateKey.asymmetricKeyDetails?.namedCurve ?? privateKey.asymmetricKeyType ?? ''];
  if (!algorithm) throw new Error('C2PA does not know this kind of key');
  return { key: privateKey, certificates: chain.map((pem) => new X509Certificate(pem).raw), algorithm };
}

/** How many bytes a signature is given: room for the certificates, the signature, and what is around them. */
export function signatureRoom({ certificates }: Signing): number {
  return certificates.reduce((sum, { length }) => sum + length + 8, 1_024);
}

/** A signature of a claim that is not inside it, filled up to `room` bytes: the claim has told its length by then. */
export function coseSign1(claim: Uint8Array, signing: Signing, room: number): Buffer {
  const { key, certificates, algorithm } = signing;
  const chain = certificates.map((each) => byteString(each));
  const [only] = chain;
  const x5chain = chain.length === 1 && only ? only : head(4, chain.length, ...chain);
  const header = byteString(head(5, 2, integer(ALG), integer(algorithm.id), integer(X5CHAIN), x5chain));
  const signed = head(4, 4, text('Signature1'), header, byteString(Buffer.alloc(0)), byteString(claim));
  const signature = byteString(
    sign(algorithm.hash, signed, {
      key,
      dsaEncoding: 'ieee-p1363',
      ...(algorithm.name === 'ps256' && { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }),
    }),
  );
  const filled = (bytes: number): Buffer =>
    head(6, SIGN1_TAG, head(4, 4, header, head(5, 1, text('pad'), byteString(Buffer.alloc(bytes))), NULL, signature));
  // The length of the padding is itself written in one, two or three bytes.
  const spare = room - filled(0).length;
  const whole = [spare, spare - 1, spare - 2].filter((bytes) => bytes >= 0).map((bytes) => filled(bytes));
  return whole.find(({ length }) => length === room) ?? fail();
}

function fail(): never {
  throw new Error('the signature does not fit its room');
}

/** CBOR (RFC 8949, 3): a kind and a number in front, in the fewest bytes, and what follows. */
function head(kind: number, value: number, ...content: readonly Uint8Array[]): Buffer {
  const start = kind << 5;
  if (value < 24) return Buffer.concat([Buffer.of(start | value), ...content]);
  if (value < 0x100) return Buffer.concat([Buffer.of(start | 24, value), ...content]);
  if (value < 0x1_0000) return Buffer.concat([Buffer.of(start | 25, value >> 8, value & 0xff), ...content]);
  const long = Buffer.of(start | 26, 0, 0, 0, 0);
  long.writeUInt32BE(value, 1);
  return Buffer.concat([long, ...content]);
}

function integer(value: number): Buffer {
  return value < 0 ? head(1, -1 - value) : head(0, value);
}

function byteString(bytes: Uint8Array): Buffer {
  return head(2, bytes.length, bytes);
}

function text(words: string): Buffer {
  return head(3, Buffer.byteLength(words), Buffer.from(words));
}
