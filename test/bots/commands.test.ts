// The command table keeps every limit of both platforms, and a call is answered once.

import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { COMMANDS, dispatch, isPrivate, pressAnswer } from '../../src/bots/commands/index.ts';
import { exampleTable } from '../../src/bots/commands/bulk-example.ts';
import { textsFor } from '../../src/bots/texts/texts.ts';
import { readHeader, readRow } from '../../src/core/domain/bulk-row.ts';
import { catalogueFor, MODELS } from '../../src/core/domain/models.ts';
import { describeModels } from '../../src/core/views.ts';
import { command, coreWith, LOCALES, person, press } from './calls.ts';
import { said } from './status-views.ts';

const signal = AbortSignal.timeout(60_000);

/** A file that must not be fetched. */
const file = (name: string, bytes: number) => ({
  name,
  bytes,
  mediaType: null,
  read: () => assert.fail('a file was fetched that could be refused by name and size'),
});

describe('the command table', () => {
  test('keeps what Discord and Telegram allow', () => {
    for (const locale of LOCALES)
      for (const { name, describe: about, options } of COMMANDS) {
        const { say } = textsFor(locale);
        assert.match(name, /^[a-z]{1,32}$/);
        for (const text of [about, ...options.map((option) => option.describe)].map((id) => say(id)))
          assert.ok(text.length >= 1 && text.length <= 100, text);
        assert.ok(options.length <= 25);
        const firstOptional = options.findIndex((option) => !option.required);
        assert.ok(firstOptional < 0 || options.slice(firstOptional).every((option) => !option.required), name);
        for (const option of options) assert.match(option.name, /^[a-z_]{1,32}$/);
      }
  });

  test('has choices that fit a menu', () => {
    for (const locale of LOCALES)
      for (const option of COMMANDS.flatMap((each) => each.options)) {
        assert.equal(option.kind === 'choice', option.choices !== undefined, option.name);
        const choices = option.choices?.(describeModels(MODELS), textsFor(locale)) ?? [];
        assert.ok(choices.length <= 25);
        assert.equal(new Set(choices.map((choice) => choice.value)).size, choices.length);
        for (const { value, label } of choices) assert.ok(value.length <= 100 && label.length <= 100 && label !== '');
      }
  });

  test('has no name twice', () => {
    assert.equal(new Set(COMMANDS.map(({ name }) => name)).size, COMMANDS.length);
  });
});

describe('before any I/O', () => {
  test('it is known who will see the answer', () => {
    assert.equal(isPrivate({ name: 'imagine', options: {} }), false);
    assert.equal(isPrivate({ name: 'imagine', options: { private: 'true' } }), true);
    assert.equal(isPrivate({ name: 'imagine', options: { private: 'false' } }), false);
    assert.equal(isPrivate({ name: 'bulk', options: { template: 'true' } }), true);
    assert.equal(isPrivate({ name: 'balance', options: {} }), true);
    assert.equal(isPrivate({ name: 'nonsense', options: {} }), true);
  });

  test('it is known whether a press edits its message', () => {
    assert.deepEqual(['cancel', 'start', 'good', 'stop'].map(pressAnswer), ['edit', 'edit', 'edit', 'edit']);
    assert.deepEqual(['reroll', 'show', 'drop', 'nonsense', 'constructor'].map(pressAnswer), [
      'new',
      'new',
      'new',
      'new',
      'new',
    ]);
  });
});

describe('a call', () => {
  test('of an unknown command is answered with the nearest one, once', async () => {
    const here = coreWith();
    const reply = await dispatch(command('imagin'), here, signal);
    assert.equal(reply && said(reply), 'I do not know /imagin. Did you mean /imagine?');
    assert.equal(reply?.private, true);
    assert.equal(await dispatch(command('imagin'), here, signal), null);
  });

  test('is answered in the language of whoever asks', async () => {
    const chinese = { ...person, locale: 'zh-CN' } as const;
    const reply = await dispatch(command('imagin', { person: chinese }), coreWith(), signal);
    assert.equal(reply && said(reply), '我不认识 /imagin 这个命令。你是不是想写 /imagine？');
  });

  test('of an unknown button, or one about something that never was, finds nothing', async () => {
    for (const [verb, subject] of [
      ['nonsense', 'gen_1'],
      ['constructor', 'gen_1'],
      ['reroll', 'gen_1'],
      ['start', 'gen_AAAAAAAAAAAAAAAAAAAAAA'],
      ['drop', 'x'],
    ] as const) {
      const reply = await dispatch(press(verb, subject), coreWith(), signal);
      assert.equal(reply && said(reply), 'I could not find that any more.', verb);
      assert.equal(reply?.private, true);
    }
  });

  test('that fails for no expected reason flies', async () => {
    const outage = new Error('the database is gone');
    const broken = coreWith({ balance: () => Promise.reject(outage) });
    await assert.rejects(dispatch(command('balance'), broken, signal), outage);
  });
});

