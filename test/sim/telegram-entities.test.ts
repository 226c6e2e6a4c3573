// Entities of the simulated Telegram: what it finds in a text, what it makes of a bot's, and what it cannot parse.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { commandsIn, findEntities, tidy } from '../../sim/telegram/entities.ts';
import { parseFormatted } from '../../sim/telegram/parse-mode.ts';

const parts = (text: string) =>
  findEntities(text).map(({ type, offset, length }) => [type, text.slice(offset, offset + length)]);

describe('entities found in plain text', () => {
  test('are commands with and without an addressee, not paths', () => {
    assert.deepEqual(parts('/imagine a fox'), [['bot_command', '/imagine']]);
    assert.deepEqual(parts('now /imagine@easel_bot and a/b or /usr/bin'), [['bot_command', '/imagine@easel_bot']]);
    const text = '🦊 /imagine';
    assert.deepEqual(commandsIn(text, findEntities(text)), [{ command: '/imagine', offset: 3 }]);
  });

  test('are addresses, mentions, hashtags and mail', () => {
    assert.deepEqual(parts('see https://example.com/a?b=1. @easel_bot #fox me@example.com'), [
      ['url', 'https://example.com/a?b=1'],
      ['mention', '@easel_bot'],
      ['hashtag', '#fox'],
      ['email', 'me@example.com'],
    ]);
  });

  test('are not looked for inside code', () => {
    assert.deepEqual(findEntities('/imagine', [{ type: 'code', offset: 0, length: 8 }]), [
      { type: 'code', offset: 0, length: 8 },
    ]);
  });
});

describe('entities a bot sends', () => {
  test('are ignored outside the text and cut at its end', () => {
    const kept = tidy({
      text: 'a fox',
      entities: [
        { type: 'bold', offset: 2, length: 99 },
        { type: 'bold', offset: 5, length: 1 },
        { type: 'bold', offset: -1, length: 2 },
        { type: 'bold', offset: 0, length: 0 },
      ],
    });
    assert.deepEqual(kept.entities, [{ type: 'bold', offset: 2, length: 3 }]);
  });

  test('follow the text when blank space around it goes', () => {
    const kept = tidy({ text: '\n  a fox \n', entities: [{ type: 'bold', offset: 5, length: 3 }] });
    assert.deepEqual(kept, { text: 'a fox', entities: [{ type: 'bold', offset: 2, length: 3 }] });
  });

  test('do not cut a character in two', () => {
    assert.deepEqual(tidy({ text: '🦊', entities: [{ type: 'bold', offset: 1, length: 1 }] }).entities, []);
  });
});

describe('HTML', () => {
  test('becomes text and entities', () => {
    assert.deepEqual(parseFormatted('<b>a <i>fox</i></b> &lt;3 <a href="https://example.com">here</a>', 'HTML'), {
      text: 'a fox <3 here',
      entities: [
        { type: 'italic', offset: 2, length: 3 },
        { type: 'bold', offset: 0, length: 5 },
        { type: 'text_link', url: 'https://example.com', offset: 9, length: 4 },
      ],
    });
  });

  test('is refused when tags do not fit', () => {
    assert.throws(parsing('<b>a', 'HTML'), /can't parse entities: Can't find end tag corresponding to start tag "b"/);
    assert.throws(parsing('<b>a</i>', 'HTML'), /Unmatched end tag at byte offset 4, expected "<\/b>", found "<\/i>"/);
    assert.throws(parsing('<fox>', 'HTML'), /Unsupported start tag "fox" at byte offset 0/);
    assert.throws(parsing('a</b>', 'HTML'), /Unexpected end tag at byte offset 1/);
  });
});

describe('MarkdownV2', () => {
  test('becomes text and entities', () => {
    const parsed = parseFormatted(String.raw`*a _fox_* ||x|| [here](https://example.com) ` + '`a.b` \\.', 'MarkdownV2');
    assert.deepEqual(parsed, {
      text: 'a fox x here a.b .',
      entities: [
        { type: 'italic', offset: 2, length: 3 },
        { type: 'bold', offset: 0, length: 5 },
        { type: 'spoiler', offset: 6, length: 1 },
        { type: 'text_link', url: 'https://example.com', offset: 8, length: 4 },
        { type: 'code', offset: 13, length: 3 },
      ],
    });
  });

  test('is refused when a reserved character is not escaped or an entity does not end', () => {
    assert.throws(
      parsing('a fox.', 'MarkdownV2'),
      /Character '\.' is reserved and must be escaped with the preceding '\\'/,
    );
    assert.throws(parsing('ab *fox', 'MarkdownV2'), /Can't find end of the entity starting at byte offset 3/);
  });
});

test('a formatting mode nobody knows is refused', () => {
  assert.throws(() => parseFormatted('x', 'Rich'), /Bad Request: unsupported parse_mode/);
});

function parsing(text: string, parseMode: string): () => unknown {
  return () => parseFormatted(text, parseMode);
}
