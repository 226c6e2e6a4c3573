// What /deleteme says in both languages: what goes, what stays and until when, the second step, and the receipt.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ErasureReceipt } from '../../src/core/answers.ts';
import { textForm, type ErasureId } from '../../src/core/domain/ids.ts';
import { dispatch } from '../../src/bots/commands/index.ts';
import { isLink, type Reply } from '../../src/bots/conversation.ts';
import { command, coreWith, IN_GROUP, press } from './calls.ts';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057' as ErasureId;
const SUMMARY = { pictures: 3, prompts: 2, runs: 1, payments: 1, tickets: 1, credits: 40, plan: true, lifted: false };
const NUMBER = '0123-4567-89AB-CDEF';
const AT = new Date('2026-11-28T10:00:00Z');
const RECEIPT: ErasureReceipt = {
  number: NUMBER,
  confirmedAt: AT,
  erasedAt: null,
  doneAt: null,
  counts: {},
  waitsForProvider: false,
};

const signal = new AbortController().signal;
const core = (receipt: Partial<ErasureReceipt> = {}) =>
  coreWith({
    askErasure: async () => ({
      kind: 'erasure-asked',
      id: ID,
      summary: SUMMARY,
      until: new Date('2026-11-28T10:10:00Z'),
    }),
    confirmErasure: async () => ({ kind: 'receipt', ...RECEIPT, ...receipt }),
    erasureStatus: async (_, number) => ({ kind: 'receipt', ...RECEIPT, ...receipt, number }),
  });

const textOf = (reply: Reply | null): string =>
  reply?.blocks.map(({ text }) => text).join('\n') ?? assert.fail('no answer');
const person = (locale: 'en' | 'zh-CN') => ({ person: { platform: 'telegram', userId: '5', locale } }) as const;

describe('/deleteme in words', () => {
  test('says what goes, what stays and why, until when, and asks for a second step', async () => {
    const reply = await dispatch(command('deleteme'), core(), signal);
    assert.match(
      textOf(reply),
      /3 pictures, 2 prompts, 1 uploaded file[^]*1 question to support[^]*40 credits[^]*not paid out[^]*plan ends[^]*each payment until 10 years after it was made, and how credits moved until 10 years after the deletion[^]*Books and tax[^]*until 10:10 UTC/,
    );
    const [row = []] = reply?.buttons ?? [];
    assert.deepEqual(
      row.map((button) => (isLink(button) ? 'link' : [button.verb, button.style])),
      [
        ['erase', 'danger'],
        ['keep-account', 'plain'],
      ],
    );
    assert.ok(reply?.private);
  });

  test('says the same in Chinese', async () => {
    const text = textOf(await dispatch(command('deleteme', person('zh-CN')), core(), signal));
    assert.match(text, /3 张图片[^]*2 条提示词[^]*保留到付款后 10 年，积分变动保留到删除后 10 年[^]*10:10/);
  });

  test('says that a lifted hold stays written down, to whoever had one', async () => {
    const had = coreWith({
      askErasure: async () => ({
        kind: 'erasure-asked',
        id: ID,
        summary: { ...SUMMARY, lifted: true },
        until: new Date(),
      }),
    });
    assert.match(
      textOf(await dispatch(command('deleteme'), had, signal)),
      /had your account kept[^]*until 3 years after/,
    );
    assert.doesNotMatch(textOf(await dispatch(command('deleteme'), core(), signal)), /had your account kept/);
  });

  test('answers a press with the receipt, and the number to ask by', async () => {
    const reply = await dispatch(press('erase', textForm('ers', ID)), core(), signal);
    assert.match(
      textOf(reply),
      /being deleted[^]*each payment until 10 years[^]*on its way in the very second[^]*0123-4567-89AB-CDEF[^]*\/deleteme status 0123/,
    );
  });

  test('a press on Keep deletes nothing, and so does one on a forged button', async () => {
    assert.match(
      textOf(await dispatch(press('keep-account', textForm('ers', ID)), core(), signal)),
      /Nothing was deleted/,
    );
    for (const subject of ['', 'gen_AYkKXayWd0u8zrMCCZqAVw', 'ers_short'])
      assert.match(textOf(await dispatch(press('erase', subject), core(), signal)), /find/);
  });

  test('tells how far it is: under way, erased, looked for once more, waiting for the payment provider', async () => {
    const status = async (receipt: Partial<ErasureReceipt>) =>
      textOf(await dispatch(command('deleteme', { text: `status ${NUMBER}` }), core(receipt), signal));
    assert.match(await status({}), /being deleted/);
    const counts = { image: 3, generation: 2, files: 4, messages: 1 };
    assert.match(
      await status({ erasedAt: AT, counts }),
      /deleted on Nov 28, 2026 at 10:00 UTC[^]*3 pictures, 2 prompts, 4 files[^]*1 message of mine/,
    );
    assert.match(await status({ erasedAt: AT, counts, waitsForProvider: true }), /payment provider[^]*every day/);
    assert.match(await status({ erasedAt: AT, doneAt: AT, counts }), /nothing was left/);
  });

  test('takes the number with and without "status", and as an option', async () => {
    const asked: string[] = [];
    const listening = coreWith({
      erasureStatus: async (_, number) => {
        asked.push(number);
        return { kind: 'repeated' };
      },
    });
    for (const call of [
      command('deleteme', { text: `status ${NUMBER}` }),
      command('deleteme', { text: `STATUS  ${NUMBER}` }),
      command('deleteme', { text: NUMBER }),
      command('deleteme', { options: { status: NUMBER } }),
    ])
      assert.equal(await dispatch(call, listening, signal), null);
    assert.deepEqual(asked, [NUMBER, NUMBER, NUMBER, NUMBER]);
  });

  test('in a group it only points to the private chat', async () => {
    const reply = await dispatch(command('deleteme', IN_GROUP), coreWith(), signal);
    assert.doesNotMatch(textOf(reply), /stays for/);
  });
});
