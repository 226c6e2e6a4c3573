// An instance that has loaded a copy goes on from there: what can be made again is, what was not in it goes, and new numbers follow.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCore } from '../../../src/core/core.ts';
import { ExportUnreadable } from '../../../src/core/copy-ports.ts';
import { packed, savedIn } from '../../support/copies.ts';
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
