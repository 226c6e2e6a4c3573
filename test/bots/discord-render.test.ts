// Replies as Discord messages: within every limit, and never more than the words somebody wrote.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Button, OutFile, Reply } from '../../src/bots/conversation.ts';
import { escapeText } from '../../src/bots/discord/escape.ts';
import { DISCORD_LIMITS, planFiles, toMessage, toRows } from '../../src/bots/discord/render.ts';
import { setUp, textAt } from '../sim/discord-rig.ts';

const MIB = 1024 * 1024;

function words(text: string, style: Reply['blocks'][number]['style'] = 'text'): Reply {
  return { blocks: [{ style, text }] };
}

function content(reply: Reply): string {
  return toMessage(reply).body.content ?? '';
}

function button(n: number, label = `Button ${n}`): Button {
  return { verb: 'show', subject: `gen_${n}`, label, style: 'plain' };
}

function file(name: string, bytes: number): OutFile {
  return { name, bytes: new Uint8Array(bytes), mediaType: 'application/zip' };
}

describe('Text for Discord', () => {
  test('is shown as it was written, whatever it looks like', () => {
    assert.equal(
      escapeText('**bold** _it_ `code` ~~no~~ ||spoiler||'),
      String.raw`\*\*bold\*\* \_it\_ \`code\` \~\~no\~\~ \|\|spoiler\|\|`,
    );
    assert.equal(escapeText('<@123> @everyone #general'), String.raw`\<\@123\> \@everyone \#general`);
    assert.equal(escapeText('[click](https://evil.example)'), String.raw`\[click\](https\://evil.example)`);
    assert.equal(escapeText('- one\n+ two\n1. three\n> four'), '\\- one\n\\+ two\n1\\. three\n\\> four');
    assert.equal(escapeText(':smile: at 12:30'), String.raw`\:smile: at 12\:30`);
    assert.equal(escapeText('a fox, 16:9 – 雪'), String.raw`a fox, 16\:9 – 雪`);
  });

  test('keeps its style on every line', () => {
    assert.equal(content(words('one\ntwo', 'quote')), '> one\n> two');
    assert.equal(content(words('one', 'title')), '**one**');
    assert.equal(content(words('one', 'small')), '-# one');
  });

  test('cannot close the fence it stands in', () => {
    const fenced = content(words('a ``` b', 'code'));
    assert.equal(fenced.match(/```/g)?.length, 2);
  });

  test('never pings anybody, neither sent nor edited in', async (t) => {
    const { world, ada, channel, call } = await setUp(t);
    const { body } = toMessage(words(`<@${ada.id}> @everyone`));
    assert.deepEqual(body.allowed_mentions, { parse: [] });
    const heard = await call('POST', `/channels/${channel.id}/messages`, {
      json: { ...body, attachments: [] },
    });
    assert.deepEqual([...(world.messages.get(textAt(heard, 'id'))?.pings ?? [])], []);
  });

  test('of 2000 characters is sent whole; a longer quotation is cut, and nothing else is', () => {
    assert.equal(content(words('a'.repeat(2000))).length, 2000);
    const reply: Reply = {
      blocks: [
        { style: 'title', text: 'Done' },
        { style: 'quote', text: '*'.repeat(4000) },
        { style: 'small', text: 'nothing charged' },
      ],
    };
    const cut = content(reply);
    assert.ok(cut.length <= 2000 && cut.length > 1900);
    assert.match(cut, /^\*\*Done\*\*\n> [^\n]*…\n-# nothing charged$/);
    assert.deepEqual(toMessage(reply).files, []);
  });

  test('that must be cut elsewhere comes along whole as a file', () => {
    const { body, files } = toMessage(words('è'.repeat(3000)));
    assert.ok((body.content ?? '').length <= 2000);
    assert.deepEqual(
      files.map(({ name }) => name),
      ['message.txt'],
    );
    assert.equal(String(files[0]?.data), 'è'.repeat(3000));
  });

  test('is never cut inside a character', () => {
    assert.ok(content(words('🦊'.repeat(3000))).isWellFormed());
  });
});

describe('Buttons for Discord', () => {
  test('are at most five rows of five with labels of at most 80 characters, each payload once', () => {
    const many = Array.from({ length: 40 }, (_, n) => button(n, 'x'.repeat(100)));
    const rows = toRows([[button(1), ...many]]);
    assert.equal(rows.length, DISCORD_LIMITS.rows);
    const buttons = rows.flatMap((row) => row.components);
    assert.equal(buttons.length, 25);
    assert.equal(new Set(buttons.map((each) => ('custom_id' in each ? each.custom_id : ''))).size, 25);
    assert.ok(buttons.every((each) => (each.label ?? '').length <= DISCORD_LIMITS.label));
  });
});

describe('Files for Discord', () => {
  test('are split into messages of at most ten files and 24 MiB, in order', () => {
    const small = Array.from({ length: 23 }, (_, n) => ({ name: String(n), bytes: 1000 }));
    assert.deepEqual(
      planFiles(small).groups.map((group) => group.length),
      [10, 10, 3],
    );
    const large = Array.from({ length: 4 }, (_, n) => ({ name: String(n), bytes: 9.5 * MIB }));
    assert.deepEqual(
      planFiles(large).groups.map((group) => group.map(({ name }) => name)),
      [
        ['0', '1'],
        ['2', '3'],
      ],
    );
  });

  test('of more than 10 MiB are told apart', () => {
    const files = [{ bytes: 10 * MIB }, { bytes: 10 * MIB + 1 }];
    assert.deepEqual(planFiles(files), { groups: [[files[0]]], tooLarge: [files[1]] });
  });

  test('of a reply fit into one message', () => {
    const files = Array.from({ length: 12 }, (_, n) => file(`${n}.csv`, 3 * MIB));
    const message = toMessage({ blocks: [], files });
    assert.equal(message.files.length, 8);
    assert.deepEqual(message.body.attachments?.map(({ id, filename }) => [id, filename])[7], [7, '7.csv']);
  });

  test('replace those of an edited message unless they are to stay', () => {
    assert.deepEqual(toMessage(words('x')).body.attachments, []);
    assert.equal('attachments' in toMessage(words('x'), { keepFiles: true }).body, false);
  });
});
