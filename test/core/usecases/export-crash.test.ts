// Packing whose worker dies after each answer it gets from the outside: whoever takes it up ends it, and nothing is left but the ZIP.

import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { createCore } from '../../../src/core/core.ts';
import type { ExportId } from '../../../src/core/domain/ids.ts';
import { EXPORT_POOL } from '../../../src/core/domain/pools.ts';
import type { Bucket } from '../../../src/core/ports.ts';
import { besides } from '../../support/bystander.ts';
import { opened } from '../../support/copies.ts';
import { coreRig, type CoreRig } from '../../support/core.ts';
import { dieAfterEach, type Verb } from '../../support/crashing.ts';
import { objectsOf } from '../../support/objects.ts';
import { accepted, accountOf, asking, expireLeases, imagine, propose, workOff } from '../../support/people.ts';

const NEVER = () => ({ signal: new AbortController().signal, done: () => {} });

/** In parts all that is done in one is done as well, and some of it several times. */
const WAYS = [
  { how: 'in several parts', downloadUrl: null, from: 1, atLeast: 55 },
  // What is too much for the chat is packed once more: what comes before that is what is done in parts.
  { how: 'to be fetched by a link', downloadUrl: 'https://easel.example', from: 35, atLeast: 60 },
];
const PART_BYTES = 8_000;

describe('packing that is broken off', () => {
  for (const { how, downloadUrl, from, atLeast } of WAYS)
    test(`P39: ${how}, after any step, is taken up and ends, and nothing is left but the ZIP`, async (t) =>
      besides(await coreRig(t), async (rig) => {
        const { bucket, open } = watched(rig.bucket);
        const maxPartBytes = { discord: PART_BYTES, telegram: PART_BYTES };
        const ports = { ...rig.ports, bucket, maxPartBytes, downloadUrl };
        await imagine(rig, 'a red fox', 2);
        await propose(rig, ['prompt', 'a hen']);
        await workOff(rig);
        const account = await accountOf(rig);
        const before = await objectsOf(rig, account);
        let id: ExportId;
        const verb: Verb = {
          async begin() {
            ({ id } = accepted(await rig.core.chat.askExport(asking())).view);
            const [task] = await rig.store.tasks.dispatch(EXPORT_POOL, 1, 30_000);
            assert.ok(task);
            return (core) => core.runTask(task.id, task.gen, NEVER);
          },
          async end() {
            // As the system does for a process that is gone.
            for (const stream of open.splice(0)) stream.destroy();
            await expireLeases(rig);
            await rig.store.tasks.recover();
            await workOff({ ...rig, core: createCore(ports) });
            const found = await rig.store.exports.find(id);
            assert.deepEqual([found?.state, found?.way], ['ready', downloadUrl ? 'link' : 'chat']);
            const keys = (found?.parts ?? []).map(({ key }) => key);
            assert.equal(keys.length > 1, !downloadUrl);
            assert.deepEqual(await objectsOf(rig, account), [...before, ...keys].toSorted());
            await assertWhole(rig, keys);
            assert.equal(
              rig.chat.notes.filter((note) => note.view.id === id && note.parts > 0).length,
              downloadUrl ? 0 : 1,
            );
            rig.clock.advance(86_400_001);
            await rig.core.endExports();
            assert.deepEqual(await objectsOf(rig, account), before);
          },
        };
        const steps = await dieAfterEach(ports, verb, from);
        t.diagnostic(`dies after each of ${steps} answers`);
        assert.ok(steps > atLeast, `only ${steps} steps`);
      }));

  test('P28: while its account is being erased, leaves no file behind', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a red fox', 1);
    await workOff(rig);
    const id = await accountOf(rig);
    accepted(await rig.core.chat.askExport(asking()));
    const [task] = await rig.store.tasks.dispatch(EXPORT_POOL, 1, 30_000);
    assert.ok(task);
    const bucket = {
      ...rig.bucket,
      putStream: async (...words: Parameters<typeof rig.bucket.putStream>) => {
        await rig.database.pool.query(`update account set state = 'erasing' where id = $1`, [id]);
        return rig.bucket.putStream(...words);
      },
    };
    assert.equal(await createCore({ ...rig.ports, bucket }).runTask(task.id, task.gen, NEVER), 'cancelled');
    const left = await Array.fromAsync(rig.bucket.list(`t/${id}/`));
    assert.ok(!left.some((key) => key.includes('/exports/')));
  });
});

async function assertWhole({ bucket }: Pick<CoreRig, 'bucket'>, keys: readonly string[]): Promise<void> {
  const zips = await Promise.all(keys.map(async (key) => (await bucket.get(key)) ?? assert.fail(key)));
  const names = [...(await opened(zips)).keys()];
  assert.ok(names.includes('manifest.json'));
  assert.equal(names.filter((name) => name.startsWith('files/')).length, 3);
}

/** A bucket that remembers what was opened. */
function watched(bucket: Bucket): { bucket: Bucket; open: Readable[] } {
  const open: Readable[] = [];
  const getStream: Bucket['getStream'] = async (key) => {
    const stream = await bucket.getStream(key);
    if (stream instanceof Readable) open.push(stream);
    return stream;
  };
  return { bucket: { ...bucket, getStream }, open };
}
