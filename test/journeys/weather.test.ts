// Bad weather between the bot and its platforms: what is finished arrives all the same, once, or is kept until it can.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasZip, isSettled } from '../../sim/demo/reading.ts';
import { discordSeat } from '../../sim/demo/discord-seat.ts';
import { telegramSeat } from '../../sim/demo/telegram-seat.ts';
import { ApiRefusal } from '../../sim/telegram/refusals.ts';
import { tinyPictures } from '../support/pictures.ts';
import { startProduct } from '../support/product.ts';

test('bad weather', async (t) => {
  const pictures = tinyPictures();
  const product = await startProduct(t, { provider: pictures });
  const { discord, telegram, seat } = product;

  await t.test('telegram: a final edit that is asked to wait waits as long as told, and comes', async () => {
    const ada = seat('telegram');
    const drawing = pictures.pause();
    const status = await ada.type('/imagine a fox in the rain');
    telegram.refuseNext(
      'editMessageMedia',
      new ApiRefusal(429, 'Too Many Requests: retry after 1', { retry_after: 1 }),
    );
    drawing.release();
    await status.until(isSettled);
    assert.equal(ada.pictures(status).length, 1);
    assert.equal(ada.bubbles().length, 1);
  });

  await t.test('discord: a final edit that is asked to wait waits as long as told, and comes', async () => {
    const ada = seat('discord');
    const drawing = pictures.pause();
    const status = await ada.type('/imagine a fox in the rain');
    discord.limits.refuseNext({ method: 'PATCH', path: /@original$/, retryAfterMs: 700 });
    drawing.release();
    await status.until(isSettled);
    assert.equal(ada.pictures(status).length, 1);
    assert.equal(ada.bubbles().length, 1);
  });

  for (const when of ['before', 'after'] as const)
    await t.test(
      `telegram: an answer cut ${when} it was carried out does not lose or double the pictures`,
      async () => {
        const ada = seat('telegram');
        const drawing = pictures.pause();
        const status = await ada.type('/imagine a fox in the wind');
        telegram.faults.add({ path: /\/editMessageMedia$/, fault: { kind: 'reset', when } });
        drawing.release();
        await status.until(isSettled, { timeoutMs: 30_000 });
        assert.equal(ada.pictures(status).length, 1);
        assert.equal(ada.bubbles().length, 1);
      },
    );

  await t.test(
    'telegram: who blocks the bot meanwhile gets nothing, and finds the pictures when they come back',
    async () => {
      const person = telegram.person({ name: 'Ada' });
      const ada = telegramSeat(telegram, person);
      const drawing = pictures.pause();
      await ada.type('/imagine a fox behind a wall');
      person.block();
      drawing.release();
      await product.logged((event) => event.event === 'delivery' && event.outcome === 'gone');
      person.unblock();
      const jobs = await ada.type('/jobs');
      assert.match(jobs.look().text, /a fox behind a wall – Done/);
      const shown = await ada.press(jobs, 'Show 1');
      await shown.bubble?.until(isSettled);
      assert.equal(shown.bubble && ada.pictures(shown.bubble).length, 1);
    },
  );

  await t.test('discord: what is typed while the gateway is away is answered once it is back', async () => {
    const ada = seat('discord');
    discord.connections.dropGateway();
    const status = await ada.type('/imagine a fox in a tunnel');
    await status.until(isSettled);
    assert.equal(ada.pictures(status).length, 1);
  });

  await t.test('discord: a run that outlives its token ends in a channel message that is sent once', async () => {
    const ada = discord.person({ name: 'Ada' });
    const channel = discord.channel({ name: 'late' });
    const sitting = discordSeat(discord, ada, channel);
    const drawing = pictures.pause();
    const bytes = Buffer.from('prompt\na fox\nan owl\na bear');
    const status = await sitting.attach({ name: 'late.csv', bytes, contentType: 'text/csv' });
    await sitting.press(status, 'Start');
    discord.clock.advance(16 * 60_000);
    drawing.release();
    const late = await channel.nextMessage(({ attachments }) =>
      attachments.some(({ filename }) => filename.endsWith('.zip')),
    );
    assert.notEqual(late.id, status.id);
    assert.notEqual(late.nonce, undefined);
    await status.until(({ text }) => text.includes('in a new message below'));
    assert.equal(channel.messages.length, 2);
    assert.ok(!hasZip(status.look()));
  });

  await t.test('discord: where the bot is no member, a late result comes as a direct message', async () => {
    const ada = discord.person({ name: 'Ada' });
    const channel = discord.channel({ name: 'elsewhere', bot: false });
    const sitting = discordSeat(discord, ada, channel);
    const drawing = pictures.pause();
    await sitting.type('/imagine a fox far from home');
    discord.clock.advance(16 * 60_000);
    drawing.release();
    const direct = await discord.dm(ada).nextMessage(({ attachments }) => attachments.length === 1);
    assert.match(direct.content, /a fox far from home/);
  });

  assert.deepEqual(product.faults(), []);
});
