// Certificates made on the spot, so that no private key has to lie in the repository.

import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

export type Certificate = { /** PEM. */ readonly certificate: string; readonly key: string };

type Pair = { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
type Kind = 'P-256' | 'P-384' | 'rsa' | 'ed25519';

/** Whoever vouches for the others. */
export type Authority = { readonly certificate: string; issue(options?: { kind?: Kind; until?: Date }): Certificate };

const DAY_MS = 86_400_000;

/** A root of trust that issues certificates for signing, for a week unless said otherwise. */
export function createAuthority(): Authority {
  const pair = keyPair('P-256');
  const root = { name: 'Easel test root', pair };
  return {
    certificate: certify(root, root, new Date(Date.now() + 30 * DAY_MS), [
      extension('2.5.29.19', true, sequence(Buffer.of(1, 1, 0xff))),
      extension('2.5.29.15', true, Buffer.of(3, 2, 1, 0x06)),
    ]),
    issue({ kind = 'P-256', until = new Date(Date.now() + 7 * DAY_MS) } = {}) {
      const subject = { name: 'Easel test signer', pair: keyPair(kind) };
      const certificate = certify(subject, root, until, [
        extension('2.5.29.19', true, sequence()),
        extension('2.5.29.15', true, Buffer.of(3, 2, 7, 0x80)),
        // C2PA takes e-mail protection for want of a purpose of its own (specification 2.2, 14.5.1).
        extension('2.5.29.37', false, sequence(oid('1.3.6.1.5.5.7.3.4'))),
      ]);
      return { certificate, key: subject.pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
    },
  };
}

function keyPair(kind: Kind): Pair {
  if (kind === 'rsa') return generateKeyPairSync('rsa', { modulusLength: 2048 });
  if (kind === 'ed25519') return generateKeyPairSync('ed25519');
  return generateKeyPairSync('ec', { namedCurve: kind });
}

type Party = { readonly name: string; readonly pair: Pair };

/** X.509 version 3 (RFC 5280, 4.1), signed with ECDSA and SHA-256. */
function certify(subject: Party, issuer: Party, until: Date, extensions: readonly Buffer[]): string {
  const algorithm = sequence(oid('1.2.840.10045.4.3.2'));
  const keyId = (party: Party): Buffer => createHash('sha1').update(publicKey(party)).digest();
  const content = sequence(
    der(0xa0, Buffer.of(2, 1, 2)),
    der(2, Buffer.concat([Buffer.of(1), randomBytes(15)])),
    algorithm,
    nameOf(issuer),
    sequence(time(new Date(until.getTime() - 60 * DAY_MS)), time(until)),
    nameOf(subject),
    publicKey(subject),
    der(
      0xa3,
      sequence(
        ...extensions,
        extension('2.5.29.14', false, der(4, keyId(subject))),
        extension('2.5.29.35', false, sequence(der(0x80, keyId(issuer)))),
      ),
    ),
  );
  const signature = sign('sha256', content, issuer.pair.privateKey);
  const whole = sequence(content, algorithm, der(3, Buffer.concat([Buffer.of(0), signature])));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function publicKey({ pair }: Party): Buffer {
  return pair.publicKey.export({ type: 'spki', format: 'der' });
}

function nameOf({ name }: Party): Buffer {
  const part = (type: string, text: string): Buffer => der(0x31, sequence(oid(type), der(12, Buffer.from(text))));
  return sequence(part('2.5.4.10', 'Easel tests'), part('2.5.4.3', name));
}

function extension(type: string, critical: boolean, content: Buffer): Buffer {
  return sequence(oid(type), ...(critical ? [Buffer.of(1, 1, 0xff)] : []), der(4, content));
}

function time(date: Date): Buffer {
  return der(24, Buffer.from(date.toISOString().replaceAll(/[-:T]|\.\d+/g, '')));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((number) => {
    const digits = [number & 127];
    for (let left = number >>> 7; left > 0; left >>>= 7) digits.unshift((left & 127) | 128);
    return digits;
  });
  return der(6, Buffer.from(bytes));
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const head =
    length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}
