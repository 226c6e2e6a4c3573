// /imagine over the real store: everything is written at once, or nothing is.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { catalogueFor } from '../../../src/core/domain/models.ts';
import type { Refusal } from '../../../src/core/domain/refusal.ts';
import { coreRig, STARTER_CREDITS } from '../../support/core.ts';
import { accepted, accountOf, asking, imagine, refusedWith, wish } from '../../support/people.ts';
import { readTables, written } from '../../support/tables.ts';

describe('a request', () => {
  test('writes its event, hold, pictures, tasks and delivery, and nothing else', async (t) => {
    const rig = await coreRig(t);
    const { core, database } = rig;
    await core.chat.welcome(asking());
    const before = await readTables(database.pool);
    const { view } = accepted(await core.chat.requestGeneration(asking(), wish('a fox', 4)));
    assert.deepEqual(written(before, await readTables(database.pool)), {
      // Use is agreement here, and this is the first.
      consent: 1,
      credit_account: 0,
      credit_grant: 0,
      delivery: 1,
      generation: 1,
      hold: 1,
      hold_part: 1,
      image: 4,
      inbound_event: 1,
      ledger_op: 1,
      ledger_transfer: 1,
      task: 4,
    });
    assert.deepEqual(
      view.images.map(({ seed, state }) => ({ seed, state })),
      [7, 8, 9, 10].map((seed) => ({ seed, state: 'owed' })),
    );
    assert.equal(view.phase, 'queued');
    assert.deepEqual(await rig.store.ledger.read(await accountOf(rig)), {
      available: STARTER_CREDITS - 4,
      held: 4,
      debt: 0,
      frozen: false,
    });
    assert.deepEqual(await core.verifyLedger(), []);
  });

  test('that costs nothing holds nothing', async (t) => {
    const rig = await coreRig(t, { catalogue: catalogueFor(new Set(['sketch']), 0), starterCredits: 0 });
    await rig.core.chat.welcome(asking());
    const before = await readTables(rig.database.pool);
    await rig.core.chat.requestGeneration(asking(), wish('a fox'));
    const changed = written(before, await readTables(rig.database.pool));
    assert.deepEqual(changed, { consent: 1, delivery: 1, generation: 1, image: 1, inbound_event: 1, task: 1 });
  });

  for (const [why, userId, order] of [
    ['credits-short', 'ada', wish('a fox', 4)],
    ['credits-short', 'somebody new', wish('a fox', 4)],
    ['prompt-empty', 'ada', wish('  ')],
    ['style-unknown', 'ada', wish('a fox', 1, { style: 'oil' })],
    ['model-not-configured', 'ada', wish('a fox', 1, { model: 'gpt-image-1' })],
  ] as const)
    test(`refused with ${why} for ${userId} leaves no trace`, async (t) => {
      const { core, database } = await coreRig(t, { starterCredits: 3 });
      await core.chat.welcome(asking());
      const before = await readTables(database.pool);
      await assert.rejects(core.chat.requestGeneration(asking(userId), order), refusedWith(why));
      assert.deepEqual(written(before, await readTables(database.pool)), {});
    });

  test('says how many credits are needed and there', async (t) => {
    const { core } = await coreRig(t, { starterCredits: 3 });
    await assert.rejects(core.chat.requestGeneration(asking(), wish('a fox', 4)), (error: Refusal) => {
      assert.deepEqual(error.says, { code: 'credits-short', facts: { needed: 4, available: 3 } });
      return true;
    });
  });

  test('whose event came before does nothing, however often and at the same moment', async (t) => {
    const { core, database } = await coreRig(t);
    await core.chat.welcome(asking());
    const event = asking('ada', 'the same event');
    const before = await readTables(database.pool);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => core.chat.requestGeneration(event, wish('a fox', 2))),
    );
    assert.equal(answers.filter((answer) => answer.kind === 'accepted').length, 1);
    const after = await readTables(database.pool);
    assert.equal(written(before, after)['generation'], 1);
    assert.equal((await core.chat.requestGeneration(event, wish('a fox', 2))).kind, 'repeated');
    assert.deepEqual(written(after, await readTables(database.pool)), {});
  });

  test('of the same number on another platform is another event', async (t) => {
    const { core } = await coreRig(t);
    const discord = asking('ada', '77');
    const telegram = { ...discord, event: { platform: 'telegram', id: '77' } } as const;
    assert.equal((await core.chat.requestGeneration(discord, wish('a fox'))).kind, 'accepted');
    assert.equal((await core.chat.requestGeneration(telegram, wish('a fox'))).kind, 'accepted');
  });

  test('a person who sends their first commands all at once gets one account and one starter grant', async (t) => {
    const rig = await coreRig(t);
    await Promise.all(Array.from({ length: 8 }, (_, at) => imagine(rig, `fox ${at}`)));
    const tables = await readTables(rig.database.pool);
    assert.equal(tables['account']?.rows, 1);
    assert.equal(tables['credit_grant']?.rows, 1);
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });

  test('two requests with the credits of one: one is accepted', async (t) => {
    for (let round = 0; round < 5; round++) {
      const { core } = await coreRig(t, { starterCredits: 3 });
      await core.chat.welcome(asking());
      const answers = await Promise.allSettled([
        core.chat.requestGeneration(asking(), wish('a fox', 2)),
        core.chat.requestGeneration(asking(), wish('a hen', 2)),
      ]);
      assert.deepEqual(answers.map((answer) => answer.status).toSorted(), ['fulfilled', 'rejected']);
      assert.deepEqual(await core.verifyLedger(), []);
    }
  });

  test('rolled again costs whoever presses, at the price of today', async (t) => {
    const rig = await coreRig(t);
    const { view } = await imagine(rig, 'a fox', 2);
    const again = accepted(await rig.core.chat.reroll(asking('bob'), view.id));
    assert.equal(again.view.images.length, 2);
    const { held } = await rig.store.ledger.read(await accountOf(rig, 'bob'));
    assert.equal(held, 2);
  });
});
