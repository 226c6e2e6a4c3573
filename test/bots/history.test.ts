// What /history, /show and /delete understand, and how pages and pictures look within the platforms' limits.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dispatch } from '../../src/bots/commands/index.ts';
import { toMessage } from '../../src/bots/discord/render.ts';
import { historyReply, sheetFile } from '../../src/bots/history.ts';
import { renderStatus } from '../../src/bots/status.ts';
import { toKeyboard, toText } from '../../src/bots/telegram/render.ts';
import { textsFor } from '../../src/bots/texts/texts.ts';
import type { ChatCore } from '../../src/core/answers.ts';
import { textForm } from '../../src/core/domain/ids.ts';
import type { HistoryView, PictureView } from '../../src/core/domain/view.ts';
import { command, coreWith, LOCALES, press } from './calls.ts';
import { anyId, generationView, labels, said, verbs } from './status-views.ts';
import { NEVER } from './sending.ts';

const IMAGE = textForm('img', anyId('img'));
const SEARCH = textForm('hst', anyId('hst'));

function picture(rest: Partial<PictureView> = {}): PictureView {
  return {
    kind: 'picture',
    id: anyId('img'),
    generationId: anyId('gen'),
    order: generationView().order,
    modelLabel: 'GPT Image 1 Mini (hosted)',
    seed: 42,
    saved: false,
    keptUntil: new Date('2026-12-24T12:00:00Z'),
    finishedAt: new Date('2026-11-24T12:00:00Z'),
    ofRun: false,
    ...rest,
  };
}

function page(rest: Partial<HistoryView> = {}): HistoryView {
  const pictures = Array.from({ length: 9 }, () => picture());
  return { kind: 'history', id: anyId('hst'), words: '', page: 2, pages: 3, found: 20, pictures, ...rest };
}

type Asked = [keyof ChatCore, ...unknown[]];

/** A core that writes down what it is asked about pictures, and says that it was asked before. */
function listening(): { core: ChatCore; asked: Asked[] } {
  const asked: Asked[] = [];
  const note =
    (name: keyof ChatCore) =>
    (_ask: unknown, ...rest: unknown[]) => {
      asked.push([name, ...rest]);
      return Promise.resolve({ kind: 'repeated' as const });
    };
  const core = coreWith({
    history: note('history'),
    historyPage: note('historyPage'),
    showPicture: note('showPicture'),
    openPicture: note('openPicture'),
    keepPicture: note('keepPicture'),
    deletePicture: note('deletePicture'),
    deletePressed: note('deletePressed'),
  });
  return { core, asked };
}

