// An instance that has loaded a copy goes on from there: what can be made again is, what was not in it goes, and new numbers follow.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCore } from '../../../src/core/core.ts';
import { ExportUnreadable } from '../../../src/core/copy-ports.ts';
import { currentNotice } from '../../../src/core/privacy-versions.ts';
import { opened, packed, rowsIn, savedIn } from '../../support/copies.ts';
import { coreRig } from '../../support/core.ts';
import {
  accepted,
  accountOf,
  asking,
  creditsOf,
  imagine,
  pressing,
  propose,
  shown,
  wish,
  workOff,
} from '../../support/people.ts';

describe('an instance that has loaded a copy', () => {
  test('packs the ZIP of a run anew when it is asked for, since copies leave it out', async (t) => {
    const rig = await coreRig(t);
    const { view } = await propose(rig, ['prompt', 'a hen', 'a cow']);
    accepted(await rig.core.chat.startRun(pressing(), view.id, 'all'));
    await workOff(rig);
    const instance = await coreRig(t);
    await instance.core.importExport(await savedIn(t, await packed(rig)));
    await shown(instance, instance.core.chat.showAgain(asking(), { kind: 'run', id: view.id }));
    await workOff(instance);
    const note = instance.chat.notes.at(-1);
    assert.ok(note?.view.kind === 'run' && note.parts === 1);
  });

  test('knows who its people are, what they may spend, and counts on from where their numbers ended', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox', 3);
    accepted(await rig.core.chat.openTicket(asking(), 'first'));
    await workOff(rig);
    const instance = await coreRig(t);
    await instance.core.importExport(await savedIn(t, await packed(rig)));
    assert.equal(await accountOf(instance), await accountOf(rig));
    assert.deepEqual(await creditsOf(instance), await creditsOf(rig));
    assert.equal(accepted(await instance.core.chat.openTicket(asking(), 'second')).number, 2);
    await imagine(instance, 'a crow', 1);
    await workOff(instance);
    assert.equal((await creditsOf(instance)).available, (await creditsOf(rig)).available - 1);
    assert.deepEqual(await instance.core.verifyLedger(), []);
  });

  test('P20: takes over what somebody has agreed to: which notice, in which language, when, and what was taken back', async (t) => {
    const rig = await coreRig(t, { consent: 'ask' });
    const agree = async (userId: string): Promise<void> => {
      const asked = await rig.core.chat.requestGeneration(asking(userId), wish('a fox', 1));
      assert.ok(asked.kind === 'asks');
      const { version, goesOn } = asked;
      const press = { version: version.slice(0, 8), language: 'zh-CN', goesOn } as const;
      assert.equal((await rig.core.chat.agree(pressing(userId), press)).kind, 'accepted');
      await workOff(rig);
    };
    for (const userId of ['ada', 'ben']) await agree(userId);
    await rig.core.chat.disagree(asking('ben'), null);
    const consents = 'select version, language, given_at, withdrawn_at from consent where account_id = $1';
    for (const [userId, answer, withdrawn] of [
      ['ada', 'accepted', false],
      ['ben', 'asks', true],
    ] as const) {
      const zips = await packed(rig, asking(userId));
      const account = await accountOf(rig, userId);
      const { rows } = await rig.database.pool.query<Record<string, unknown>>(consents, [account]);
      const [{ account_id: whose, version, language, withdrawn_at: back } = {}, ...more] = rowsIn(
        await opened(zips),
        'consent',
      );
      assert.deepEqual(
        [whose, version, language, back !== null, more],
        [account, currentNotice().version, 'zh-CN', withdrawn, []],
      );
      const successor = await coreRig(t, { consent: 'ask' });
      await successor.core.importExport(await savedIn(t, zips));
      assert.deepEqual((await successor.database.pool.query(consents, [account])).rows, rows);
      // Whoever has agreed is not asked again, and whoever has taken it back is.
      assert.equal((await successor.core.chat.requestGeneration(asking(userId), wish('an owl', 1))).kind, answer);
    }
  });

  test('lets go of pictures whose files had gone before they were packed', async (t) => {
    const rig = await coreRig(t);
    const { view } = await imagine(rig, 'a fox', 2);
    await workOff(rig);
    const account = await accountOf(rig);
    await rig.bucket.remove(`t/${account}/images/${view.images[0]?.id}`);
    const instance = await coreRig(t);
    const loaded = await instance.core.importExport(await savedIn(t, await packed(rig)));
    assert.ok(loaded.outcome === 'imported' && loaded.gone === 1 && loaded.files === 1);
    await instance.core.finishRemovals();
    assert.equal((await instance.store.generations.find(view.id))?.images.length, 1);
    assert.deepEqual(await instance.core.verifyLedger(), []);
  });

  test('that has anybody already is refused, and so is what is cut off', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox', 2);
    await workOff(rig);
    const zips = await packed(rig);
    assert.deepEqual(await rig.core.importExport(await savedIn(t, zips)), { outcome: 'not-empty' });
    const instance = await coreRig(t);
    const [whole = Buffer.alloc(0)] = zips;
    const cut = await savedIn(t, [whole.subarray(0, whole.length - 100)]);
    await assert.rejects(instance.core.importExport(cut), ExportUnreadable);
    assert.ok(await instance.store.loader.isEmpty());
  });

  test('takes the parts of a copy in any order, and none when one of them is missing', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox', 4);
    await workOff(rig);
    const core = createCore({ ...rig.ports, maxPartBytes: { discord: 8_000, telegram: 8_000 } });
    const parts = await savedIn(t, await packed({ ...rig, core }));
    assert.ok(parts.length >= 3);
    const instance = await coreRig(t);
    for (const missing of parts) {
      const rest = parts.filter((part) => part !== missing);
      await assert.rejects(
        instance.core.importExport(rest),
        (error) => error instanceof ExportUnreadable && error.why === 'part-missing',
      );
    }
    assert.equal((await instance.core.importExport(parts.toReversed())).outcome, 'imported');
  });
});
