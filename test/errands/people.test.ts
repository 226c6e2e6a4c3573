// Errands about people: news for all of them, what they ask, and what they bring with them.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { textForm } from '../../src/core/domain/ids.ts';
import { diskBucket } from '../../src/storage/disk-bucket.ts';
import { sealedBucket } from '../../src/storage/sealed-bucket.ts';
import { changed } from '../support/changed-copies.ts';
import { opened, packed, savedIn } from '../support/copies.ts';
import { coreRig } from '../support/core.ts';
import { errand, errandAlone, NOWHERE } from '../support/errands.ts';
import { accepted, accountOf, asking, imagine, workOff } from '../support/people.ts';
import { freshDatabase } from '../support/postgres.ts';
import { storedNotices } from '../support/stored.ts';

describe('An announcement', () => {
  test('goes to those who want to hear it, once, and says to how many', async (t) => {
    const rig = await coreRig(t);
    for (const userId of ['ada', 'ben']) await rig.core.chat.welcome(asking(userId));
    await rig.core.chat.changeSetting(asking('ben'), { setting: 'productNotices', to: false });
    const words = ['announce', 'product', 'owls', 'Owls!', '猫头鹰！'] as const;
    assert.deepEqual(await errandAlone(rig.settings, ...words), {
      code: 0,
      said: 'On its way to 1 account.\n',
      complained: '',
    });
    await errand(rig.settings, ...words);
    assert.deepEqual(await storedNotices(rig), [
      { about: 'announcement', news: 'product', words: { en: 'Owls!', 'zh-CN': '猫头鹰！' } },
    ]);
  });

  test('without words in both languages is not made', async () => {
    const ended = await errand(NOWHERE, 'announce', 'product', 'owls', 'Owls!');
    assert.deepEqual([ended.code, ended.said], [2, '']);
    assert.match(ended.complained, /npm run announce/);
  });
});

test('P10, P47: tickets are listed with the day of their answer, without anything that moves a terminal, answered once, and whoever asked is told', async (t) => {
  const rig = await coreRig(t);
  const { settings } = rig;
  assert.equal((await errand(settings, 'tickets')).said, 'No ticket waits for an answer.\n');
  const { number } = accepted(
    await rig.core.chat.openTicket(asking('ada'), 'Where are my credits?\n\u001B[2Jgone\u202E'),
  );
  const list = await errandAlone(settings, 'tickets');
  assert.equal(list.code, 0);
  assert.match(
    list.said,
    new RegExp(
      `^#${number}  .* UTC  to be answered by \\d{4}-\\d\\d-\\d\\d  ${textForm('acc', await accountOf(rig))}$`,
      'm',
    ),
  );
  assert.match(list.said, /^ {4}Where are my credits\?\n {4}·\[2Jgone·$/m);
  const answered = await errand(settings, 'tickets', String(number), 'They are', 'on their way.');
  assert.equal(answered.code, 0, answered.said);
  assert.deepEqual(await storedNotices(rig), [{ about: 'ticket-answered', number, answer: 'They are on their way.' }]);
  const again = await errand(settings, 'tickets', String(number), 'Once more');
  assert.equal(again.code, 1);
  assert.match(again.said, /There is no ticket \d+, or it has been answered/);
});

describe('npm run import', () => {
  test('loads an export into an empty instance, and says what came', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox', 2);
    await workOff(rig);
    const paths = await savedIn(t, await packed(rig));
    const { settings: databases, pool } = await freshDatabase(t);
    const bucket = await mkdtemp(join(tmpdir(), 'easel-import-'));
    t.after(() => rm(bucket, { recursive: true, force: true }));
    const settings = { ...databases, BUCKET_URL: `file://${bucket}` };

    const ended = await errandAlone(settings, 'import', ...paths);
    assert.equal(ended.code, 0, ended.complained);
    assert.match(ended.said, /2 {2}image\n[^]*2 files are in the bucket\.\nThe ledger is in order\.\n$/);
    const { rows } = await pool.query('select object_key from image');
    assert.equal(rows.length, 2);
    const loaded = sealedBucket(diskBucket(bucket), rig.seals);
    for (const { object_key: key } of rows) assert.deepEqual(await loaded.get(key), await rig.bucket.get(key));

    const again = await errand(settings, 'import', ...paths);
    assert.deepEqual([again.code, again.complained], [1, '']);
    assert.match(again.said, /has data of somebody already[^]*Nothing was done/);
  });

  test('refuses what is no export, what is damaged and what is not whole, in words', async (t) => {
    const rig = await coreRig(t);
    const { settings, pool } = await freshDatabase(t);
    await imagine(rig, 'a fox', 2);
    await workOff(rig);
    const [whole = Buffer.alloc(0)] = await packed(rig);
    const damaged = Buffer.from(whole);
    // A byte of a picture, which is stored as it is.
    damaged.writeUInt8(damaged.readUInt8(damaged.indexOf('IHDR') + 12) ^ 1, damaged.indexOf('IHDR') + 12);
    // A name that would clear the terminal.
    const foreign = await changed(await opened([whole]), (draft) => (draft.object().key = 'marks/\u001B[2Jx'));
    const [text = '', broken = '', strange = ''] = await savedIn(t, [Buffer.from('hello'), damaged, foreign]);
    for (const [path, words] of [
      [text, /is not an export of Easel/],
      [broken, /is damaged or was changed\. Nothing was done/],
      [strange, /^marks\/·\[2Jx in the export belongs to another account than the export: it was changed/],
      [`${text}.zip`, /is not an export of Easel, or cannot be read/],
    ] as const) {
      const ended = await errand(settings, 'import', path);
      assert.deepEqual([ended.code, ended.said], [1, '']);
      assert.match(ended.complained, words);
    }
    assert.deepEqual((await pool.query('select from account')).rows, []);
  });
});
