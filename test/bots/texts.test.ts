// Both languages say everything, with the same facts, and nothing is said that nobody says.

import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FluentResource } from '@fluent/bundle';
import { MESSAGES, type FactKind } from '../../src/bots/texts/messages.ts';
import { LOCALES, localeFrom, textsFor } from '../../src/bots/texts/texts.ts';

const BOTS = join(import.meta.dirname, '../../src/bots');
const KINDS: Readonly<Record<string, Readonly<Record<string, FactKind>>>> = MESSAGES;

/** The messages of a language and the facts each one uses. */
function messagesOf(locale: string): Map<string, Set<string>> {
  const resource = new FluentResource(readFileSync(join(BOTS, `texts/${locale}.ftl`), 'utf8'));
  return new Map(resource.body.map((entry) => [entry.id, variablesIn(entry.value)]));
}

function variablesIn(node: unknown): Set<string> {
  const found = new Set<string>();
  JSON.stringify(node, (_, value: unknown) => {
    if (typeof value === 'object' && value !== null && 'type' in value && value.type === 'var' && 'name' in value)
      found.add(String(value.name));
    return value;
  });
  return found;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && entry.name !== 'messages.ts')
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

for (const locale of LOCALES) {
  describe(`the texts in ${locale}`, () => {
    const written = messagesOf(locale);

    test('are exactly the messages of the table', () => {
      assert.deepEqual([...written.keys()].toSorted(), Object.keys(MESSAGES).toSorted());
    });

    test('use exactly the facts of the table', () => {
      for (const [id, facts] of Object.entries(KINDS))
        assert.deepEqual([...(written.get(id) ?? [])].toSorted(), Object.keys(facts).toSorted(), id);
    });

    test('define each message once', () => {
      const ids = [...readFileSync(join(BOTS, `texts/${locale}.ftl`), 'utf8').matchAll(/^([a-z][\w-]*) =/gm)];
      assert.equal(ids.length, written.size);
    });
  });
}

test('Every message is said somewhere', () => {
  const code = sources(BOTS).join('\n');
  assert.deepEqual(
    Object.keys(MESSAGES).filter((id) => !code.includes(`'${id}'`)),
    [],
  );
});

test('A prompt with Fluent or markup in it is said as it is', () => {
  const text = '{ $secret } **bold** <b> { "x" }';
  assert.equal(textsFor('en').say('detail-negative', { text }), `Without: ${text}`);
});

test('A prompt that turns the direction of writing does not turn what is said of it', () => {
  const line = textsFor('en').say('jobs-line', { number: 1, what: 'a \u202egnp.fox\u2067', status: 'Done' });
  assert.equal(line, '1. a gnp.fox – Done');
});

test('English counts and ranks', () => {
  const { say } = textsFor('en');
  const places = [1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 101].map((position) => say('status-queued', { position }));
  assert.deepEqual(
    places.map((each) => each.replace(/^Queued · /, '').replace(' in line', '')),
    ['next', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '22nd', '23rd', '101st'],
  );
  assert.equal(say('credits', { count: 1 }), '1 credit');
  assert.equal(say('credits', { count: 12_345 }), '12,345 credits');
});

test('Chinese needs no plural and ranks with 第', () => {
  const { say } = textsFor('zh-CN');
  assert.equal(say('credits', { count: 1 }), '1 积分');
  assert.equal(say('status-queued', { position: 3 }), '排队中 · 排在第 3 位');
});

test('A day is the same day for everybody, whatever the zone of the machine', () => {
  const day = new Date('2026-11-24T23:59:59Z');
  assert.equal(textsFor('en').say('kept-until', { day }), 'Kept until Nov 24, 2026.');
  assert.equal(textsFor('zh-CN').say('kept-until', { day }), '保留到 2026年11月24日。');
});

test('A size just over a limit does not read as the limit', () => {
  const { bytes } = textsFor('en');
  assert.equal(bytes(5_000_000), '5 MB');
  assert.equal(bytes(5_000_001), '5.1 MB');
  assert.equal(bytes(4_000), '4 kB');
});

test('Any Chinese reads Chinese and everybody else English', () => {
  for (const code of ['zh', 'zh-CN', 'zh-cn', 'zh-Hans', 'zh-hans-CN', 'zh-TW', 'zh_CN'])
    assert.equal(localeFrom(code), 'zh-CN', code);
  for (const code of ['en', 'en-GB', 'en-US', 'de', 'pt-BR', 'x', '', '*', undefined])
    assert.equal(localeFrom(code), 'en', code);
});
