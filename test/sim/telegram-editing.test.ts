// The simulated Telegram edits and deletes as the real one does, and refuses the same.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InlineKeyboard, InputFile, InputMediaBuilder } from 'grammy';
import { png, refusal, setTheStage } from './telegram-setup.ts';

const NOT_MODIFIED =
  'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message';

test('an edit takes the buttons away unless it brings them along', async (t) => {
  const { api, ada } = await setTheStage(t);
  const reply_markup = new InlineKeyboard().text('Cancel', 'v1:cancel:1');
  const { message_id } = await api.sendMessage(ada.id, 'Queued', { reply_markup });
  const message = await ada.chat.nextMessage();
  await api.editMessageText(ada.id, message_id, '1/4', { reply_markup });
  assert.deepEqual(
    message.buttons.map((button) => button.label),
    ['Cancel'],
  );
  await api.editMessageText(ada.id, message_id, '2/4');
  assert.deepEqual(message.buttons, []);
  assert.deepEqual(
    message.edits.map((before) => before.text),
    ['Queued', '1/4'],
  );
});

test('an edit that changes nothing is refused', async (t) => {
  const { api, ada } = await setTheStage(t);
  const reply_markup = new InlineKeyboard().text('Cancel', 'v1:cancel:1');
  const { message_id } = await api.sendMessage(ada.id, 'Queued', { reply_markup });
  await assert.rejects(api.editMessageText(ada.id, message_id, 'Queued', { reply_markup }), refusal(400, NOT_MODIFIED));
  await assert.rejects(api.editMessageReplyMarkup(ada.id, message_id, { reply_markup }), refusal(400, NOT_MODIFIED));
  await api.editMessageText(ada.id, message_id, 'Queued');
});

test('the same file again is no change, a new upload is one', async (t) => {
  const { api, ada } = await setTheStage(t);
  const picture = await png();
  const sent = await api.sendPhoto(ada.id, new InputFile(picture, 'a.png'));
  const fileId = sent.photo.at(-1)?.file_id ?? '';
  await assert.rejects(
    api.editMessageMedia(ada.id, sent.message_id, InputMediaBuilder.photo(fileId)),
    refusal(400, NOT_MODIFIED),
  );
  await api.editMessageMedia(ada.id, sent.message_id, InputMediaBuilder.photo(new InputFile(picture, 'a.png')));
});

test('a text becomes a photo, and the photo a document', async (t) => {
  const { api, ada } = await setTheStage(t);
  const { message_id } = await api.sendMessage(ada.id, 'Queued');
  const message = await ada.chat.nextMessage();
  const picture = await png(300, 200);
  await api.editMessageMedia(
    ada.id,
    message_id,
    InputMediaBuilder.photo(new InputFile(picture, 'fox.png'), { caption: 'a fox' }),
  );
  assert.equal(message.text, undefined);
  assert.equal(message.caption, 'a fox');
  assert.deepEqual(message.photo?.bytes, picture);
  assert.equal(message.photo?.width, 300);
  await api.editMessageMedia(ada.id, message_id, InputMediaBuilder.document(new InputFile(picture, 'fox.png')));
  assert.equal(message.photo, undefined);
  assert.equal(message.document?.name, 'fox.png');
  assert.equal(message.document?.contentType, 'image/png');
});

test('a text has no caption and a photo no text to edit', async (t) => {
  const { api, ada } = await setTheStage(t);
  const text = await api.sendMessage(ada.id, 'Queued');
  const photo = await api.sendPhoto(ada.id, new InputFile(await png(), 'a.png'));
  await assert.rejects(
    api.editMessageCaption(ada.id, text.message_id, { caption: 'x' }),
    refusal(400, 'Bad Request: there is no caption in the message to edit'),
  );
  await assert.rejects(
    api.editMessageText(ada.id, photo.message_id, 'x'),
    refusal(400, 'Bad Request: there is no text in the message to edit'),
  );
  await api.editMessageCaption(ada.id, photo.message_id, { caption: 'x' });
});

test('a picture of an album cannot become a document', async (t) => {
  const { api, ada } = await setTheStage(t);
  const picture = await png();
  const photo = () => InputMediaBuilder.photo(new InputFile(picture, 'a.png'));
  const [first] = await api.sendMediaGroup(ada.id, [photo(), photo()]);
  await assert.rejects(
    api.editMessageMedia(ada.id, first?.message_id ?? 0, InputMediaBuilder.document(new InputFile(picture, 'a.png'))),
    refusal(400, "Bad Request: can't use the media of the specified type in the album"),
  );
});

test('only messages that exist, and only its own, can be edited by the bot', async (t) => {
  const { api, ada } = await setTheStage(t);
  await assert.rejects(api.editMessageText(ada.id, 999, 'x'), refusal(400, 'Bad Request: message to edit not found'));
  const hers = ada.send('mine');
  await assert.rejects(api.editMessageText(ada.id, hers.id, 'x'), refusal(400, "Bad Request: message can't be edited"));
});

test('a deleted message is gone for edits and answers', async (t) => {
  const { api, ada } = await setTheStage(t);
  const { message_id } = await api.sendMessage(ada.id, 'soon gone');
  const message = await ada.chat.nextMessage();
  await api.deleteMessage(ada.id, message_id);
  assert.equal(message.deleted, true);
  await assert.rejects(
    api.editMessageText(ada.id, message_id, 'x'),
    refusal(400, 'Bad Request: message to edit not found'),
  );
  await assert.rejects(api.deleteMessage(ada.id, message_id), refusal(400, 'Bad Request: message to delete not found'));
});

test('messages can be deleted for 48 hours, several at once, and others only in private', async (t) => {
  const { api, ada, world } = await setTheStage(t);
  const group = world.group({ title: 'Painters' }, ada);
  const hers = ada.send('/start', { chat: group });
  await assert.rejects(api.deleteMessage(group.id, hers.id), refusal(400, "Bad Request: message can't be deleted"));
  const one = await api.sendMessage(ada.id, 'one');
  const two = await api.sendMessage(ada.id, 'two');
  await api.deleteMessages(ada.id, [one.message_id, 999, ada.send('mine').id]);
  world.clock.advance(48 * 60 * 60 * 1000 + 1000);
  await assert.rejects(
    api.deleteMessage(ada.id, two.message_id),
    refusal(400, "Bad Request: message can't be deleted"),
  );
});
