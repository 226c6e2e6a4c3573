// A real grammY bot lives in the simulated Telegram: it polls, draws, edits, answers a press and stops.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Bot, InlineKeyboard, InputFile, InputMediaBuilder } from 'grammy';
import { createTelegramWorld } from '../../sim/telegram/world.ts';
import { createJournal } from '../../sim/wire/journal.ts';
import { png } from './telegram-setup.ts';

test('a prompt becomes a picture with buttons that work, and the journal tells the story without the token', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'telegram-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'journal.jsonl');
  const world = await createTelegramWorld({ journal: createJournal(file) });
  t.after(() => world.close());

  const picture = await png(640, 480);
  const bot = new Bot(world.token, { client: { apiRoot: world.apiUrl } });
  const keyboard = new InlineKeyboard().text('Re-roll', 'v1:reroll:1').row().text('Delete', 'v1:delete:1');
  bot.command('imagine', async (ctx) => {
    const status = await ctx.reply(`Queued: ${ctx.match}`, { reply_parameters: { message_id: ctx.msgId } });
    const photo = InputMediaBuilder.photo(new InputFile(picture, 'fox.png'), { caption: ctx.match });
    await ctx.api.editMessageMedia(ctx.chat.id, status.message_id, photo, { reply_markup: keyboard });
  });
  bot.command('photo', (ctx) => ctx.replyWithPhoto(new InputFile(picture)));
  bot.callbackQuery('v1:reroll:1', async (ctx) => {
    await ctx.answerCallbackQuery('On it');
    await ctx.editMessageCaption({ caption: 'Again', reply_markup: keyboard });
  });
  bot.callbackQuery('v1:delete:1', async (ctx) => {
    await ctx.answerCallbackQuery();
    await ctx.deleteMessage();
  });
  const running = bot.start();
  await world.listening();

  const ada = world.person({ name: 'Ada', languageCode: 'de' });
  const asked = ada.send('/imagine a fox');
  const result = await ada.chat.nextMessage();
  assert.equal(result.replyTo, asked);
  await result.until((message) => message.photo !== undefined);
  assert.deepEqual(result.photo?.bytes, picture);
  assert.deepEqual(
    result.edits.map((before) => before.text),
    ['Queued: a fox'],
  );
  assert.deepEqual(
    result.buttons.map(({ label, row }) => [label, row]),
    [
      ['Re-roll', 0],
      ['Delete', 1],
    ],
  );

  const group = world.group({ title: 'Painters' }, ada);
  ada.send(`/photo@${world.bot.username}`, { chat: group });
  // grammY names a photo that has no name of its own.
  assert.equal((await group.nextMessage()).photo?.name, 'photo.jpg');

  assert.equal((await ada.press(result, { label: 'Re-roll' }).answered()).text, 'On it');
  await result.until((message) => message.caption === 'Again');
  ada.press(result, { label: 'Delete' });
  await result.until((message) => message.deleted);

  await bot.stop();
  await running;
  assert.equal(world.pendingUpdates(), 0);

  const journal = await readFile(file, 'utf8');
  assert.ok(!journal.includes(world.token));
  const lines = journal
    .trim()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));
  const upload = lines.find(({ path }) => path === '/bot<token>/editMessageMedia');
  assert.deepEqual(Object(upload?.['files'])[0].bytes, picture.length);
});

test('a bot that was stopped finds what happened meanwhile when it comes back', async (t) => {
  const world = await createTelegramWorld();
  t.after(() => world.close());
  const ada = world.person();
  const echo = async (): Promise<Bot> => {
    const bot = new Bot(world.token, { client: { apiRoot: world.apiUrl } });
    bot.on('message:text', (ctx) => ctx.reply(`You said ${ctx.msg.text}`));
    return bot;
  };
  const first = await echo();
  const firstRun = first.start();
  ada.send('one');
  await ada.chat.nextMessage((message) => message.text === 'You said one');
  await first.stop();
  await firstRun;
  ada.send('two');
  const second = await echo();
  const secondRun = second.start();
  await ada.chat.nextMessage((message) => message.text === 'You said two');
  await second.stop();
  await secondRun;
  const answers = ada.chat.messages.filter((message) => message.fromBot);
  assert.equal(answers.length, 2);
});
