// The simulated Telegram refuses to send what the real one refuses, in its own words.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InlineKeyboard, InputFile, InputMediaBuilder } from 'grammy';
import { png, refusal, setTheStage } from './telegram-setup.ts';

test('an empty text is refused, and so is one of blank space', async (t) => {
  const { api, ada } = await setTheStage(t);
  await assert.rejects(api.sendMessage(ada.id, ''), refusal(400, 'Bad Request: message text is empty'));
  await assert.rejects(api.sendMessage(ada.id, ' \n '), refusal(400, 'Bad Request: text must be non-empty'));
});

test('a text may have 4096 characters and not one more', async (t) => {
  const { api, ada } = await setTheStage(t);
  await api.sendMessage(ada.id, '🦊'.repeat(4096));
  await assert.rejects(api.sendMessage(ada.id, 'x'.repeat(4097)), refusal(400, 'Bad Request: message is too long'));
});

test('a caption may have 1024 characters and not one more', async (t) => {
  const { api, ada } = await setTheStage(t);
  const picture = await png();
  await api.sendPhoto(ada.id, new InputFile(picture, 'a.png'), { caption: 'x'.repeat(1024) });
  await assert.rejects(
    api.sendPhoto(ada.id, new InputFile(picture, 'a.png'), { caption: 'x'.repeat(1025) }),
    refusal(400, 'Bad Request: message caption is too long'),
  );
});

test('callback data must have 1 to 64 bytes, counted in UTF-8', async (t) => {
  const { api, ada } = await setTheStage(t);
  const send = (data: string) => api.sendMessage(ada.id, 'x', { reply_markup: new InlineKeyboard().text('Go', data) });
  await send('x'.repeat(64));
  for (const data of ['', 'x'.repeat(65), 'ü'.repeat(33)])
    await assert.rejects(send(data), refusal(400, 'Bad Request: BUTTON_DATA_INVALID'));
});

test('a button needs a purpose, and an address it opens must be one', async (t) => {
  const { api, ada } = await setTheStage(t);
  await assert.rejects(
    api.raw.sendMessage({
      chat_id: ada.id,
      text: 'no',
      reply_markup: JSON.parse('{"inline_keyboard":[[{"text":"Idle"}]]}'),
    }),
    refusal(400, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
  );
  await assert.rejects(
    api.sendMessage(ada.id, 'no', { reply_markup: { inline_keyboard: [[{ text: 'Open', url: 'nowhere' }]] } }),
    refusal(400, "Bad Request: inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL"),
  );
});

test('more than a hundred buttons are too many', async (t) => {
  const { api, ada } = await setTheStage(t);
  const row = Array.from({ length: 101 }, (_, index) => [{ text: `${index}`, callback_data: `${index}` }]);
  await assert.rejects(
    api.sendMessage(ada.id, 'no', { reply_markup: { inline_keyboard: row } }),
    refusal(400, 'Bad Request: reply markup is too long'),
  );
});

test('an answer to a message that is gone is refused unless it may go without', async (t) => {
  const { api, ada } = await setTheStage(t);
  const lost = { message_id: 999 };
  await assert.rejects(
    api.sendMessage(ada.id, 'x', { reply_parameters: lost }),
    refusal(400, 'Bad Request: message to be replied not found'),
  );
  await api.sendMessage(ada.id, 'x', { reply_parameters: { ...lost, allow_sending_without_reply: true } });
});

test('only a forum has topics', async (t) => {
  const { api, ada, world } = await setTheStage(t);
  await assert.rejects(
    api.sendMessage(ada.id, 'x', { message_thread_id: 7 }),
    refusal(400, 'Bad Request: message thread not found'),
  );
  const forum = world.group({ title: 'Painters', forum: true }, ada);
  const sent = await api.sendMessage(forum.id, 'x', { message_thread_id: 7 });
  assert.equal(sent.message_thread_id, 7);
});

test('an album holds 2 to 10 pictures of one kind', async (t) => {
  const { api, ada } = await setTheStage(t);
  const picture = await png();
  const photo = () => InputMediaBuilder.photo(new InputFile(picture, 'a.png'));
  const album = await api.sendMediaGroup(ada.id, [photo(), photo()]);
  const groups = ada.chat.messages.slice(-2).map((message) => message.wire.media_group_id);
  assert.equal(album.length, 2);
  assert.ok(groups[0] !== undefined && groups[0] === groups[1]);
  await assert.rejects(
    api.sendMediaGroup(ada.id, [photo()]),
    refusal(400, 'Bad Request: too few media in the album: must include 2-10 items'),
  );
  await assert.rejects(
    api.sendMediaGroup(ada.id, Array.from({ length: 11 }, photo)),
    refusal(400, 'Bad Request: too many messages to send as an album'),
  );
  const document = InputMediaBuilder.document(new InputFile(picture, 'a.png'));
  await assert.rejects(
    // The types forbid it, too.
    api.raw.sendMediaGroup({ chat_id: ada.id, media: JSON.parse('[]').concat(photo(), document) }),
    refusal(400, "Bad Request: document can't be mixed with other media types"),
  );
});

test('a chat action has a name from the list', async (t) => {
  const { api, ada } = await setTheStage(t);
  assert.equal(await api.sendChatAction(ada.id, 'upload_photo'), true);
  await assert.rejects(
    api.raw.sendChatAction({ chat_id: ada.id, action: JSON.parse('"dancing"') }),
    refusal(400, 'Bad Request: wrong parameter action in request'),
  );
});

test('methods take their parameters from a query, a form or JSON, under any case', async (t) => {
  const { world, ada } = await setTheStage(t);
  const url = `${world.apiUrl}/bot${world.token}`;
  await fetch(`${url}/SENDMESSAGE?chat_id=${ada.id}&text=query`);
  await fetch(`${url}/sendMessage`, {
    method: 'POST',
    body: new URLSearchParams({ chat_id: String(ada.id), text: 'form' }),
  });
  const markup = JSON.stringify({ inline_keyboard: [[{ text: 'Go', callback_data: 'go' }]] });
  await fetch(`${url}/sendMessage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ chat_id: ada.id, text: 'json', reply_markup: markup }),
  });
  assert.deepEqual(
    ada.chat.messages.slice(1).map((message) => message.text),
    ['query', 'form', 'json'],
  );
  assert.equal(ada.chat.messages.at(-1)?.buttons[0]?.data, 'go');
});
