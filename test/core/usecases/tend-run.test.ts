// A running run over the real store: captured by the hundred, stopped, packed and brought.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCore } from '../../../src/core/core.ts';
import type { BulkRunId } from '../../../src/core/domain/ids.ts';
import type { Rows, Store } from '../../../src/core/store.ts';
import { changed } from '../../support/changed.ts';
import { coreRig, STARTER_CREDITS, type CoreRig } from '../../support/core.ts';
import { accepted, asking, creditsOf, pressing, propose, refusedWith, work, workOff } from '../../support/people.ts';

const foxes = (count: number): string[] => ['prompt', ...Array.from({ length: count }, (_, at) => `fox ${at}`)];

async function startedRun(rig: CoreRig, lines: readonly string[]): Promise<BulkRunId> {
  const { view } = await propose(rig, lines);
  await rig.core.chat.startRun(pressing(), view.id, 'all');
  return view.id;
}

/** Draws that many pictures of a run, several at once as a worker does. */
async function drawSome(rig: CoreRig, count: number): Promise<void> {
  for (let left = count; left > 0; left -= 50) {
    const tasks = await rig.store.tasks.dispatch('draw-sketch', Math.min(left, 50), 30_000);
    await Promise.all(tasks.map((task) => work(rig, task)));
  }
}

