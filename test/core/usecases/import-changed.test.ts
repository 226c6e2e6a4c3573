// A copy has been in other hands. Whatever was changed in it is refused in words, and nothing is written: no row, no object, no key.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ExportUnreadable } from '../../../src/core/copy-ports.ts';
import type { AccountId } from '../../../src/core/domain/ids.ts';
import { changed, understated, type Draft, type Row } from '../../support/changed-copies.ts';
import { opened, packed, savedIn, textIn } from '../../support/copies.ts';
import { coreRig, type CoreRig } from '../../support/core.ts';
import { ownKeyring } from '../../support/keyring.ts';
import { accepted, accountOf, asking, imagine, propose, workOff } from '../../support/people.ts';

const OTHER = '01234567-89ab-7cde-8f01-23456789abcd';
const theirs = (name: string): string => `t/${OTHER}/images/${name}`;
const MIB = 1024 * 1024;

type Attack = readonly [
  sentence: string,
  change: (draft: Draft) => void,
  why: ExportUnreadable['why'],
  file: string | RegExp,
];

/** The first row with something else in it. */
const first = (table: string, put: Row | ((row: Row) => Row)) => (draft: Draft) =>
  draft.rows(table, ([row = {}, ...rest]) => [{ ...row, ...(typeof put === 'function' ? put(row) : put) }, ...rest]);
const also = (table: string, put: Row) => (draft: Draft) =>
  draft.rows(table, (rows) => [...rows, { ...rows[0], ...put }]);

const ATTACKS: readonly Attack[] = [
  ['a second account', also('account', { id: OTHER }), 'foreign', 'tables/account.jsonl'],
  [
    'a login of somebody else',
    (draft) => {
      also('account', { id: OTHER })(draft);
      also('identity', { user_id: 'victim', account_id: OTHER })(draft);
    },
    'foreign',
    'tables/account.jsonl',
  ],
  ['rows of another account than the manifest says', ({ manifest }) => (manifest.account = OTHER), 'foreign', /^t\//],
  ['a row that belongs to nobody', first('payment', { account_id: null }), 'foreign', 'tables/payment.jsonl'],
  [
    'an object under the marks of who was erased',
    (draft) => (draft.object().key = 'marks/1-abc'),
    'foreign',
    'marks/1-abc',
  ],
  ["an object under somebody else's name", (draft) => (draft.object().key = theirs('x')), 'foreign', theirs('x')],
  [
    'an object that climbs out of the bucket',
    (draft) => (draft.object().key = '../../etc/x'),
    'foreign',
    '../../etc/x',
  ],
  [
    'an object that climbs out of its account',
    (draft) => (draft.object().key = `t/${draft.manifest.account}/../${OTHER}/x`),
    'damaged',
    'manifest.json',
  ],
  [
    'an object that no row leads to',
    (draft) => (draft.object().key = `t/${draft.manifest.account}/images/x`),
    'damaged',
    'manifest.json',
  ],
  [
    "a picture that leads to somebody else's object",
    first('image', { object_key: theirs('x') }),
    'foreign',
    'tables/image.jsonl',
  ],
  ['a picture that leads to a mark', first('image', { object_key: 'marks/1-abc' }), 'foreign', 'tables/image.jsonl'],
  [
    "a run that leads to somebody else's upload",
    first('bulk_run', { source_key: theirs('x') }),
    'foreign',
    'tables/bulk_run.jsonl',
  ],
  [
    'a picture whose object is left out',
    (draft) => draft.manifest.files.splice(draft.manifest.files.indexOf(draft.object()), 1),
    'damaged',
    /^files\//,
  ],
  [
    "a picture of somebody else's that had gone",
    ({ manifest }) => manifest.gone.push({ file: 'x', key: theirs('x') }),
    'foreign',
    theirs('x'),
  ],
  ['an erasure that was confirmed', first('erasure', { old_id: OTHER }), 'foreign', 'tables/erasure.jsonl'],
  ['a column that there is not', first('image', { 'x") select 1; --': 1 }), 'other-version', /^image\.x/],
  [
    'a column named like something every object has',
    first('image', { constructor: 1 }),
    'other-version',
    'image.constructor',
  ],
  ['a column that is handed out to nobody', first('task', { lease_token: OTHER }), 'damaged', 'tables/task.jsonl'],
  [
    'a row with a column less than the one before',
    first('image', { seed: undefined }),
    'damaged',
    'tables/image.jsonl',
  ],
  ['a line that is no JSON', (draft) => draft.lines('image', '{"id":\n', 1), 'damaged', 'tables/image.jsonl'],
  ['a line that is no row', (draft) => draft.lines('image', 'null\n', 1), 'damaged', 'tables/image.jsonl'],
  ['a line without an end', (draft) => draft.lines('history', '{"page":1}', 1), 'damaged', 'tables/history.jsonl'],
  [
    'JSON in JSON without an end',
    (draft) => draft.lines('image', `${'{"a":'.repeat(9_999)}1${'}'.repeat(9_999)}\n`, 1),
    'damaged',
    'tables/image.jsonl',
  ],
  ['words where there is a number', first('image', { width: 'wide' }), 'damaged', 'tables/image.jsonl'],
  ['a number where there are words', first('generation', { prompt: 7 }), 'damaged', 'tables/generation.jsonl'],
  ['a character no text can have', first('generation', { model: 'a\0b' }), 'damaged', 'tables/generation.jsonl'],
  ['a state that there is not', first('image', { state: 'owned' }), 'damaged', 'tables/image.jsonl'],
  ['a row twice', also('image', {}), 'damaged', 'tables/image.jsonl'],
  [
    'a row that refers to one that is not there',
    first('image', { generation_id: OTHER }),
    'damaged',
    'tables/image.jsonl',
  ],
  ['a number after which nobody gets one', first('ticket', { number: 2 ** 53 }), 'damaged', 'tables/ticket.jsonl'],
  [
    'a table of nobody’s',
    ({ files, manifest }) => {
      files.set('tables/suppression.jsonl', Buffer.from('{"mark":"abc","marked_at":"2026-01-01T00:00:00Z"}\n'));
      manifest.tables['suppression'] = { files: ['tables/suppression.jsonl'], rows: 1 };
      manifest.files.push({ file: 'tables/suppression.jsonl', part: 1, bytes: 0, sha256: '' });
    },
    'other-version',
    'suppression',
  ],
  [
    'a table that there is not',
    ({ manifest }) => (manifest.tables['mood'] = { files: [], rows: 0 }),
    'other-version',
    'mood',
  ],
  [
    'rows of a table the manifest does not name',
    ({ manifest }) => delete manifest.tables['ledger_transfer'],
    'damaged',
    'tables/ledger_transfer.jsonl',
  ],
  [
    'a table left out',
    ({ files, manifest }) => {
      delete manifest.tables['ledger_transfer'];
      files.delete('tables/ledger_transfer.jsonl');
      manifest.files = manifest.files.filter(({ file }) => file !== 'tables/ledger_transfer.jsonl');
    },
    'damaged',
    'tables/ledger_transfer.jsonl',
  ],
  [
    'fewer rows than the manifest says',
    (draft) => ((draft.manifest.tables['image'] ?? assert.fail()).rows = 99),
    'damaged',
    'tables/image.jsonl',
  ],
  [
    'more rows than the manifest says',
    (draft) => ((draft.manifest.tables['image'] ?? assert.fail()).rows = 1),
    'damaged',
    'tables/image.jsonl',
  ],
  [
    'a file the manifest does not name',
    ({ files }) => files.set('files/more', Buffer.from('x')),
    'damaged',
    'files/more',
  ],
  ['a table of line feeds', (draft) => draft.lines('image', '\n'.repeat(MIB), MIB), 'damaged', 'tables/image.jsonl'],
  [
    'a line of five million characters',
    first('generation', { prompt: 'x'.repeat(5 * MIB) }),
    'too-large',
    'tables/generation.jsonl',
  ],
  [
    'a table of sixty-five megabytes',
    (draft) => draft.lines('image', '\n'.repeat(65 * MIB), 1),
    'too-large',
    'tables/image.jsonl',
  ],
];

/** Nothing at all is there: no row, no number that was given, no object, and no key for the account. */
async function assertUntouched({ store, database, bucket, seals }: CoreRig, account: AccountId): Promise<void> {
  assert.ok(await store.loader.isEmpty());
  const { rows } = await database.pool.query(
    `select sequencename from pg_sequences where schemaname = 'public' and last_value is not null`,
  );
  assert.deepEqual(rows, []);
  assert.deepEqual(await Array.fromAsync(bucket.list('')), []);
  assert.equal(await seals.find(account), null);
}

function unreadable(why: ExportUnreadable['why'], file: string | RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof ExportUnreadable, String(error));
    assert.equal(error.why, why);
    if (typeof file === 'string') assert.equal(error.file, file);
    else assert.match(error.file, file);
    return true;
  };
}

