// /deleteme over the wire on both platforms, after real use: asked, confirmed, erased by the workers, told by number, and a stranger again.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { isSettled } from '../../sim/demo/reading.ts';
import type { Bubble, Seat } from '../../sim/demo/seat.ts';
import { choose, payAt, told } from '../support/buying.ts';
import { PLATFORMS, startShop, type Shop } from '../support/product.ts';
import { residue } from '../support/residue.ts';

const NUMBER = /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}/;

async function erased(seat: Seat, number: string): Promise<Bubble> {
  for (let round = 0; round < 200; round++) {
    const status = await seat.type(`/deleteme status ${number}`);
    if (/Everything was deleted/.test(status.look().text)) return status;
    await pause(50);
  }
  return assert.fail('an erasure that never ends');
}

/** The account of whoever came last. */
async function newest({ database }: Shop): Promise<string> {
  const { rows } = await database.query<{ account: string }>(
    'select account_id as account from identity order by created_at desc limit 1',
  );
  return rows[0]?.account ?? assert.fail('nobody is there');
}

test('/deleteme over the wire', async (t) => {
  const shop = await startShop(t);

  for (const platform of PLATFORMS) {
    await t.test(`P28, P42: ${platform}: everything goes but the books, and its owner can follow it`, async () => {
      const ada = shop.seat(platform);
      await payAt(await choose(ada, /^100 credits · €4\.90$/));
      await told(ada, /100 credits have arrived/);
      const picture = await ada.type('/imagine a canary nobody else knows --count 2');
      await picture.until(isSettled);
      await ada.type('/paysupport where is my canary?');
      const account = await newest(shop);

      const question = await ada.type('/deleteme');
      assert.match(
        question.look().text,
        /2 pictures, 1 prompt[^]*each payment until 10 years after it was made[^]*The button works once/,
      );
      assert.deepEqual(question.look().buttons, ['Delete everything', 'Keep my account']);
      const { bubble } = await ada.press(question, 'Delete everything');
      const receipt = bubble?.look().text ?? '';
      const [number = ''] = NUMBER.exec(receipt) ?? [];
      assert.match(receipt, /being deleted/);

      const ben = shop.seat(platform, { name: 'Ben' });
      const status = await erased(ben, number);
      assert.match(status.look().text, /2 pictures, 1 prompt, 2 files/);
      const left = await residue(shop.database, [account, ada.userId, 'canary']);
      assert.deepEqual(
        left.filter((place) => !place.startsWith('erasure.old_id')),
        [],
        'only the receipt knows the old id, while late files are looked for',
      );
      const shown = ada.bubbles().map((bubble) => bubble.look());
      assert.ok(!shown.some(({ text }) => text.includes('canary')), 'a message still shows it');
      assert.deepEqual(await shop.app.core().verifyLedger(), []);

      const anew = (await ada.type('/start')).look().text;
      assert.match(anew, /^Hello! I turn words into pictures\.\n/);
      assert.doesNotMatch(anew, /credits/);
      assert.match((await ada.type('/balance')).look().text, /You have 0 credits/);
      const again = await ada.press(question, 'Delete everything');
      assert.match(again.words ?? again.bubble?.look().text ?? '', /somebody else|not find|cannot find/);
    });
  }

  assert.deepEqual([...shop.stripe.state.customers.keys()], []);
  assert.deepEqual(shop.faults(), []);
});
