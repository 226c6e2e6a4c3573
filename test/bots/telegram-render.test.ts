// Replies as Telegram takes them: plain text with entities, within every limit.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Button } from '../../src/bots/conversation.ts';
import { isPhoto, TELEGRAM_LIMITS, toInputFile, toKeyboard, toText } from '../../src/bots/telegram/render.ts';
import { setTheStage } from '../sim/telegram-setup.ts';

function button(n: number, rest: Partial<Button> = {}): Button {
  return { verb: 'show', subject: `gen_${n}`, label: `Button ${n}`, style: 'plain', ...rest };
}

describe('Text for Telegram', () => {
  test('carries its styles as entities whose offsets count UTF-16 units', () => {
    const { text, entities } = toText(
      [
        { style: 'title', text: '🦊 done' },
        { style: 'quote', text: 'a <b>fox</b>\n*in* snow' },
        { style: 'code', text: '/imagine' },
      ],
      4096,
    );
    assert.equal(text, '🦊 done\na <b>fox</b>\n*in* snow\n/imagine');
    const marked = entities.map(({ type, offset, length }) => [type, text.slice(offset, offset + length)]);
    assert.deepEqual(marked, [
      ['bold', '🦊 done'],
      ['blockquote', 'a <b>fox</b>\n*in* snow'],
      ['pre', '/imagine'],
    ]);
  });

  test('mentions nobody, even where Telegram looks for names by itself', async (t) => {
    const { api, ada } = await setTheStage(t);
    const { text, entities } = toText([{ style: 'quote', text: 'portrait of @ada_lovelace, mail a@b.example' }], 4096);
    const sent = await api.sendMessage(ada.chat.id, text, { entities });
    assert.deepEqual(
      sent.entities?.filter(({ type }) => type === 'mention'),
      [],
    );
  });

  test('is cut to what a message or a caption holds, in the quotation first', () => {
    const blocks = [
      { style: 'quote', text: 'x'.repeat(5000) },
      { style: 'text', text: 'seed 42' },
    ] as const;
    for (const max of [TELEGRAM_LIMITS.text, TELEGRAM_LIMITS.caption]) {
      const { text, entities, lost } = toText(blocks, max);
      assert.equal(text.length, max);
      assert.ok(text.endsWith('…\nseed 42'));
      assert.equal(entities[0]?.length, max - '\nseed 42'.length);
      assert.equal(lost, false);
    }
    assert.equal(toText([{ style: 'text', text: 'x'.repeat(5000) }], 4096).lost, true);
  });
});

describe('Buttons for Telegram', () => {
  test('stand in rows of at most four, with payloads of at most 64 bytes', () => {
    const keyboard = toKeyboard([Array.from({ length: 9 }, (_, n) => button(n))]);
    assert.deepEqual(
      keyboard?.inline_keyboard.map((row) => row.length),
      [4, 4, 1],
    );
    const longest = button(0, { verb: 'v'.repeat(20), subject: 's'.repeat(40) });
    assert.ok(toKeyboard([[longest]]));
    assert.throws(() => toKeyboard([[button(0, { subject: 's'.repeat(60) })]]), /too long/);
  });

  test('are absent rather than empty', () => {
    assert.equal(toKeyboard(undefined), undefined);
    assert.equal(toKeyboard([[]]), undefined);
  });
});

describe('Files for Telegram', () => {
  test('have names that survive the wire without quotes', () => {
    const named = (name: string) => toInputFile({ name, bytes: new Uint8Array(1) }).filename;
    assert.equal(named('img_1.png'), 'img_1.png');
    assert.equal(named('Ein Bär; "x"\r\n.png'), 'Ein-Ba-r-x-.png');
    assert.equal(named('../../etc/passwd'), 'etc-passwd');
    assert.equal(named('狐狸'), 'file');
  });

  test('are photos up to 10 MB, 10,000 pixels of both sides together, and a side ratio of 20', () => {
    assert.ok(isPhoto(10_000_000, 5000, 5000));
    assert.ok(!isPhoto(10_000_001, 100, 100));
    assert.ok(!isPhoto(1, 5000, 5001));
    assert.ok(isPhoto(1, 2000, 100));
    assert.ok(!isPhoto(1, 2001, 100));
  });
});
