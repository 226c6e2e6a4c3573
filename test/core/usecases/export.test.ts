// Who may have a copy and how often, what a spreadsheet sees of it, how it comes in parts, and what becomes of its files.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCore } from '../../../src/core/core.ts';
import type { Ports } from '../../../src/core/needs.ts';
import { EXPORTS_A_DAY } from '../../../src/core/usecases/ask-export.ts';
import { coreRig, type CoreRig } from '../../support/core.ts';
import { exported, manifestOf, opened, packed, textIn } from '../../support/copies.ts';
import { accountOf, accepted, asking, imagine, propose, refusedWith, shown, workOff } from '../../support/people.ts';

const DAY_MS = 86_400_000;

const filesOf = (rig: CoreRig): Promise<string[]> => Array.fromAsync(rig.bucket.list('t/'));
const copiesOf = async (rig: CoreRig): Promise<string[]> =>
  (await filesOf(rig)).filter((key) => key.includes('/exports/'));

describe('/export', () => {
  test('P39: is brought into the chat as one ZIP, and its file goes after a day', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a red fox', 2);
    await workOff(rig);
    await shown(rig, rig.core.chat.askExport(asking()));
    await workOff(rig);
    const { view, parts } = rig.chat.notes.at(-1) ?? assert.fail('nothing was brought');
    assert.ok(view.kind === 'export' && view.state === 'ready' && !view.byLink);
    assert.equal(parts, 1);
    assert.match(view.parts[0]?.name ?? '', /^easel-export-\d{4}-\d\d-\d\d\.zip$/);
    assert.equal((await copiesOf(rig)).length, 1);
    rig.clock.advance(DAY_MS - 60_000);
    assert.equal(await rig.core.endExports(), 0);
    rig.clock.advance(61_000);
    assert.equal(await rig.core.endExports(), 1);
    assert.deepEqual(await copiesOf(rig), []);
    assert.equal(await rig.core.endExports(), 0);
  });

  test('is packed once at a time, and a few times a day', async (t) => {
    const rig = await coreRig(t);
    await rig.core.chat.welcome(asking());
    for (let n = 0; n < EXPORTS_A_DAY; n++) {
      accepted(await rig.core.chat.askExport(asking()));
      await assert.rejects(rig.core.chat.askExport(asking()), refusedWith('export-running'));
      await workOff(rig);
    }
    await assert.rejects(rig.core.chat.askExport(asking()), refusedWith('export-too-many'));
    rig.clock.advance(DAY_MS);
    accepted(await rig.core.chat.askExport(asking()));
  });

  test('two who ask at the same moment: one is packed', async (t) => {
    const rig = await coreRig(t);
    await rig.core.chat.welcome(asking());
    const answers = await Promise.allSettled([1, 2, 3, 4].map(() => rig.core.chat.askExport(asking())));
    assert.equal(answers.filter(({ status }) => status === 'fulfilled').length, 1);
  });

  test('the same event twice is one', async (t) => {
    const rig = await coreRig(t);
    await rig.core.chat.welcome(asking());
    const ask = asking();
    accepted(await rig.core.chat.askExport(ask));
    assert.deepEqual(await rig.core.chat.askExport(ask), { kind: 'repeated' });
  });

  test('P43, P46, P53: is open to whoever is frozen, has paused, or says no to the notice', async (t) => {
    const rig = await coreRig(t, { consent: 'ask' });
    await rig.core.chat.welcome(asking());
    await rig.store.transaction(async (rows) =>
      rig.ledger.freeze(rows, await accountOf(rig), { ref: 'operator:1', reason: 'operator' }),
    );
    await rig.core.chat.pause(asking(), true);
    await rig.core.chat.disagree(asking(), null);
    assert.ok((await exported(rig)).has('tables/credit_freeze.jsonl'));
  });

  test('makes no account for a stranger', async (t) => {
    const rig = await coreRig(t);
    await assert.rejects(rig.core.chat.askExport(asking()), refusedWith('nothing-to-export'));
    assert.equal(await rig.store.accounts.find(asking().person), null);
  });

  test('P39: what could run as a formula begins with an apostrophe in the table for people, and nowhere else', async (t) => {
    const rig = await coreRig(t);
    for (const prompt of ['=HYPERLINK("http://evil.example")', '+1', '@SUM(A1)', '-2', '＝1+1'])
      await imagine(rig, prompt);
    await workOff(rig);
    const copy = await exported(rig);
    const table = textIn(copy, 'images.csv');
    for (const cell of [`"'=HYPERLINK(""http://evil.example"")"`, `'+1`, `'@SUM(A1)`, `'-2`, `'＝1+1`])
      assert.ok(table.includes(`,${cell},sketch,`), `${cell} in ${table}`);
    assert.ok(table.startsWith('\uFEFF'));
    assert.match(textIn(copy, 'tables/generation.jsonl'), /"prompt":"=HYPERLINK/);
  });

  test('P39: what does not fit the chat comes in parts, each a ZIP that is complete by itself', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a red fox', 4);
    await propose(rig, ['prompt', 'a hen', 'a cow']);
    await workOff(rig);
    const whole = await exported(rig);
    rig.clock.advance(DAY_MS);
    const zips = await packed({ ...rig, core: smaller(rig, 8_000) });
    assert.ok(zips.length > 3, `${zips.length} parts`);
    for (const zip of zips) assert.ok(zip.length <= 8_000, `${zip.length} bytes`);
    const copy = await opened(zips);
    assert.deepEqual([...copy.keys()].toSorted(), [...whole.keys()].toSorted());
    const manifest = manifestOf(copy);
    assert.deepEqual(
      manifest.files.map(({ file }) => file).toSorted(),
      [...copy.keys()].filter((name) => name !== 'manifest.json').toSorted(),
    );
    assert.ok(manifest.files.every(({ part }) => part >= 1 && part <= zips.length));
  });

  test('a file that went while it was packed is named as gone', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a red fox', 2);
    await workOff(rig);
    const key = (await filesOf(rig)).find((each) => each.includes('/images/')) ?? assert.fail('no picture');
    await rig.bucket.remove(key);
    const copy = await exported(rig);
    assert.deepEqual(
      manifestOf(copy).gone.map((each) => each.key),
      [key],
    );
    assert.equal([...copy.keys()].filter((name) => name.startsWith('files/images/')).length, 1);
  });

  test('P25: no copy keeps a picture that is deleted: a finished one goes, one that is being packed is packed again', async (t) => {
    const rig = await coreRig(t);
    const { view } = await imagine(rig, 'a red fox', 2);
    await workOff(rig);
    const [first, second] = view.images.map(({ id }) => id);
    assert.ok(first && second);
    await packed(rig);
    await rig.core.chat.deletePicture(asking(), first);
    assert.deepEqual(await copiesOf(rig), []);

    let deleted = false;
    const putStream: Ports['bucket']['putStream'] = async (...words) => {
      const put = await rig.bucket.putStream(...words);
      if (!deleted) await rig.core.chat.deletePicture(asking(), second);
      deleted = true;
      return put;
    };
    const core = createCore({ ...rig.ports, bucket: { ...rig.bucket, putStream } });
    const { view: asked } = accepted(await core.chat.askExport(asking()));
    await workOff({ ...rig, core });
    const found = await rig.store.exports.find(asked.id);
    assert.equal(found?.state, 'ready');
    const zip = (await rig.bucket.get(found.parts[0]?.key ?? '')) ?? assert.fail('no ZIP');
    assert.ok(![...(await opened([zip])).keys()].some((name) => name.startsWith('files/images/')));
  });

  test('says so when it cannot be packed, leaves nothing behind, and may be asked for again', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a red fox', 2);
    await workOff(rig);
    const exportParts: Ports['archivist']['exportParts'] = async function* () {
      yield (async function* () {
        yield Buffer.from('PK');
      })();
      throw new Error('a bug');
    };
    const core = createCore({ ...rig.ports, archivist: { ...rig.ports.archivist, exportParts } });
    const { view } = await shown(rig, core.chat.askExport(asking()));
    await workOff({ ...rig, core });
    assert.equal((await rig.store.exports.find(view.id))?.state, 'failed');
    const last = rig.chat.notes.at(-1)?.view;
    assert.ok(last?.kind === 'export' && last.state === 'failed');
    assert.deepEqual(await copiesOf(rig), []);
    await exported(rig);
  });
});

/** The same core in front of a chat that takes less. */
function smaller(rig: CoreRig, maxBytes: number): CoreRig['core'] {
  return createCore({ ...rig.ports, maxPartBytes: { discord: maxBytes, telegram: maxBytes } });
}
