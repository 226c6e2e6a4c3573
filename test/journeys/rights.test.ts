// Privacy over the wire on both platforms: the notice for a stranger, an agreement with the first picture.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSettled } from '../../sim/demo/reading.ts';
import type { Bubble, Seat } from '../../sim/demo/seat.ts';
import { count, leavesNoFault, pressed } from '../support/journey.ts';
import { PLATFORMS, startProduct, SUPPORT_CONTACT } from '../support/product.ts';

const PUBLIC_URL = 'https://easel.example';

const asking = { CONSENT: 'ask', PUBLIC_URL, SUPPORT_CONTACT };

test('/privacy over the wire', async (t) => {
  const product = await startProduct(t, {}, asking);

  for (const platform of PLATFORMS) {
    await t.test(`P49: ${platform}: a stranger is answered, to them alone, and stays a stranger`, async () => {
      const ada = product.seat(platform);
      const before = await count(product, 'account');
      const bubble = await ada.type('/privacy');
      const { text, links, buttons } = bubble.look();
      assert.match(
        text,
        /^Privacy[^]*30 days[^]*Discord Inc\.[^]*Stripe[^]*\/export[^]*\/deleteme[^]*English prevails/,
      );
      assert.equal(links.get('The whole notice'), `${PUBLIC_URL}/privacy`);
      assert.deepEqual(buttons.slice(0, 4), ['About me', 'Who gets what', 'Security', 'Contact']);
      // On Telegram it is a chat of their own.
      assert.equal(bubble.isPrivate, platform === 'discord');
      const me = await pressed(ada, bubble, 'About me');
      assert.match(me.look().text, /Nothing is stored about you/);
      const contact = await pressed(ada, me, 'Contact');
      assert.ok(contact.look().text.includes(SUPPORT_CONTACT));
      const security = await pressed(ada, contact, 'Security');
      assert.match(security.look().text, /second factor[^]*with a key of your/);
      const recipients = await pressed(ada, security, 'Who gets what');
      assert.match(recipients.look().text, /Discord[^]*Telegram[^]*Stripe[^]*OpenAI/);
      assert.equal(recipients.id, bubble.id, 'each part takes the place of the one before');
      assert.equal(await count(product, 'account'), before);
    });

    await t.test(`P48: ${platform}: the contact is a command of its own, also for strangers`, async () => {
      const ada = product.seat(platform);
      const line = '/privacy contact';
      assert.ok((await ada.type(line)).look().text.includes(SUPPORT_CONTACT));
    });

    await t.test(
      `P48: ${platform}: a stranger asks a human, without agreeing to anything, and is answered there`,
      async () => {
        const ada = product.seat(platform);
        assert.match((await ada.type('/support')).look().text, /Write after \/support what happened/);
        const ticket = await ada.type('/support What do you know of me?');
        const [, number] = /ticket #(\d+)/.exec(ticket.look().text) ?? assert.fail(ticket.look().text);
        assert.ok(await product.app.core().answerTicket(Number(number), 'Only that you asked.'));
        await ada.next(({ text }) => text.includes('Only that you asked.'));
      },
    );

    await t.test(`P49: ${platform}: Chinese reads Chinese, with the page in Chinese`, async () => {
      const mei = product.seat(platform, { name: '小美', locale: 'zh-CN' as never });
      const { text, links } = (await mei.type('/privacy')).look();
      assert.match(text, /^隐私[^]*30 天[^]*以英文为准/);
      assert.equal(links.get('完整声明'), `${PUBLIC_URL}/privacy/zh`);
    });
  }

  await t.test('P38: what is stored about somebody is counted by kind, and it is only theirs', async () => {
    const [ada, ben] = product.pair('discord');
    const pictures = async (seat: Seat): Promise<string | undefined> =>
      /Your pictures[^:]*(?:: [^\n]*)?: (\d+)/.exec((await seat.type('/privacy me')).look().text)?.[1];
    await agreedPicture(ben, '/imagine a canary --count 4 --model sketch');
    assert.deepEqual([await pictures(ben), await pictures(ada)], ['4', undefined]);
    await agreedPicture(ada, '/imagine a fox --model sketch');
    const { text } = (await ada.type('/privacy me')).look();
    for (const kind of [
      'Platform login',
      'Settings',
      'What you wrote',
      'Where you are in a chat',
      'Payments and credits',
    ])
      assert.ok(text.includes(kind), kind);
    assert.match(text, /Your prompts[^:]*: 1\b/);
    assert.match(text, /You agreed to notice [0-9a-f]{12} on [^,]+, \d{4}, in English/);
    assert.deepEqual([await pictures(ben), await pictures(ada)], ['4', '1']);
  });

  await leavesNoFault(t, product);
});