describe('/imagine', () => {
  test('refuses a picture, since no model starts from one', async () => {
    const photo = file('cat.jpg', 10);
    const reply = await dispatch(command('imagine', { text: 'a cat', files: [photo] }), coreWith(), signal);
    assert.match(reply ? said(reply) : '', /gpt-image-1-mini draws from words only/);
  });

  test('refuses a flag it does not know before the core is asked', async () => {
    const reply = await dispatch(command('imagine', { text: 'a cat --sed 4' }), coreWith(), signal);
    assert.match(reply ? said(reply) : '', /--sed\. Did you mean --seed\?/);
  });
});

describe('/bulk', () => {
  test('refuses by name, size and number before a byte is fetched', async () => {
    const answers = [
      { files: [], expected: /caption \/bulk/ },
      { files: [file('a.xlsx', 10)], expected: /cannot read a\.xlsx.* \.csv, \.tsv, or \.txt/ },
      { files: [file('a.csv', 5_000_001)], expected: /too large \(5\.1 MB\); I can take up to 5 MB/ },
      { files: [file('a.csv', 10), file('b.csv', 10)], expected: /2 files.* no more than 1/ },
    ];
    for (const { files, expected } of answers) {
      const reply = await dispatch(command('bulk', { files }), coreWith(), signal);
      assert.match(reply ? said(reply) : '', expected);
    }
  });

  test('sends an example file when asked, as an option or as a word', async () => {
    for (const asked of [{ text: ' Template ' }, { options: { template: 'true' } }]) {
      const reply = await dispatch(command('bulk', asked), coreWith(), signal);
      assert.equal(reply?.files?.[0]?.name, 'easel-example.csv');
    }
  });

  test('sends an example whose every row can be drawn, whatever the default model', () => {
    for (const providers of [['openai', 'sketch'], ['sketch']] as const)
      for (const locale of LOCALES) {
        const catalogue = catalogueFor(new Set(providers), 0);
        const { bytes } = exampleTable(describeModels(catalogue), textsFor(locale));
        const [header = '', ...lines] = Buffer.from(bytes).toString().replace('\uFEFF', '').trim().split('\n');
        const columns = readHeader(header.split(','));
        assert.deepEqual(columns.unknown, []);
        assert.equal(lines.length, 6);
        for (const [at, line] of lines.entries()) {
          // Prompts with a comma are quoted; there is no other quoting in the example.
          const cells = (line.match(/"[^"]*"|[^,]+/g) ?? []).map((cell) => cell.replaceAll('"', ''));
          const read = readRow(at + 2, cells, columns, catalogue, 1);
          assert.ok('order' in read, JSON.stringify(read));
        }
      }
  });
});

describe('/help', () => {
  test('names every command, model and limit, within one Discord message', async () => {
    for (const locale of LOCALES) {
      const here = coreWith({ rails: () => ['stripe', 'stars'] });
      const reply = await dispatch(command('help', { person: { ...person, locale } }), here, signal);
      const text = reply ? said(reply) : '';
      for (const { name } of COMMANDS) assert.ok(text.includes(`/${name}`), name);
      for (const { name } of MODELS) assert.ok(text.includes(name), name);
      assert.match(text, /5 MB.*10,000.*64.*4 kB/);
      assert.ok(text.length <= 1_900, `${text.length} characters`);
    }
  });

  test('names nothing that has to do with buying where nothing is sold', async () => {
    const reply = await dispatch(command('help'), coreWith(), signal);
    assert.doesNotMatch(reply ? said(reply) : '', /buy|billing/);
    assert.match(reply ? said(reply) : '', /\/balance/);
  });

  test('is said once an event', async () => {
    const here = coreWith();
    assert.ok(await dispatch(command('help'), here, signal));
    assert.equal(await dispatch(command('help'), here, signal), null);
  });
});
