// A run over the real store: proposed, started, drawn, captured by the hundred, stopped, packed and brought.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCore } from '../../../src/core/core.ts';
import { catalogueFor } from '../../../src/core/domain/models.ts';
import type { BulkRunId } from '../../../src/core/domain/ids.ts';
import { Refusal } from '../../../src/core/domain/refusal.ts';
import type { Rows, Store } from '../../../src/core/store.ts';
import { coreRig, newId, STARTER_CREDITS, type CoreRig } from '../../support/core.ts';
import { accepted, accountOf, asking, pressing, propose, work, workOff } from '../../support/people.ts';
import { readTables, written } from '../../support/tables.ts';

const refusal = (code: string) => (error: unknown) => error instanceof Refusal && error.says.code === code;
const foxes = (count: number): string[] => ['prompt', ...Array.from({ length: count }, (_, at) => `fox ${at}`)];

async function creditsOf(rig: CoreRig): Promise<{ available: number; held: number }> {
  const { available, held } = await rig.store.ledger.read(await accountOf(rig));
  return { available, held };
}

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

describe('a proposed run', () => {
  test('is priced and kept with its file, and nothing is held', async (t) => {
    const rig = await coreRig(t);
    await rig.core.chat.welcome(asking());
    const before = await readTables(rig.database.pool);
    const lines = ['prompt,count,mood', 'a fox,2,calm', 'a hen,9,calm', 'an owl,,'];
    const { view, problems } = accepted(
      await rig.core.chat.proposeRun(asking(), { name: 'birds.csv', bytes: Buffer.from(lines.join('\n')) }),
    );
    assert.deepEqual(written(before, await readTables(rig.database.pool)), {
      bulk_run: 1,
      delivery: 1,
      inbound_event: 1,
    });
    assert.deepEqual(
      { rows: view.rows, problemRows: view.problemRows, images: view.images, credits: view.creditsNeeded },
      { rows: 2, problemRows: 1, images: 3, credits: 3 },
    );
    assert.deepEqual(view.unknownColumns, ['mood']);
    assert.deepEqual(
      problems.map(({ row, column }) => ({ row, column })),
      [{ row: 3, column: 'count' }],
    );
    assert.deepEqual(await creditsOf(rig), { available: STARTER_CREDITS, held: 0 });
  });

  for (const [code, text] of [
    ['csv-empty', 'prompt\n'],
    ['csv-no-prompt-column', 'colour\nred\n'],
    ['csv-no-good-rows', 'prompt,count\na fox,99\n'],
  ] as const)
    test(`refused with ${code} leaves no trace, not even a file`, async (t) => {
      const rig = await coreRig(t);
      const before = await readTables(rig.database.pool);
      const upload = { name: 'rows.csv', bytes: Buffer.from(text) };
      await assert.rejects(rig.core.chat.proposeRun(asking(), upload), refusal(code));
      assert.deepEqual(written(before, await readTables(rig.database.pool)), {});
      assert.deepEqual(await Array.fromAsync(rig.bucket.list('')), []);
    });

  test('by the same event twice is one run', async (t) => {
    const rig = await coreRig(t);
    const upload = { name: 'rows.csv', bytes: Buffer.from('prompt\na fox\n') };
    const event = asking();
    const answers = await Promise.all(Array.from({ length: 4 }, () => rig.core.chat.proposeRun(event, upload)));
    assert.deepEqual(answers.map((answer) => answer.kind).toSorted(), ['accepted', 'repeated', 'repeated', 'repeated']);
    assert.equal((await readTables(rig.database.pool))['bulk_run']?.rows, 1);
    assert.equal((await Array.fromAsync(rig.bucket.list(''))).length, 1);
  });

  test('that is declined draws nothing and cannot be started any more', async (t) => {
    const rig = await coreRig(t);
    const { view } = await propose(rig, foxes(2));
    const answer = accepted(await rig.core.chat.cancelRun(pressing(), view.id));
    assert.equal(answer.view.state, 'cancelled');
    await assert.rejects(rig.core.chat.startRun(pressing(), view.id, 'all'), refusal('run-not-waiting'));
  });
});

