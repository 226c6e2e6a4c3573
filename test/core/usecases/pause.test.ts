// Restriction: while somebody has paused, nothing of theirs is drawn, begun, counted or advertised, and their rights work.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { coreRig, STARTER_CREDITS } from '../../support/core.ts';
import {
  accepted,
  asking,
  creditsOf,
  imagine,
  pressing,
  propose,
  refusedWith,
  wish,
  workOff,
} from '../../support/people.ts';
import { readTables, written } from '../../support/tables.ts';

describe('pausing', () => {
  test('P43: cancels what waits: no model is called, and the credits are back', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox', 4);
    const { view } = await propose(rig, ['prompt', 'an owl', 'a hen']);
    await rig.core.chat.startRun(pressing(), view.id, 'all');
    const answer = accepted(await rig.core.chat.pause(asking(), true));
    assert.deepEqual(answer, { kind: 'paused', isKnown: true, changed: true, images: 6 });
    await workOff(rig);
    assert.equal(rig.pictures.drawn.size, 0);
    assert.deepEqual(await creditsOf(rig), { available: STARTER_CREDITS, held: 0 });
  });

  test('P43: reaches a picture that was asked for in the very same moment', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox', 2);
    await rig.database.pool.query('update account set paused_at = now()');
    await workOff(rig);
    assert.equal(rig.pictures.drawn.size, 0);
    assert.deepEqual(await creditsOf(rig), { available: STARTER_CREDITS, held: 0 });
  });

  test('P43: refuses what would begin something, and none of it is written', async (t) => {
    const rig = await coreRig(t, { rails: { discord: ['stars'], telegram: ['stars'] } });
    const { view: drawn } = await imagine(rig, 'a fox');
    const { view: waiting } = await propose(rig, ['prompt', 'an owl']);
    await workOff(rig);
    await rig.core.chat.pause(asking(), true);
    const before = await readTables(rig.database.pool);
    const { chat } = rig.core;
    for (const refused of [
      () => chat.requestGeneration(asking(), wish('a fox')),
      () => chat.reroll(asking(), drawn.id),
      () => chat.proposeRun(asking(), { name: 'x.csv', bytes: Buffer.from('prompt\na fox') }),
      () => chat.startRun(pressing(), waiting.id, 'all'),
      () => chat.invoiceStars(asking(), 'pack-100'),
    ])
      await assert.rejects(refused(), refusedWith('paused'));
    assert.deepEqual(written(before, await readTables(rig.database.pool)), {});
  });

  test('P43: leaves looking, settings, rights and what is finished', async (t) => {
    const rig = await coreRig(t);
    const { view } = await imagine(rig, 'a fox');
    await workOff(rig);
    await rig.core.chat.pause(asking(), true);
    const { chat } = rig.core;
    for (const answer of [
      await chat.privacySummary(asking()),
      await chat.privacyMe(asking()),
      await chat.settings(asking()),
      await chat.balance(asking()),
      await chat.jobs(asking()),
      await chat.history(asking(), { page: 1, words: '' }),
      await chat.showAgain(asking(), { kind: 'generation', id: view.id }),
      await chat.askExport(asking()),
      await chat.askErasure(asking()),
    ])
      accepted(answer);
  });

  test('ends with one word, and twice is the same as once', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox');
    await rig.core.chat.pause(asking(), true);
    assert.equal(accepted(await rig.core.chat.pause(asking(), true)).changed, false);
    assert.equal(accepted(await rig.core.chat.pause(asking(), false)).changed, true);
    assert.equal(accepted(await rig.core.chat.pause(asking(), false)).changed, false);
    await imagine(rig, 'a hen');
    await workOff(rig);
    assert.deepEqual([...rig.pictures.drawn.keys()], ['a hen']);
  });

  test('of a stranger makes no account', async (t) => {
    const rig = await coreRig(t);
    const before = await readTables(rig.database.pool);
    const answer = await rig.core.chat.pause(asking('nobody'), true);
    assert.deepEqual(answer, { kind: 'paused', isKnown: false, changed: false, images: 0 });
    assert.deepEqual(written(before, await readTables(rig.database.pool)), { inbound_event: 1 });
  });
});
