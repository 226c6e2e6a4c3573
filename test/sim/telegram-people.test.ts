// People in the simulated Telegram press, wait and look, and the bot's own profile is what it set.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InlineKeyboard } from 'grammy';
import { refusal, setTheStage } from './telegram-setup.ts';

const TOO_OLD = 'Bad Request: query is too old and response timeout expired or query ID is invalid';

test('a press reaches the bot with the data of the button, and the person sees the answer', async (t) => {
  const { api, ada } = await setTheStage(t);
  await api.sendMessage(ada.id, 'Done', { reply_markup: new InlineKeyboard().text('Save', 'v1:save:7') });
  const message = await ada.chat.nextMessage();
  const press = ada.press(message, { label: 'Save' });
  assert.equal(press.update?.callback_query?.data, 'v1:save:7');
  assert.equal(press.update?.callback_query?.message?.message_id, message.id);
  await api.answerCallbackQuery(press.query.id, { text: 'Saved', show_alert: true });
  assert.deepEqual(await press.answered(), { text: 'Saved', alert: true, url: undefined });
});

test('a press is answered within 15 seconds or not at all', async (t) => {
  const { api, ada, world } = await setTheStage(t);
  world.clock.freeze();
  await api.sendMessage(ada.id, 'Done', { reply_markup: new InlineKeyboard().text('Save', 'v1:save:7') });
  const message = await ada.chat.nextMessage();
  const [slow, quick] = [ada.press(message, { data: 'v1:save:7' }), ada.press(message, { data: 'v1:save:7' })];
  world.clock.advance(15_000);
  await api.answerCallbackQuery(quick.query.id);
  world.clock.advance(1);
  await assert.rejects(api.answerCallbackQuery(slow.query.id), refusal(400, TOO_OLD));
  await assert.rejects(api.answerCallbackQuery('made-up'), refusal(400, TOO_OLD));
});

test('an answer to a press has at most 200 characters', async (t) => {
  const { api, ada } = await setTheStage(t);
  await api.sendMessage(ada.id, 'Done', { reply_markup: new InlineKeyboard().text('Save', 'v1:save:7') });
  const { query } = ada.press(await ada.chat.nextMessage(), { label: 'Save' });
  await assert.rejects(
    api.answerCallbackQuery(query.id, { text: 'x'.repeat(201) }),
    refusal(400, 'Bad Request: MESSAGE_TOO_LONG'),
  );
});

