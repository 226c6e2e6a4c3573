// /privacy answers everybody, whatever state their account is in, counts what is theirs alone, and writes nothing for a stranger.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { COMMANDS, dispatch } from '../../../src/bots/commands/index.ts';
import type { CommandCall } from '../../../src/bots/conversation.ts';
import { plainText } from '../../../src/bots/fit.ts';
import type { Holding } from '../../../src/core/choice-rows.ts';
import { DATA_CATALOGUE, TABLES } from '../../../src/core/domain/data-catalogue.ts';
import { privacyNotice } from '../../../src/core/privacy-notice.ts';
import { CATEGORIES } from '../../../src/core/privacy-record.ts';
import { coreRig, type CoreRig } from '../../support/core.ts';
import { doEverything } from '../../support/erasing.ts';
import { accepted, accountOf, asking, imagine, workOff } from '../../support/people.ts';
import { openShop } from '../../support/shop.ts';
import { readTables, written } from '../../support/tables.ts';

const signal = AbortSignal.timeout(60_000);
const PARTS = ['summary', 'me', 'recipients', 'security', 'contact'] as const;

function privacy(part: string, userId = 'ada'): CommandCall {
  return { ...asking(userId), kind: 'command', name: 'privacy', text: part, options: {}, files: [] };
}

async function words(rig: CoreRig, part: string, userId = 'ada'): Promise<string> {
  const reply = await dispatch(privacy(part, userId), rig.core.chat, signal);
  assert.ok(reply);
  return plainText(reply.blocks);
}

describe('/privacy', () => {
  test('P49: writes for a stranger that it was asked, and nothing else', async (t) => {
    const rig = await coreRig(t, { consent: 'ask' });
    for (const part of PARTS) {
      const before = await readTables(rig.database.pool);
      assert.ok((await words(rig, part)).length > 20);
      assert.deepEqual(written(before, await readTables(rig.database.pool)), { inbound_event: 1 }, part);
    }
  });

  for (const [state, change] of [
    ['paused', 'update account set paused_at = now()'],
    ['frozen', 'update credit_account set frozen_at = now()'],
    ['being erased', `update account set state = 'erasing'`],
    ['refusing', 'update account set refused_at = now()'],
  ] as const)
    test(`P49: answers somebody who is ${state}, once an event`, async (t) => {
      const rig = await coreRig(t);
      await imagine(rig, 'a fox');
      await rig.database.pool.query(change);
      for (const part of PARTS) assert.ok((await words(rig, part)).length > 20, part);
      const call = privacy('summary');
      assert.ok(await dispatch(call, rig.core.chat, signal));
      assert.equal(await dispatch(call, rig.core.chat, signal), null);
    });

  test('P18: names every recipient of the catalogue, and nobody else', async (t) => {
    const rig = await coreRig(t);
    const [summary, recipients] = [await words(rig, ''), await words(rig, 'recipients')];
    const all = Object.values(DATA_CATALOGUE.recipients);
    for (const { name, fields } of all) assert.ok(summary.includes(name) && recipients.includes(fields.en), name);
    assert.equal(recipients.split('\n').length, all.length + 1);
  });

  test('P49: neither it nor the notice names a command that is not there', async (t) => {
    const rig = await coreRig(t);
    const names = new Set(COMMANDS.map(({ name }) => name));
    const notice = privacyNotice('en').flatMap(({ clauses }) => clauses.map(({ text }) => text));
    for (const text of [...notice, ...(await Promise.all(PARTS.map((part) => words(rig, part)))), await words(rig, '')])
      for (const [, name = ''] of text.matchAll(/(?<![\w/])\/([a-z]+)\b/g)) assert.ok(names.has(name), `/${name}`);
  });

  test('P32: says what is sealed, what is not, and what becomes of the key', async (t) => {
    const rig = await coreRig(t);
    const said = await words(rig, 'security');
    assert.match(said, /sealed with a key of your account alone\. The keys are in another database/);
    assert.match(said, /\/deleteme destroys that key first/);
    assert.match(said, /Amounts, times, models and states are stored as they are/);
    // Whoever runs it has the keys: nothing here is hidden from them.
    assert.doesNotMatch(said, /end-to-end|not even we/i);
  });
});

describe('/privacy me', () => {
  test('P38: lists every category of the catalogue that there is something in, by table', async (t) => {
    const shop = await openShop(t, { starterCredits: 20 });
    await doEverything(shop, 'discord', 'ada');
    const { held } = accepted(await shop.core.chat.privacyMe(asking()));
    assert.ok(held);
    assert.deepEqual(categories(held.holdings), Object.keys(CATEGORIES).toSorted());
    const reply = await words(shop, 'me');
    for (const { en } of Object.values(CATEGORIES)) assert.ok(reply.includes(en), en);
    // Counted without the catalogue: whatever has a column with the account in it.
    const owned = await shop.database.pool.query<{ name: string }>(
      `select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'account_id'`,
    );
    const id = await accountOf(shop);
    for (const { name } of owned.rows) {
      const { rows } = await shop.database.pool.query<{ count: number }>(
        `select count(*)::int as count from ${name} where account_id = $1`,
        [id],
      );
      const counted = Math.max(0, ...held.holdings.filter(({ table }) => table === name).map(({ count }) => count));
      // Of this one a law may forbid to tell.
      assert.equal(counted, name === 'legal_request' ? 0 : rows[0]?.count, name);
      assert.ok(TABLES[name]);
    }
  });

  test("P38: counts nobody else's: what another person does changes nothing in it", async (t) => {
    const shop = await openShop(t, { starterCredits: 20 });
    await doEverything(shop, 'discord', 'ada');
    // Whatever Ada still waits for: done later, it would be counted later.
    await workOff(shop);
    const before = accepted(await shop.core.chat.privacyMe(asking()));
    await doEverything(shop, 'discord', 'ben');
    assert.deepEqual(accepted(await shop.core.chat.privacyMe(asking())), before);
  });
});

function categories(holdings: readonly Holding[]): string[] {
  return [...new Set(holdings.map(({ category }) => category))].toSorted();
}
