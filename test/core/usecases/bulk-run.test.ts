// A run over the real store: proposed with its price, and started as it was quoted.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCore } from '../../../src/core/core.ts';
import { catalogueFor } from '../../../src/core/domain/models.ts';
import type { BulkRunId } from '../../../src/core/domain/ids.ts';
import type { Refusal } from '../../../src/core/domain/refusal.ts';
import { coreRig, newId, STARTER_CREDITS } from '../../support/core.ts';
import { accepted, asking, creditsOf, pressing, propose, refusedWith, workOff } from '../../support/people.ts';
import { readTables, written } from '../../support/tables.ts';

const foxes = (count: number): string[] => ['prompt', ...Array.from({ length: count }, (_, at) => `fox ${at}`)];

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
      await assert.rejects(rig.core.chat.proposeRun(asking(), upload), refusedWith(code));
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
    await assert.rejects(rig.core.chat.startRun(pressing(), view.id, 'all'), refusedWith('run-not-waiting'));
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
      if (press.status === 'rejected') assert.ok(refusedWith('run-not-waiting')(press.reason), String(press.reason));
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
    await assert.rejects(start(view.id, 'bob'), refusedWith('not-yours'));
    await assert.rejects(start(newId()), refusedWith('not-found'));
    await assert.rejects(start(dear.view.id), refusedWith('credits-short'));
    await assert.rejects(start(flawed.view.id), refusedWith('run-not-waiting'));
    await assert.rejects(dearer.chat.startRun(pressing(), view.id, 'all'), (error: Refusal) => {
      assert.deepEqual(error.says, { code: 'price-changed', facts: { quoted: 2, now: 4 } });
      return true;
    });
    rig.clock.advance(25 * 3_600_000);
    await assert.rejects(start(view.id), refusedWith('run-not-waiting'));
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
