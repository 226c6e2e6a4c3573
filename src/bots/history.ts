// A page of somebody's pictures in words, with a button for each number and for the pages beside it.

import { textForm } from '../core/domain/ids.ts';
import type { HistoryView, PictureView } from '../core/domain/view.ts';
import type { Block, Button, OutFile, Reply } from './conversation.ts';
import { clip } from './fit.ts';
import type { Texts } from './texts/texts.ts';

/** Nine lines have to fit into a caption of 1,024 characters. */
const PROMPT_LINE = 36;
const MODEL_LINE = 18;
const WORDS_SHOWN = 40;
/** Laid out as the pictures are. */
const BUTTONS_A_ROW = 3;

/** What the page of everything is called in a button; another one by the id of its search. */
export const EVERYTHING = 'all';

export function historyReply(view: HistoryView, texts: Texts): Reply {
  const words = clip(view.words, WORDS_SHOWN);
  if (view.found === 0) return { blocks: nothing(words, texts), private: true };
  const count = texts.say('pictures', { count: view.found });
  const title = view.words === '' ? texts.say('history-title') : texts.say('history-found', { pictures: count, words });
  const lines = view.pictures.map((picture, at) => line(picture, at + 1, texts));
  return {
    blocks: [
      { style: 'title', text: title },
      { style: 'text', text: lines.join('\n') },
      {
        style: 'small',
        text: texts.say('history-page', { page: view.page, pages: view.pages, pictures: count }),
      },
    ],
    buttons: [...numbers(view.pictures), ...turning(view)],
  };
}

/** The page as a file to show with those words. */
export function sheetFile(bytes: Uint8Array): OutFile {
  return { name: 'history.jpg', bytes, mediaType: 'image/jpeg' };
}

function nothing(words: string, texts: Texts): Block[] {
  return words === ''
    ? [
        { style: 'text', text: texts.say('history-none') },
        { style: 'code', text: `/imagine ${texts.say('example-imagine')}` },
      ]
    : [{ style: 'text', text: `${texts.say('history-none-found', { words })} ${texts.say('history-how')}` }];
}

function line({ order, modelLabel, finishedAt, keptUntil }: PictureView, number: number, texts: Texts): string {
  return texts.say('history-line', {
    number,
    what: clip(order.prompt.replaceAll(/\s+/g, ' '), PROMPT_LINE),
    model: clip(modelLabel, MODEL_LINE),
    day: finishedAt,
    kept: keptUntil === null ? texts.say('history-saved') : texts.say('history-until', { day: keptUntil }),
  });
}

function numbers(pictures: readonly PictureView[]): readonly (readonly Button[])[] {
  const buttons = pictures.map(({ id }, at): Button => ({
    verb: 'open',
    subject: textForm('img', id),
    label: String(at + 1),
    style: 'plain',
  }));
  return Array.from({ length: Math.ceil(buttons.length / BUTTONS_A_ROW) }, (_, row) =>
    buttons.slice(row * BUTTONS_A_ROW, (row + 1) * BUTTONS_A_ROW),
  );
}

/** The pages beside this one, without those there are not. */
function turning({ id, words, page, pages }: HistoryView): readonly (readonly Button[])[] {
  const search = words === '' ? EVERYTHING : textForm('hst', id);
  const to = (other: number, label: string): Button => ({
    verb: 'page',
    subject: `${search}-${other}`,
    label,
    style: 'primary',
  });
  const row = [...(page > 1 ? [to(page - 1, '◀')] : []), ...(page < pages ? [to(page + 1, '▶')] : [])];
  return row.length > 0 ? [row] : [];
}