describe('starting a run', () => {
  test('holds what was quoted and writes every row at once', async (t) => {
    const rig = await coreRig(t);
    const { view } = await propose(rig, ['prompt,count', 'a fox,2', 'a hen,1']);
    const before = await readTables(rig.database.pool);
    const started = accepted(await rig.core.chat.startRun(pressing(), view.id, 'all'));
    const { generation, image, task, hold, ledger_op } = written(before, await readTables(rig.database.pool));
    assert.deepEqual(
      { generation, image, task, hold, ledger_op },
      { generation: 2, image: 3, task: 3, hold: 1, ledger_op: 1 },
    );
    assert.equal(started.view.state, 'running');
    assert.deepEqual(await creditsOf(rig), { available: STARTER_CREDITS - 3, held: 3 });
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });

  test('pressed many times at once starts it once', async (t) => {
    const rig = await coreRig(t);
    const { view } = await propose(rig, foxes(3));
    const presses = await Promise.allSettled(
      Array.from({ length: 6 }, () => rig.core.chat.startRun(pressing(), view.id, 'all')),
    );
    assert.equal(presses.filter((press) => press.status === 'fulfilled').length, 1);
    for (const press of presses)
      if (press.status === 'rejected') assert.ok(refusal('run-not-waiting')(press.reason), String(press.reason));
    assert.deepEqual(await creditsOf(rig), { available: STARTER_CREDITS - 3, held: 3 });
  });

  test('is refused, and changes nothing, for others, the unknown, the unaffordable and the outdated', async (t) => {
    const rig = await coreRig(t, { starterCredits: 5 });
    const { core, database } = rig;
    const { view } = await propose(rig, foxes(2));
    const dear = await propose(rig, foxes(6));
    const flawed = await propose(rig, ['prompt,count', 'a fox,1', 'a hen,99']);
    const dearer = createCore({ ...rig.ports, catalogue: catalogueFor(new Set(['sketch']), 2) });
    const before = await readTables(database.pool);
    const start = (id: BulkRunId, userId = 'ada') => core.chat.startRun(pressing(userId), id, 'all');
    await assert.rejects(start(view.id, 'bob'), refusal('not-yours'));
    await assert.rejects(start(newId()), refusal('not-found'));
    await assert.rejects(start(dear.view.id), refusal('credits-short'));
    await assert.rejects(start(flawed.view.id), refusal('run-not-waiting'));
    await assert.rejects(dearer.chat.startRun(pressing(), view.id, 'all'), (error: Refusal) => {
      assert.deepEqual(error.says, { code: 'price-changed', facts: { quoted: 2, now: 4 } });
      return true;
    });
    rig.clock.advance(25 * 3_600_000);
    await assert.rejects(start(view.id), refusal('run-not-waiting'));
    assert.deepEqual(written(before, await readTables(database.pool)), {});
  });

  test('without its bad rows draws the good ones, and lists the bad ones in the ZIP', async (t) => {
    const rig = await coreRig(t);
    const { view } = await propose(rig, ['prompt,count', 'a fox,1', 'a hen,99']);
    await rig.core.chat.startRun(pressing(), view.id, 'good');
    await workOff(rig);
    assert.deepEqual([...rig.pictures.drawn], [['a fox', 1]]);
    const [note] = rig.chat.notes;
    assert.ok(note?.view.kind === 'run');
    assert.deepEqual([note.view.state, note.view.ready, note.parts], ['finished', 1, 1]);
    const zip = await rig.bucket.get(note.view.parts[0]?.key ?? '');
    assert.ok(zip && Buffer.from(zip).includes('failed.csv'));
  });
});

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
    const whileTending = (rows: Rows): Rows => ({
      ...rows,
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
    await assert.rejects(rig.core.chat.cancelRun(pressing(), id), refusal('nothing-to-cancel'));
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
          todo({
            ...rows,
            runs: {
              ...rows.runs,
              async open(account) {
                const open = await rows.runs.open(account);
                await rig.core.tendRun(id);
                return open;
              },
            },
          }),
        ),
    };
    await assert.rejects(
      createCore({ ...rig.ports, store }).chat.cancelEverything(asking()),
      refusal('nothing-to-cancel'),
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