describe('what is understood', () => {
  test('/history takes a page, words behind search, or words alone, in both scripts', async () => {
    const { core, asked } = listening();
    for (const text of ['', '3', '0', 'search  red   fox', '搜索狐狸', 'fox 3'])
      await dispatch(command('history', { text }), core, NEVER);
    await dispatch(command('history', { options: { page: '4', search: 'fox' } }), core, NEVER);
    assert.deepEqual(
      asked.map(([, what]) => what),
      [
        { page: 1, words: '' },
        { page: 3, words: '' },
        { page: 1, words: '' },
        { page: 1, words: 'red fox' },
        { page: 1, words: '狐狸' },
        { page: 1, words: 'fox 3' },
        { page: 4, words: 'fox' },
      ],
    );
  });

  test('/show and /delete take a number or an id; without one they ask which, and anything else is unknown', async () => {
    const { core, asked } = listening();
    for (const name of ['show', 'delete'] as const) {
      for (const text of ['3', IMAGE]) await dispatch(command(name, { text }), core, NEVER);
      const which = await dispatch(command(name, { event: { platform: 'telegram', id: name } }), core, NEVER);
      assert.match(said(which ?? assert.fail()), /Which one\?[^]*\/(show|delete) 3$/);
      const event = { platform: 'telegram', id: `${name}-else` } as const;
      const unknown = await dispatch(command(name, { text: 'img_nothing', event }), core, NEVER);
      assert.match(said(unknown ?? assert.fail()), /no such picture/);
    }
    assert.deepEqual(asked, [
      ['showPicture', 3],
      ['showPicture', anyId('img')],
      ['deletePicture', 3],
      ['deletePicture', anyId('img')],
    ]);
  });

  test('buttons are about a picture or about a request; what we never made is not found', async () => {
    const { core, asked } = listening();
    const generation = textForm('gen', anyId('gen'));
    for (const [verb, subject] of [
      ['open', IMAGE],
      ['save', IMAGE],
      ['unsave', generation],
      ['delete', generation],
      ['page', 'all-2'],
      ['page', `${SEARCH}-12`],
    ] as const)
      await dispatch(press(verb, subject), core, NEVER);
    assert.deepEqual(asked, [
      ['openPicture', anyId('img')],
      ['keepPicture', { kind: 'image', id: anyId('img') }, true],
      ['keepPicture', { kind: 'generation', id: anyId('gen') }, false],
      ['deletePressed', { kind: 'generation', id: anyId('gen') }],
      ['historyPage', 2, null],
      ['historyPage', 12, anyId('hst')],
    ]);
    for (const [at, [verb, subject]] of [
      ['page', 'all'],
      ['page', 'gen_x-2'],
      ['open', generation],
      ['save', 'nothing'],
    ].entries()) {
      const event = { platform: 'telegram', id: `forged-${at}` } as const;
      const reply = await dispatch(press(verb ?? '', subject ?? '', { event }), core, NEVER);
      assert.ok(reply?.private);
    }
    assert.equal(asked.length, 6);
  });
});

describe('how it looks', () => {
  test('a full page fits a caption and the rows of both platforms, in both languages', () => {
    for (const locale of LOCALES) {
      const long = picture({
        order: { ...generationView().order, prompt: `🦊狐${'long '.repeat(400)}` },
        modelLabel: 'A model with quite a long name indeed',
      });
      const view = page({
        words: 'w'.repeat(200),
        page: 999,
        pages: 1_111,
        found: 9_999,
        pictures: Array(9).fill(long),
      });
      const reply = { ...historyReply(view, textsFor(locale)), picture: sheetFile(new Uint8Array(3)) };
      const { text, lost } = toText(reply.blocks, 1_024);
      assert.ok(!lost && text.length <= 1_024 && text.isWellFormed(), `${text.length}`);
      const discord = toMessage(reply);
      assert.ok((discord.body.content?.length ?? 0) <= 2_000);
      assert.deepEqual(discord.body.attachments, [{ id: 0, filename: 'history.jpg' }]);
      assert.equal(toKeyboard(reply.buttons)?.inline_keyboard.length, 4);
    }
  });

  test('numbers stand as the pictures do, with the pages there are beside them', () => {
    const texts = textsFor('en');
    assert.deepEqual(labels(historyReply(page(), texts)), ['1 | 2 | 3', '4 | 5 | 6', '7 | 8 | 9', '◀ | ▶']);
    assert.equal(labels(historyReply(page({ page: 1 }), texts)).at(-1), '▶');
    assert.equal(labels(historyReply(page({ page: 3 }), texts)).at(-1), '◀');
    const only = page({ page: 1, pages: 1, found: 1, pictures: [picture({ saved: true, keptUntil: null })] });
    assert.deepEqual(labels(historyReply(only, texts)), ['1']);
    assert.match(said(historyReply(only, texts)), /1 · a red fox in fresh snow · [^\n]+ · Nov 24, 2026 · saved\n/);
  });

  test('one picture says what it is, until when it is kept, and what can be done with it', () => {
    const reply = renderStatus(picture(), textsFor('en'));
    assert.equal(
      said(reply),
      [
        'a red fox in fresh snow',
        'GPT Image 1 Mini (hosted) · 16:9 · 1k · seed 42',
        `Made Nov 24, 2026 · ${IMAGE} · Kept until Dec 24, 2026.`,
      ].join('\n'),
    );
    assert.deepEqual(verbs(reply), ['reroll', 'save', 'delete']);
  });
});
