// /history, /show and /delete, and the buttons below pictures and pages.

import type { Deleted, HistoryPage, Repeated } from '../../core/answers.ts';
import { fromTextForm, textForm } from '../../core/domain/ids.ts';
import { refuse } from '../../core/domain/refusal.ts';
import type { DeliveryId, ImageId } from '../../core/domain/ids.ts';
import type { CommandCall, PressCall, Reply } from '../conversation.ts';
import { EVERYTHING, historyReply, sheetFile } from '../history.ts';
import { renderStatus } from '../status.ts';
import type { Texts } from '../texts/texts.ts';
import type { SpokenCommand, Press } from './command.ts';
import { askDeleteRun } from './delete-run.ts';

const WORDS_MAX = 200;
const PAGE_MAX = 999_999;

export const history: SpokenCommand = {
  name: 'history',
  describe: 'command-history',
  private: true,
  onlyInPrivate: true,
  options: [
    { name: 'page', describe: 'option-page', kind: 'integer', required: false, min: 1, max: PAGE_MAX },
    { name: 'search', describe: 'option-search', kind: 'text', required: false, maxLength: WORDS_MAX },
  ],
  run: async (call, core, texts) => page(await core.history(call, whatToFind(call)), texts),
};

export const show: SpokenCommand = {
  name: 'show',
  describe: 'command-show',
  private: true,
  onlyInPrivate: true,
  options: [{ name: 'picture', describe: 'option-picture', kind: 'text', required: false, maxLength: 40 }],
  async run(call, core, texts) {
    const which = whichPicture(call);
    if (which === null) return (await core.firstSight(call)) ? ask('show', texts) : null;
    return coming(await core.showPicture(call, which), texts);
  },
};

export const deleteCommand: SpokenCommand = {
  name: 'delete',
  describe: 'command-delete',
  private: true,
  onlyInPrivate: true,
  options: [{ name: 'picture', describe: 'option-picture', kind: 'text', required: false, maxLength: 40 }],
  async run(call, core, texts) {
    const run = fromTextForm('run', (call.options['picture'] ?? call.text).trim());
    if (run) return askDeleteRun(await core.askDeleteRun(call, run), texts);
    const which = whichPicture(call);
    if (which === null) return (await core.firstSight(call)) ? ask('delete', texts) : null;
    return gone(await core.deletePicture(call, which), texts);
  },
};

export const LOOKING_BACK = {
  page: {
    answer: 'edit',
    async run(press, core, texts) {
      const [search = '', number = ''] = press.subject.split(/-(?=\d+$)/);
      const id = search === EVERYTHING ? null : fromTextForm('hst', search);
      if (number === '' || (search !== EVERYTHING && !id)) refuse('not-found', {});
      return page(await core.historyPage(press, toPage(number), id), texts);
    },
  },
  open: {
    answer: 'new',
    run: async (press, core, texts) => coming(await core.openPicture(press, imageId(press.subject)), texts),
  },
  save: { answer: 'edit', run: (press, core, texts) => keep(press, core, texts, true) },
  unsave: { answer: 'edit', run: (press, core, texts) => keep(press, core, texts, false) },
  /** Its message is not edited by this press: taking the picture out of it is owed to every message that shows it. */
  delete: {
    answer: 'edit',
    run: async (press, core, texts) => gone(await core.deletePressed(press, subjectOf(press)), texts),
  },
} as const satisfies Record<string, Press>;

const keep = async (
  press: PressCall,
  core: Parameters<Press['run']>[1],
  texts: Texts,
  saved: boolean,
): Promise<Reply | null> => {
  const answer = await core.keepPicture(press, subjectOf(press), saved);
  return answer.kind === 'repeated' ? null : { ...renderStatus(answer.view, texts), keepsFiles: true };
};

/** `2`, `search fox`, `fox`: a number turns the page, and anything else is searched for. */
function whatToFind({ options, text }: CommandCall): { page: number; words: string } {
  const typed = /^(?:(\d+)|(?:search\s+|搜索\s*)?([^]*))$/i.exec(text) ?? [];
  const words = (options['search'] ?? typed[2] ?? '').replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  return { page: toPage(options['page'] ?? typed[1] ?? '1'), words: Array.from(words).slice(0, WORDS_MAX).join('') };
}

function toPage(text: string): number {
  return Math.min(PAGE_MAX, Math.max(1, Number(text)));
}

/** `img_…`, or a number on the last page; null when nothing is said. What is neither is no picture of anybody. */
function whichPicture({ options, text }: CommandCall): ImageId | number | null {
  const said = (options['picture'] ?? text).trim();
  if (said === '') return null;
  return /^\d{1,2}$/.test(said) ? Number(said) : imageId(said);
}

function imageId(text: string): ImageId {
  return fromTextForm('img', text) ?? refuse('picture-unknown', {});
}

function subjectOf({ subject }: PressCall): Parameters<Parameters<Press['run']>[1]['keepPicture']>[1] {
  const generation = fromTextForm('gen', subject);
  return generation ? { kind: 'generation', id: generation } : { kind: 'image', id: imageId(subject) };
}

function page(answer: Repeated | HistoryPage, texts: Texts): Reply | null {
  if (answer.kind === 'repeated') return null;
  const { view, sheet, deliveryId } = answer;
  const reply = historyReply(view, texts);
  if (!sheet) return reply;
  return { ...reply, picture: sheetFile(sheet), ...(deliveryId && { shows: deliveryId }) };
}

function coming(answer: Repeated | { kind: 'coming'; deliveryId: DeliveryId }, texts: Texts): Reply | null {
  if (answer.kind === 'repeated') return null;
  return { blocks: [{ style: 'text', text: texts.say('show-coming') }], shows: answer.deliveryId };
}

function gone(answer: Repeated | Deleted, texts: Texts): Reply | null {
  if (answer.kind === 'repeated') return null;
  const { images, ofRun, run } = answer;
  const { say } = texts;
  const words = say('deleted', { pictures: say('pictures', { count: images }) });
  const text = ofRun ? say('sentences', { first: words, second: say('deleted-of-run') }) : words;
  if (!run) return { blocks: [{ style: 'text', text }], private: true };
  const rest = { subject: textForm('run', run), label: say('button-delete-run') };
  return {
    blocks: [
      { style: 'text', text },
      { style: 'small', text: say('deleted-run-rest') },
    ],
    buttons: [[{ verb: 'ask-delete-run', ...rest, style: 'danger' }]],
    private: true,
  };
}

function ask(command: 'show' | 'delete', texts: Texts): Reply {
  return {
    blocks: [
      { style: 'text', text: texts.say('picture-which') },
      { style: 'code', text: `/${command} 3` },
    ],
    private: true,
  };
}