test('a person cannot press what is not there, nor act where they are not', async (t) => {
  const { api, ada, world } = await setTheStage(t);
  await api.sendMessage(ada.id, 'Done', {
    reply_markup: new InlineKeyboard().text('Save', 'v1:save:7').url('Docs', 'https://example.com'),
  });
  const message = await ada.chat.nextMessage();
  assert.throws(() => ada.press(message, { label: 'Delete' }), /No button \{"label":"Delete"\} on #2 bot: "Done"/);
  assert.throws(() => ada.press(message, { label: 'Docs' }), /does not call the bot/);
  const bob = world.person({ name: 'Bob' });
  assert.throws(() => bob.press(message, { label: 'Save' }), /Bob is not in chat/);
  ada.block();
  assert.throws(() => ada.send('hello?'), /unblock\(\) first/);
});

test('waiting for a message skips what does not fit and keeps it for later', async (t) => {
  const { api, ada } = await setTheStage(t);
  const waiting = ada.chat.nextMessage((message) => message.text === 'two');
  await api.sendMessage(ada.id, 'one');
  await api.sendMessage(ada.id, 'two');
  assert.equal((await waiting).text, 'two');
  assert.equal((await ada.chat.nextMessage()).text, 'one');
});

test('a wait that fails shows the chat as it is', async (t) => {
  const { api, ada } = await setTheStage(t);
  await api.sendMessage(ada.id, 'Queued', { reply_markup: new InlineKeyboard().text('Cancel', 'v1:cancel:1') });
  const message = await ada.chat.nextMessage();
  await assert.rejects(
    message.until((m) => m.photo !== undefined, { timeoutMs: 5 }),
    /Still waiting after 5 ms\n[^]*#2 bot: "Queued" \(Cancel: v1:cancel:1\)\n1 update\(s\) not confirmed/,
  );
});

test('a wait ends when the world does', async (t) => {
  const { ada, world } = await setTheStage(t);
  const waiting = assert.rejects(ada.chat.nextMessage(), /The world was closed/);
  await world.close();
  await waiting;
});

test('message ids count together in private chats and groups, and anew in each supergroup', async (t) => {
  const { api, ada, world } = await setTheStage(t);
  const group = world.group({ title: 'Painters' }, ada);
  const large = world.group({ title: 'All painters', type: 'supergroup' }, ada);
  const ids = [];
  for (const chat of [ada.chat, group, large, group, large]) ids.push((await api.sendMessage(chat.id, 'x')).message_id);
  assert.deepEqual(ids, [2, 3, 1, 4, 2]);
});

test('command lists are kept by audience and language', async (t) => {
  const { api, world } = await setTheStage(t);
  const imagine = [{ command: 'imagine', description: 'Draw a picture' }];
  await api.setMyCommands(imagine);
  await api.setMyCommands([{ command: 'imagine', description: '画一张图' }], { language_code: 'zh' });
  await api.setMyCommands(imagine, { scope: { type: 'all_group_chats' } });
  assert.deepEqual(await api.getMyCommands(), imagine);
  assert.equal((await api.getMyCommands({ language_code: 'zh' }))[0]?.description, '画一张图');
  await api.deleteMyCommands({ scope: { type: 'all_group_chats' } });
  assert.deepEqual(
    world.commands.map(({ scope, languageCode }) => [scope['type'], languageCode]),
    [
      ['default', ''],
      ['default', 'zh'],
    ],
  );
});

test('a command list that breaks the rules is refused', async (t) => {
  const { api } = await setTheStage(t);
  const set = (command: string, description: string) => api.setMyCommands([{ command, description }]);
  await assert.rejects(set('Imagine', 'x'), refusal(400, 'Bad Request: BOT_COMMAND_INVALID'));
  await assert.rejects(set('x'.repeat(33), 'x'), refusal(400, 'Bad Request: BOT_COMMAND_INVALID'));
  await assert.rejects(set('imagine', ''), refusal(400, 'Bad Request: BOT_COMMAND_DESCRIPTION_INVALID'));
  await assert.rejects(set('imagine', 'x'.repeat(257)), refusal(400, 'Bad Request: BOT_COMMAND_DESCRIPTION_INVALID'));
  const many = Array.from({ length: 101 }, (_, index) => ({ command: `c${index}`, description: 'x' }));
  await assert.rejects(api.setMyCommands(many), refusal(400, 'Bad Request: BOT_COMMANDS_TOO_MUCH'));
  await assert.rejects(
    api.setMyCommands([], { language_code: JSON.parse('"zh-CN"') }),
    refusal(400, 'Bad Request: invalid language code specified'),
  );
});

test('descriptions are kept by language', async (t) => {
  const { api } = await setTheStage(t);
  await api.setMyDescription('Draws');
  await api.setMyDescription('画画', { language_code: 'zh' });
  assert.equal((await api.getMyDescription({ language_code: 'zh' })).description, '画画');
  assert.equal((await api.getMyDescription({ language_code: 'de' })).description, 'Draws');
});

test('a chat tells the bot who it is', async (t) => {
  const { api, ada, world } = await setTheStage(t);
  const group = world.group({ title: 'Painters' }, ada);
  assert.equal((await api.getChat(ada.id)).first_name, 'Ada');
  assert.equal((await api.getChat(group.id)).title, 'Painters');
});
