// Files of the simulated Telegram: sent once, reused by id, downloaded by a link that ends, within the limits.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputFile, InputMediaBuilder } from 'grammy';
import sharp from 'sharp';
import { png, refusal, setTheStage, type Stage } from './telegram-setup.ts';

const MIB = 1024 * 1024;

test('a file arrives byte for byte and is sent again by its id', async (t) => {
  const { api, ada } = await setTheStage(t);
  const bytes = Buffer.from('prompt\r\n--boundary--\r\na fox\r\n');
  const sent = await api.sendDocument(ada.id, new InputFile(bytes, 'rows-1.csv'), { caption: 'Your rows' });
  const message = await ada.chat.nextMessage();
  assert.deepEqual(message.document?.bytes, bytes);
  assert.deepEqual([message.document?.name, message.document?.contentType], ['rows-1.csv', 'text/csv']);
  const again = await api.sendDocument(ada.id, sent.document.file_id);
  assert.equal(again.document.file_unique_id, sent.document.file_unique_id);
});

test('an id of one kind is no file of another', async (t) => {
  const { api, ada } = await setTheStage(t);
  const sent = await api.sendDocument(ada.id, new InputFile(await png(), 'a.png'));
  await assert.rejects(
    api.sendPhoto(ada.id, sent.document.file_id),
    refusal(400, "Bad Request: can't use file of type Document as Photo"),
  );
  await assert.rejects(
    api.sendPhoto(ada.id, 'made-up'),
    refusal(400, 'Bad Request: wrong file identifier/HTTP URL specified'),
  );
});

test('a file name that needs quotes is refused, since grammY sends it without', async (t) => {
  const { api, ada } = await setTheStage(t);
  for (const name of ['my fox.png', 'füchse.png', 'a/b.png', 'a;b.png'])
    await assert.rejects(api.sendDocument(ada.id, new InputFile(Buffer.from('x'), name)), /does not survive/);
  await api.sendDocument(ada.id, new InputFile(Buffer.from('x'), '0007-1_red-fox_42.png'));
});

test('a photo may have 10 MB, and nothing but an image is one', async (t) => {
  const { api, ada } = await setTheStage(t);
  const large = Buffer.concat([await png(), Buffer.alloc(10 * MIB)]);
  await assert.rejects(
    api.sendPhoto(ada.id, new InputFile(large, 'a.png')),
    refusal(
      400,
      `Bad Request: file of size ${large.length} bytes is too big for a photo; the maximum size is 10485760 bytes`,
    ),
  );
  await assert.rejects(
    api.sendPhoto(ada.id, new InputFile(Buffer.from('no image'), 'a.png')),
    refusal(400, 'Bad Request: IMAGE_PROCESS_FAILED'),
  );
  await api.sendDocument(ada.id, new InputFile(large, 'a.png'));
});

test('a photo is at most 10000 pixels wide and high together, and 20 times as long as wide', async (t) => {
  const { api, ada } = await setTheStage(t);
  for (const [width, height] of [
    [9000, 1001],
    [2100, 100],
  ] as const)
    await assert.rejects(
      api.sendPhoto(ada.id, new InputFile(await png(width, height), 'a.png')),
      refusal(400, 'Bad Request: PHOTO_INVALID_DIMENSIONS'),
    );
  await api.sendPhoto(ada.id, new InputFile(await png(2000, 100), 'a.png'));
});

test('an empty file is refused', async (t) => {
  const { api, ada } = await setTheStage(t);
  await assert.rejects(
    api.sendDocument(ada.id, new InputFile(Buffer.alloc(0), 'a.txt')),
    refusal(400, 'Bad Request: file must be non-empty'),
  );
});

test('an upload of more than 50 MB is too large', async (t) => {
  const { api, ada } = await setTheStage(t);
  await assert.rejects(
    api.sendDocument(ada.id, new InputFile(Buffer.alloc(51 * MIB), 'a.zip')),
    refusal(413, 'Request Entity Too Large'),
  );
});

test('the bot downloads what a person attached, until the link ends', async (t) => {
  const stage = await setTheStage(t);
  const { api, ada, world } = stage;
  const bytes = Buffer.from('prompt\na fox\n');
  const message = ada.attach({ name: 'rows.csv', bytes, contentType: 'text/csv' }, { caption: '/bulk' });
  assert.deepEqual(message.update?.message?.caption_entities, [{ type: 'bot_command', offset: 0, length: 5 }]);
  const file = await api.getFile(message.wire.document?.file_id ?? '');
  assert.match(file.file_path ?? '', /^documents\/file_\d+\.csv$/);
  assert.deepEqual(await download(stage, file.file_path), { status: 200, bytes });
  world.clock.advance(60 * 60 * 1000);
  assert.equal((await download(stage, file.file_path)).status, 404);
});

test('the bot cannot download more than 20 MB', async (t) => {
  const { api, ada } = await setTheStage(t);
  const { wire } = ada.attach({ name: 'a.zip', bytes: Buffer.alloc(20 * MIB + 1), contentType: 'application/zip' });
  await assert.rejects(api.getFile(wire.document?.file_id ?? ''), refusal(400, 'Bad Request: file is too big'));
  await assert.rejects(api.getFile('made-up'), refusal(400, 'Bad Request: invalid file_id'));
});

test('a photo comes in sizes, the last of them as it was sent', async (t) => {
  const stage = await setTheStage(t);
  const bytes = await png(1000, 500);
  const { update } = await stage.ada.photo(bytes, { caption: '/imagine like this' });
  const sizes = update?.message?.photo ?? [];
  assert.deepEqual(
    sizes.map(({ width, height }) => `${width}x${height}`),
    ['90x45', '320x160', '800x400', '1000x500'],
  );
  const [small, whole] = [sizes[1]?.file_id ?? '', sizes.at(-1)?.file_id ?? ''];
  const thumbnail = await download(stage, (await stage.api.getFile(small)).file_path);
  assert.equal((await sharp(thumbnail.bytes).metadata()).width, 320);
  assert.deepEqual((await download(stage, (await stage.api.getFile(whole)).file_path)).bytes, bytes);
});

test('media in one album refer to their own uploads', async (t) => {
  const { api, ada } = await setTheStage(t);
  const pictures = [await png(10, 10), await png(20, 20), await png(30, 30)];
  await api.sendMediaGroup(
    ada.id,
    pictures.map((bytes, index) => InputMediaBuilder.photo(new InputFile(bytes, `${index}.png`))),
  );
  assert.deepEqual(
    ada.chat.messages.slice(1).map((message) => message.photo?.bytes),
    pictures,
  );
});

async function download({ world }: Stage, path: string | undefined): Promise<{ status: number; bytes: Buffer }> {
  const response = await fetch(`${world.apiUrl}/file/bot${world.token}/${path}`);
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
}
