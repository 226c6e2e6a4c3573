// The two steps of /deleteme, and the receipt: who may press, when, how often, and who is told what became of it.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { coreRig, STARTER_CREDITS } from '../../support/core.ts';
import { askingOn, confirm, eraseFully, receiptOf } from '../../support/erasing.ts';
import { accepted, accountOf, imagine, refusedWith, wish, workOff } from '../../support/people.ts';
import { readTables, written } from '../../support/tables.ts';

const MINUTE_MS = 60_000;
const ask = (userId: string) => askingOn('discord', userId);

describe('/deleteme', () => {
  test('P42: says what there is before it takes anything away, and takes nothing by saying so', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox', 3);
    await workOff(rig);
    await rig.core.chat.openTicket(ask('ada'), 'may I?');
    const before = await readTables(rig.database.pool);
    const { summary } = accepted(await rig.core.chat.askErasure(ask('ada')));
    assert.deepEqual(
      { ...summary, credits: 0 },
      { pictures: 3, prompts: 1, runs: 0, payments: 0, tickets: 1, credits: 0, plan: false, lifted: false },
    );
    assert.deepEqual(written(before, await readTables(rig.database.pool)), { erasure: 1, inbound_event: 1 });
    // Asked again, the earlier question is forgotten.
    await rig.core.chat.askErasure(ask('ada'));
    assert.equal((await readTables(rig.database.pool))['erasure']?.rows, 1);
  });

  test('has nothing to say to a stranger, and makes nobody an account', async (t) => {
    const rig = await coreRig(t);
    await assert.rejects(rig.core.chat.askErasure(ask('eve')), refusedWith('nothing-to-erase'));
    assert.equal((await readTables(rig.database.pool))['account']?.rows, 0);
  });

  test('P36: the button works for its owner alone', async (t) => {
    const rig = await coreRig(t);
    for (const userId of ['ada', 'eve']) await rig.core.chat.welcome(ask(userId));
    const { id } = accepted(await rig.core.chat.askErasure(ask('ada')));
    await assert.rejects(rig.core.chat.confirmErasure(ask('eve'), id), refusedWith('not-yours'));
    await assert.rejects(rig.core.chat.confirmErasure(ask('stranger'), id), refusedWith('not-found'));
    const forged = (await accountOf(rig, 'ada')) as unknown as typeof id;
    await assert.rejects(rig.core.chat.confirmErasure(ask('ada'), forged), refusedWith('not-found'));
    for (const userId of ['ada', 'eve'])
      assert.equal((await rig.store.accounts.get(await accountOf(rig, userId)))?.state, 'active');
  });

  test('P36: the button works once, however often and at the same moment it is pressed', async (t) => {
    const rig = await coreRig(t);
    await rig.core.chat.welcome(ask('ada'));
    const { id } = accepted(await rig.core.chat.askErasure(ask('ada')));
    const presses = await Promise.allSettled(
      Array.from({ length: 8 }, () => rig.core.chat.confirmErasure(ask('ada'), id)),
    );
    assert.equal(presses.filter(({ status }) => status === 'fulfilled').length, 1);
    for (const press of presses) if (press.status === 'rejected') assert.ok(refusedWith('being-erased')(press.reason));
    const { rows } = await rig.database.pool.query(`select from task where kind = 'erase'`);
    assert.equal(rows.length, 1);
    await eraseFully(rig);
    // Whose account is gone is a stranger, and is not made one again by an old button.
    await assert.rejects(rig.core.chat.confirmErasure(ask('ada'), id), refusedWith('not-found'));
    await rig.core.chat.welcome(ask('ada'));
    await assert.rejects(rig.core.chat.confirmErasure(ask('ada'), id), refusedWith('not-yours'));
  });

  test('P36: the same press twice is one', async (t) => {
    const rig = await coreRig(t);
    await rig.core.chat.welcome(ask('ada'));
    const { id } = accepted(await rig.core.chat.askErasure(ask('ada')));
    const press = ask('ada');
    const answers = await Promise.all([1, 2, 3].map(() => rig.core.chat.confirmErasure(press, id)));
    assert.deepEqual(answers.map(({ kind }) => kind).toSorted(), ['receipt', 'repeated', 'repeated']);
  });

  test('P36: after ten minutes the button does nothing', async (t) => {
    const rig = await coreRig(t);
    await rig.core.chat.welcome(ask('ada'));
    const { id } = accepted(await rig.core.chat.askErasure(ask('ada')));
    rig.clock.advance(10 * MINUTE_MS + 1_000);
    await assert.rejects(rig.core.chat.confirmErasure(ask('ada'), id), refusedWith('erasure-expired'));
    assert.equal((await rig.store.accounts.get(await accountOf(rig)))?.state, 'active');
  });

  test('what a court wants kept is not erased, neither when it is asked nor when it is confirmed', async (t) => {
    const rig = await coreRig(t);
    await rig.core.chat.welcome(ask('ada'));
    const { id } = accepted(await rig.core.chat.askErasure(ask('ada')));
    await rig.database.pool.query(`insert into legal_hold (account_id, reference) values ($1, 'case 7')`, [
      await accountOf(rig),
    ]);
    await assert.rejects(rig.core.chat.confirmErasure(ask('ada'), id), refusedWith('erasure-held'));
    await assert.rejects(rig.core.chat.askErasure(ask('ada')), refusedWith('erasure-held'));
    await rig.database.pool.query('delete from legal_hold');
    await confirm(rig, { platform: 'discord', userId: 'ada' });
  });

  test('P42: the receipt is told by its number, to anybody, however it is written down', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox', 2);
    await workOff(rig);
    const { number } = await confirm(rig, { platform: 'discord', userId: 'ada' });
    assert.match(number, /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
    assert.equal((await receiptOf(rig, number)).erasedAt, null);
    await eraseFully(rig);
    for (const typed of [
      number,
      number.toLowerCase(),
      ` ${number.replaceAll('-', ' ')} `,
      number.replaceAll('0', 'O'),
    ]) {
      const { erasedAt, doneAt, counts } = await receiptOf(rig, typed);
      assert.ok(erasedAt && doneAt);
      assert.deepEqual([counts['image'], counts['files']], [2, 2]);
    }
    for (const wrong of ['', 'status', '0000-0000-0000-0000', `${number}0`, "' or true --", 'x'.repeat(10_000)])
      await assert.rejects(receiptOf(rig, wrong), refusedWith('receipt-unknown'));
  });

  test('a question that was never answered is nobody’s receipt', async (t) => {
    const rig = await coreRig(t);
    await rig.core.chat.welcome(ask('ada'));
    await rig.core.chat.askErasure(ask('ada'));
    const { rows } = await rig.database.pool.query<{ number: string }>('select number from erasure');
    await assert.rejects(receiptOf(rig, rows[0]?.number ?? ''), refusedWith('receipt-unknown'));
  });

  test('a mark of who was erased is kept, from which nobody reads who it was', async (t) => {
    const rig = await coreRig(t);
    await rig.core.chat.welcome(ask('ada'));
    await confirm(rig, { platform: 'discord', userId: 'ada' });
    await eraseFully(rig);
    const { rows } = await rig.database.pool.query<{ mark: string }>('select mark from suppression');
    assert.deepEqual(rows, [{ mark: rig.ports.mark({ platform: 'discord', userId: 'ada' }) }]);
  });

  test('P16: whoever deletes an account and comes back gets no starter credits again while the mark is kept', async (t) => {
    const rig = await coreRig(t);
    const comeBack = async (userId: string) => {
      await confirm(rig, { platform: 'discord', userId });
      await eraseFully(rig);
      const { isNew, balance } = accepted(await rig.core.chat.welcome(ask(userId)));
      return [isNew, balance.available];
    };
    await rig.core.chat.welcome(ask('ada'));
    assert.deepEqual(await comeBack('ada'), [true, 0]);
    await rig.core.giveStarters();
    assert.equal(accepted(await rig.core.chat.welcome(ask('ada'))).balance.available, 0, 'none is owed either');
    assert.equal(accepted(await rig.core.chat.welcome(ask('eve'))).balance.available, STARTER_CREDITS);
    assert.deepEqual(await comeBack('ada'), [true, 0]);

    await confirm(rig, { platform: 'discord', userId: 'ada' });
    await eraseFully(rig);
    await rig.database.pool.query(`update suppression set marked_at = now() - interval '40 days 1 minute'`);
    await rig.core.forgetDue();
    assert.equal(accepted(await rig.core.chat.welcome(ask('ada'))).balance.available, STARTER_CREDITS);
  });

  test('P28: what was sent before it and is heard after it brings nobody back; what is sent after it does', async (t) => {
    const rig = await coreRig(t);
    await rig.core.chat.welcome(ask('ada'));
    const sent = (at: Date, early = ask('ada')) => ({ ...early, event: { ...early.event, at } });
    const late = sent(rig.clock.now());
    rig.clock.advance(1);
    await confirm(rig, { platform: 'discord', userId: 'ada' });
    await eraseFully(rig);
    await assert.rejects(rig.core.chat.requestGeneration(late, wish('a canary', 1)), refusedWith('being-erased'));
    const csv = { name: 'canary.csv', bytes: Buffer.from('prompt\na canary') };
    await assert.rejects(rig.core.chat.proposeRun(late, csv), refusedWith('being-erased'));
    assert.equal(await rig.store.accounts.find(late.person), null);
    assert.deepEqual(await Array.fromAsync(rig.bucket.list('t/')), []);
    assert.equal(accepted(await rig.core.chat.welcome(sent(rig.clock.now()))).isNew, true);
  });
});

