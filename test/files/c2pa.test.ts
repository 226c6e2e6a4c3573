// C2PA manifests, written by us and read back by the reference implementation, as a stranger would check them.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { before, describe, test, type TestContext } from 'node:test';
import init, { WasmReader } from '@contentauth/c2pa-wasm';
import sharp from 'sharp';
import { createArchivist } from '../../src/files/archivist.ts';
import { c2paSigner } from '../../src/files/c2pa.ts';
import { coseSign1, readSigning, signatureRoom } from '../../src/files/cose.ts';
import type { Archivist } from '../../src/core/file-ports.ts';
import type { DrawnImage } from '../../src/core/ports.ts';
import { createAuthority, type Certificate } from '../support/certificates.ts';
import { digitalSource, PICTURES, pixels } from './marked-pictures.ts';

const authority = createAuthority();

type Seen = {
  /** What the reader makes of it: `Trusted`, `Valid` or `Invalid`. */
  readonly state: string;
  readonly actions: unknown;
  readonly manifest: Readonly<Record<string, unknown>>;
};

/** What the file's manifest says; null where it has none. */
async function read(bytes: Uint8Array, mediaType: DrawnImage['mediaType']): Promise<Seen | null> {
  const settings = { trust: { trust_anchors: authority.certificate }, verify: { verify_trust: true } };
  const reader = await WasmReader.fromBytes(mediaType, bytes, JSON.stringify(settings)).catch(() => null);
  if (!reader) return null;
  const store = JSON.parse(reader.json());
  const manifest = store.manifests[store.active_manifest];
  const actions = manifest.assertions.find(({ label }: { label: string }) => label === 'c2pa.actions.v2');
  return { state: store.validation_state, actions: actions?.data, manifest };
}

function signing(t: TestContext, credentials: Certificate = authority.issue()): Archivist {
  const signer = c2paSigner(credentials);
  t.after(() => signer.close());
  return createArchivist(() => new Date(), signer);
}

describe('a signed picture', () => {
  before(async () => {
    const code = await readFile(fileURLToPath(import.meta.resolve('@contentauth/c2pa-wasm/c2pa.wasm')));
    await init({ module_or_path: code });
  });

  test('says who vouches for it and how it was made, and keeps its pixels and its mark', async (t) => {
    const archivist = signing(t);
    for (const { name, mediaType, make } of PICTURES) {
      const bytes = await make();
      const source = name.includes('grey') ? 'formula' : 'trained';
      const finished = (await archivist.finish(bytes, source)) ?? assert.fail(name);
      const seen = (await read(finished.bytes, mediaType)) ?? assert.fail(name);
      assert.equal(seen.state, 'Trusted', name);
      const term = source === 'formula' ? 'algorithmicMedia' : 'trainedAlgorithmicMedia';
      assert.deepEqual(seen.actions, {
        actions: [
          {
            action: 'c2pa.created',
            digitalSourceType: `http://cv.iptc.org/newscodes/digitalsourcetype/${term}`,
          },
        ],
      });
      assert.ok((await pixels(bytes)).equals(await pixels(finished.bytes)), name);
      assert.equal(digitalSource(await sharp(finished.bytes).metadata()), source);
      assert.deepEqual(await archivist.inspect(finished.bytes), await archivist.inspect(bytes));
    }
  });

  test('tells no time, no title and nobody but the one who signed', async (t) => {
    const picture = PICTURES[0] ?? assert.fail();
    const finished = (await signing(t).finish(await picture.make(), 'trained')) ?? assert.fail();
    const { manifest } = (await read(finished.bytes, picture.mediaType)) ?? assert.fail();
    const { label, instance_id: id, signature_info: signature, ...rest } = manifest;
    assert.match(`${String(label)} ${String(id)}`, /^urn:c2pa:[\da-f-]{36} xmp\.iid:[\da-f-]{36}$/);
    assert.deepEqual(Object.keys(rest).toSorted(), ['assertions', 'claim_generator_info', 'claim_version']);
    assert.equal((signature as { time?: string }).time, undefined);
    assert.ok(!Buffer.from(finished.bytes).includes(String(new Date().getFullYear() + 1)));
  });

  test('is found out when a pixel was changed', async (t) => {
    const picture = PICTURES.find(({ name }) => name === 'WebP, lossy') ?? assert.fail();
    const finished = (await signing(t).finish(await picture.make(), 'trained')) ?? assert.fail();
    const changed = Buffer.from(finished.bytes);
    const at = changed.indexOf('VP8 ') + 60;
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.equal((await read(changed, picture.mediaType))?.state, 'Invalid');
  });

  test('has one manifest: another’s goes, and so does our own when it is finished again', async (t) => {
    const archivist = signing(t);
    const stranger = signing(t, createAuthority().issue());
    for (const { name, mediaType, make } of PICTURES) {
      const theirs = (await stranger.finish(await make(), 'trained')) ?? assert.fail(name);
      const bare = (await createArchivist().finish(theirs.bytes, 'trained')) ?? assert.fail(name);
      assert.equal(await read(bare.bytes, mediaType), null, name);
      const ours = (await archivist.finish(theirs.bytes, 'trained')) ?? assert.fail(name);
      assert.equal((await read(ours.bytes, mediaType))?.state, 'Trusted', name);
    }
  });

  test('may be signed with any kind of key C2PA knows', async (t) => {
    const picture = PICTURES[0] ?? assert.fail();
    for (const kind of ['P-256', 'P-384', 'rsa', 'ed25519'] as const) {
      const finished = await signing(t, authority.issue({ kind })).finish(await picture.make(), 'trained');
      assert.equal((await read(finished?.bytes ?? assert.fail(), picture.mediaType))?.state, 'Trusted', kind);
    }
  });

  test('is not brought unsigned: with a certificate that has run out, there is no picture', async (t) => {
    const picture = PICTURES[0] ?? assert.fail();
    const expired = authority.issue({ until: new Date(Date.now() - 1_000) });
    await assert.rejects(signing(t, expired).finish(await picture.make(), 'trained'), /could not be signed/);
  });

  test('may be one of many at once, and a contact sheet is one too', async (t) => {
    const archivist = signing(t);
    const picture = PICTURES[0] ?? assert.fail();
    const finished = await Promise.all(
      Array.from(
        { length: 20 },
        async () => (await archivist.finish(await picture.make(), 'formula')) ?? assert.fail(),
      ),
    );
    for (const { bytes } of finished) assert.equal((await read(bytes, 'image/png'))?.state, 'Trusted');
    const sheet = (await archivist.contactSheet(finished.map(({ bytes }) => bytes))) ?? assert.fail();
    assert.equal((await read(sheet, 'image/jpeg'))?.state, 'Trusted');
    assert.equal(digitalSource(await sharp(sheet).metadata()), 'formula');
  });
});

test('a signature fills its room to the byte, whatever the room', () => {
  const { certificate, key } = authority.issue();
  const signer = readSigning(certificate, key);
  const room = signatureRoom(signer);
  for (let more = 0; more < 1_000; more += 7)
    assert.equal(coseSign1(Buffer.alloc(400), signer, room + more).length, room + more);
  assert.throws(() => coseSign1(Buffer.alloc(400), signer, 100), /does not fit/);
});
