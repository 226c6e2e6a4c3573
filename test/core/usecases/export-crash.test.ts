// Packing whose worker dies after each answer it gets from the outside: whoever takes it up ends it, and nothing is left but the ZIP.

import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { createCore } from '../../../src/core/core.ts';
import { EXPORT_POOL } from '../../../src/core/domain/pools.ts';
import type { Bucket } from '../../../src/core/ports.ts';
import { mortal } from '../../support/crashing.ts';
import { opened } from '../../support/copies.ts';
import { coreRig } from '../../support/core.ts';
import { accepted, accountOf, asking, expireLeases, imagine, propose, workOff } from '../../support/people.ts';

const NEVER = () => ({ signal: new AbortController().signal, done: () => {} });

describe('packing that is broken off', () => {
  for (const [how, maxPartBytes, stride] of [
    ['in one part, after any step', 9_000_000, 1],
    ['in several parts, after every fifth step', 8_000, 5],
  ] as const)
    test(`P39: ${how}, is taken up and ends, and nothing is left but the ZIP`, async (t) => {
      const rig = await coreRig(t);
      const { bucket, open } = watched(rig.bucket);
      const ports = { ...rig.ports, bucket, maxPartBytes: { discord: maxPartBytes, telegram: maxPartBytes } };
      await imagine(rig, 'a red fox', 2);
      await propose(rig, ['prompt', 'a hen']);
      await workOff(rig);
      const prefix = `t/${await accountOf(rig)}/`;
      const before = await Array.fromAsync(rig.bucket.list(prefix));
      let steps = 0;
      for (let dies = 1; ; dies += stride) {
        const { view } = accepted(await rig.core.chat.askExport(asking()));
        const [task] = await rig.store.tasks.dispatch(EXPORT_POOL, 1, 30_000);
        assert.ok(task);
        const process = mortal(ports, dies);
        await createCore(process.ports)
          .runTask(task.id, task.gen, NEVER)
          .catch(() => 'died');
        // As the system does for a process that is gone.
        for (const stream of open.splice(0)) stream.destroy();
        await expireLeases(rig);
        await rig.store.tasks.recover();
        await workOff({ ...rig, core: createCore(ports) });

        const found = await rig.store.exports.find(view.id);
        assert.equal(found?.state, 'ready', `died after ${dies} answers`);
        const here = await Array.fromAsync(rig.bucket.list(prefix));
        const keys = found.parts.map(({ key }) => key);
        assert.deepEqual(here, [...before, ...keys].toSorted(), `died after ${dies} answers`);
        const zips = await Promise.all(keys.map(async (key) => (await rig.bucket.get(key)) ?? assert.fail(key)));
        const copy = await opened(zips);
        assert.ok(
          copy.has('manifest.json') && [...copy.keys()].filter((name) => name.startsWith('files/')).length === 3,
        );
        assert.equal(rig.chat.notes.filter((note) => note.view.id === view.id && note.parts > 0).length, 1);
        rig.clock.advance(86_400_001);
        await rig.core.endExports();
        assert.deepEqual(await Array.fromAsync(rig.bucket.list(prefix)), before);
        steps = Math.max(steps, process.answers());
        if (process.answers() < dies) break;
      }
      assert.ok(steps > 30, `only ${steps} steps`);
    });

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