describe('the journal', () => {
  test('P29: changes names for an account that is being erased, and for no other; figures never change', async (t) => {
    const rig = await coreRig(t);
    for (const userId of ['ada', 'eve']) {
      await rig.core.chat.welcome(ask(userId));
      await imagine(rig, 'a fox', 1, userId);
    }
    await workOff(rig);
    const [ada, eve] = [await accountOf(rig, 'ada'), await accountOf(rig, 'eve')];
    await confirm(rig, { platform: 'discord', userId: 'ada' });
    const { rows } = await rig.database.pool.query<{ receipt_id: string }>('select receipt_id from erasure');
    const receipt = rows[0]?.receipt_id ?? '';
    for (const [statement, ...values] of [
      ['update ledger_op set account_id = $2 where account_id = $1', eve, receipt],
      ['update ledger_op set account_id = $2 where account_id = $1', ada, eve],
      [`update ledger_op set account_id = $2, created_at = now() where account_id = $1`, ada, receipt],
      [`update ledger_op set account_id = $2, result = '7' where account_id = $1`, ada, receipt],
      ['update ledger_transfer set account_id = $2, amount = amount + 1 where account_id = $1', ada, receipt],
      ['update ledger_transfer set account_id = account_id where account_id = $1', ada],
      ['delete from ledger_op where account_id = $1', ada],
    ] as const)
      await assert.rejects(rig.database.pool.query(statement, [...values]), /append-only/, statement);
    await eraseFully(rig);
    await assert.rejects(
      rig.database.pool.query(`update ledger_op set key = key || 'x' where account_id = $1`, [receipt]),
      /append-only/,
    );
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });
});