describe('an instance that is given a changed copy', () => {
  test('P13: refuses whatever was changed in it, and has nothing of it', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox', 2);
    await propose(rig, ['prompt', 'a hen']);
    accepted(await rig.core.chat.openTicket(asking(), 'a question'));
    await workOff(rig);
    accepted(await rig.core.chat.askErasure(asking()));
    const account = await accountOf(rig);
    await rig.database.pool.query(
      `insert into payment (ref, account_id, product, credits, amount, currency, paid_at) values ('pay', $1, 'pack-100', 0, 1, 'EUR', now())`,
      [account],
    );
    const copy = await opened(await packed(rig));
    assert.ok(textIn(copy, 'tables/erasure.jsonl').length > 0);
    const instance = await coreRig(t, { keyring: await (await ownKeyring(t)).open() });
    for (const [sentence, change, why, file] of ATTACKS)
      await t.test(sentence, async (t) => {
        const paths = await savedIn(t, [await changed(copy, change)]);
        await assert.rejects(instance.core.importExport(paths), unreadable(why, file));
        await assertUntouched(instance, account);
      });
    await t.test('a manifest that unpacks to more than it says', async (t) => {
      const large = await changed(copy, ({ manifest }) => (manifest.madeAt = ' '.repeat(8 * MIB)));
      const paths = await savedIn(t, [understated(large, 'manifest.json', 4_096)]);
      await assert.rejects(instance.core.importExport(paths), unreadable('damaged', 'manifest.json'));
      await assertUntouched(instance, account);
    });
    await t.test('and loads it as it was', async (t) => {
      const paths = await savedIn(t, [await changed(copy, () => {})]);
      assert.equal((await instance.core.importExport(paths)).outcome, 'imported');
    });
  });
});