/** The first picture of somebody new: they are asked, agree, and it comes. */
async function agreedPicture(seat: Seat, line: string): Promise<Bubble> {
  const asked = await seat.type(line);
  const status = await pressed(seat, asked, 'Agree');
  await status.until(isSettled);
  return status;
}

test('Agreeing over the wire', async (t) => {
  const product = await startProduct(t, {}, asking);
  const { images } = product;

  for (const platform of PLATFORMS) {
    await t.test(`P53: ${platform}: the first picture waits for Agree, and comes in the same message`, async () => {
      const ada = product.seat(platform);
      const called = images.callCount;
      const asked = await ada.type('/imagine a fox in snow');
      const { text, buttons } = asked.look();
      assert.match(text, /^Before I draw for you[^]*kept[^]*nothing has been charged[^]*You can say no/);
      assert.deepEqual(buttons.slice(0, 2), ['Agree', 'No']);
      assert.equal(images.callCount, called);
      const status = await pressed(ada, asked, 'Agree');
      assert.equal(status.id, asked.id);
      const look = await status.until(isSettled);
      assert.match(look.text, /^Done[^]*a fox in snow/);
      assert.equal(ada.pictures(status).length, 1);
      const second = await ada.type('/imagine an owl');
      assert.match((await second.until(isSettled)).text, /^Done[^]*an owl/);
    });

    await t.test(`P53: ${platform}: in front of others only whoever asked can agree or say no`, async () => {
      const [ada, ben] = product.pair(platform);
      const asked = await ada.type('/imagine a fox');
      const before = [images.callCount, await count(product, 'consent'), await count(product, 'kept_request')];
      for (const label of ['Agree', 'No']) {
        const { words, bubble } = await ben.press(asked, label);
        assert.match(words ?? bubble?.look().text ?? '', /belongs to somebody else/);
      }
      const after = [images.callCount, await count(product, 'consent'), await count(product, 'kept_request')];
      assert.deepEqual(after, before);
      await (await pressed(ada, asked, 'Agree')).until(isSettled);
    });

    await t.test(`P54: ${platform}: No ends it, and /privacy takes an agreement back as easily`, async () => {
      const ada = product.seat(platform);
      const [called, withdrawn] = [images.callCount, await count(product, 'consent where withdrawn_at is not null')];
      const asked = await ada.type('/imagine a fox');
      assert.match((await pressed(ada, asked, 'No')).look().text, /^All right: I draw nothing/);
      assert.match((await ada.type('/balance')).look().text, /You have/);
      assert.equal(images.callCount, called);
      await agreedPicture(ada, '/imagine an owl');
      assert.equal(images.callCount, called + 1);
      const privacy = await ada.type('/privacy');
      assert.match((await pressed(ada, privacy, 'Take my agreement back')).look().text, /^All right/);
      assert.equal(await count(product, 'consent where withdrawn_at is not null'), withdrawn + 1);
      assert.match((await ada.type('/imagine a hen')).look().text, /^Before I draw for you/);
      assert.equal(
        await count(product, `task where kind = 'generate' and state in ('queued', 'dispatched', 'running')`),
        0,
      );
      assert.equal(images.callCount, called + 1);
    });
  }

  await leavesNoFault(t, product);
});

test('A changed notice over the wire', async (t) => {
  const product = await startProduct(t, {}, asking);
  const changed = /^The privacy notice has changed/;

  for (const platform of PLATFORMS)
    await t.test(`P52: ${platform}: is told once beside the next answer, and agreed to there`, async () => {
      const ada = product.seat(platform);
      await agreedPicture(ada, '/imagine a fox');
      // As if it had been another notice that she agreed to: one that this program does not know any more.
      await product.database.query(`update consent set version = '000000000000'`);
      assert.match((await ada.type('/jobs')).look().text, /Your work/);
      const told = await ada.next(({ text }) => changed.test(text));
      assert.deepEqual(told.look().buttons, ['Agree', 'No']);
      assert.match((await ada.type('/balance')).look().text, /You have/);
      const agreed = await pressed(ada, told, 'Agree');
      assert.match(agreed.look().text, /^Thank you/);
      await (await ada.type('/imagine an owl')).until(isSettled);
      assert.equal(ada.bubbles().filter((bubble) => changed.test(bubble.look().text)).length, 0);
      // Told once, whatever is still on its way: as many notices as people, one a platform so far.
      assert.equal(await count(product, 'notice'), PLATFORMS.indexOf(platform) + 1);
    });

  await leavesNoFault(t, product);
});