describe('a running run', () => {
  test('captures a thousand pictures in about ten operations', async (t) => {
    const rig = await coreRig(t);
    const id = await startedRun(rig, foxes(1_000));
    for (let drawn = 0; drawn < 1_000; drawn += 100) {
      await drawSome(rig, 100);
      await rig.core.tendRun(id);
    }
    await workOff(rig);
    const { rows } = await rig.database.pool.query<{ kind: string; count: string }>(
      'select kind, count(*) from ledger_op group by kind',
    );
    const operations = Object.fromEntries(rows.map(({ kind, count }) => [kind, Number(count)]));
    assert.deepEqual({ ...operations, capture: 0 }, { grant: 1, hold: 1, capture: 0 });
    assert.ok((operations['capture'] ?? 0) <= 11, `${operations['capture']} captures`);
    assert.deepEqual(await creditsOf(rig), { available: 0, held: 0 });
    assert.deepEqual(await rig.core.verifyLedger(), []);
    assert.equal(rig.chat.notes.length, 1);
  });

  test('of 10,000 rows moves credits at most 150 times', async (t) => {
    const rig = await coreRig(t, { starterCredits: 10_000 });
    const id = await startedRun(rig, foxes(10_000));
    const { pool } = rig.database;
    for (let drawn = 0; drawn < 10_000; drawn += 100) {
      // Pictures as workers leave them behind; who draws them and when does not matter to the ledger.
      const { rowCount } = await pool.query(
        `update image i set state = case when g.row_number % 50 = 0 then 'failed' else 'ready' end,
           object_key = case when g.row_number % 50 <> 0 then i.id::text end, finished_at = now()
         from generation g where g.id = i.generation_id
           and i.id in (select id from image where run_id = $1 and state = 'owed' limit 100)`,
        [id],
      );
      assert.equal(rowCount, 100);
      await rig.core.tendRun(id);
    }
    assert.equal((await rig.store.runs.find(id))?.state, 'assembling');
    const { rows } = await pool.query<{ operations: number }>('select count(*) as operations from ledger_op');
    assert.ok((rows[0]?.operations ?? Infinity) <= 150, `${rows[0]?.operations} operations`);
    assert.deepEqual(await creditsOf(rig), { available: 200, held: 0 });
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });

  test('is not tended for a few pictures, and any number of tenders settle it once', async (t) => {
    const rig = await coreRig(t);
    const id = await startedRun(rig, ['prompt', 'a fox', 'a forbidden fox', 'an owl']);
    await drawSome(rig, 2);
    assert.equal(await rig.core.tendRun(id), true);
    assert.deepEqual(await creditsOf(rig), { available: STARTER_CREDITS - 3, held: 3 });
    await drawSome(rig, 1);
    await Promise.all(Array.from({ length: 6 }, () => rig.core.tendRun(id)));
    assert.deepEqual(await creditsOf(rig), { available: STARTER_CREDITS - 2, held: 0 });
    assert.equal((await rig.store.runs.find(id))?.state, 'assembling');
    assert.deepEqual(await rig.core.verifyLedger(), []);
    await workOff(rig);
    assert.equal(rig.chat.notes.length, 1);
  });

  test('charges its last picture even if that is finished while the run is being tended', async (t) => {
    const rig = await coreRig(t);
    const id = await startedRun(rig, foxes(101));
    await drawSome(rig, 100);
    const whileTending = (rows: Rows): Rows =>
      changed(rows, {
        runs: {
          ...rows.runs,
          async markCaptured(run) {
            const marked = await rows.runs.markCaptured(run);
            await drawSome(rig, 1);
            return marked;
          },
        },
      });
    const store: Store = {
      ...rig.store,
      transaction: (todo) => rig.store.transaction((rows) => todo(whileTending(rows))),
    };
    await createCore({ ...rig.ports, store }).tendRun(id);
    await workOff(rig);
    assert.deepEqual(await creditsOf(rig), { available: STARTER_CREDITS - 101, held: 0 });
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });

  test('that is stopped delivers and charges what is finished, and gives the rest back', async (t) => {
    const rig = await coreRig(t);
    const id = await startedRun(rig, foxes(20));
    await drawSome(rig, 5);
    const answer = accepted(await rig.core.chat.cancelRun(pressing(), id));
    assert.equal(answer.view.stopped, true);
    await workOff(rig);
    const [note] = rig.chat.notes;
    assert.ok(note?.view.kind === 'run');
    const { state, ready, cancelled, creditsCaptured, creditsReleased } = note.view;
    assert.deepEqual(
      { state, ready, cancelled, creditsCaptured, creditsReleased },
      { state: 'finished', ready: 5, cancelled: 15, creditsCaptured: 5, creditsReleased: 15 },
    );
    assert.deepEqual(await creditsOf(rig), { available: STARTER_CREDITS - 5, held: 0 });
    await assert.rejects(rig.core.chat.cancelRun(pressing(), id), refusedWith('nothing-to-cancel'));
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });

  test('that is already being packed is not set running again by a cancel of everything', async (t) => {
    const rig = await coreRig(t);
    const id = await startedRun(rig, foxes(2));
    await drawSome(rig, 2);
    // The list of open runs is read before their rows are locked; just then the run goes on.
    const store: Store = {
      ...rig.store,
      transaction: (todo) =>
        rig.store.transaction((rows) =>
          todo(
            changed(rows, {
              runs: {
                ...rows.runs,
                async working(account) {
                  const open = await rows.runs.working(account);
                  await rig.core.tendRun(id);
                  return open;
                },
              },
            }),
          ),
        ),
    };
    await assert.rejects(
      createCore({ ...rig.ports, store }).chat.cancelEverything(asking()),
      refusedWith('nothing-to-cancel'),
    );
    assert.equal((await rig.store.runs.find(id))?.state, 'assembling');
    await workOff(rig);
    assert.equal((await rig.store.runs.find(id))?.state, 'finished');
  });

  test('is packed again after a crash, and brought once', async (t) => {
    const rig = await coreRig(t);
    const id = await startedRun(rig, foxes(2));
    await drawSome(rig, 2);
    await rig.core.tendRun(id);
    const [task] = await rig.store.tasks.dispatch('files', 1, 30_000);
    assert.ok(task);
    const claimed = await rig.store.tasks.claim(task.id, task.gen, 30_000);
    assert.ok(claimed);
    await rig.bucket.putStream(`t/${claimed.task.accountId}/runs/${id}/part-1`, halfAPart(), 'application/zip');
    await rig.store.tasks.giveBack(claimed.task, 0, true);
    await workOff(rig);
    assert.equal(rig.chat.notes.length, 1);
    const [part] = (await rig.store.runs.find(id))?.parts ?? [];
    assert.ok(part);
    assert.equal((await rig.bucket.get(part.key))?.byteLength, part.bytes);
  });
});

async function* halfAPart(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('PK half');
}
