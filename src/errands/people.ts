// Errands about people: what they are told, what they ask, and what they bring along.

import { expectedBy } from '../core/domain/answering.ts';
import { textForm } from '../core/domain/ids.ts';
import { count, dayOf, failed, harmless, timeOf, well, type Errand } from './done.ts';

const ANSWER_MAX = 1_500;

export function readAnnounce([kind, name = '', en = '', zh = '', ...more]: readonly string[]): Errand | null {
  if ((kind !== 'product' && kind !== 'news' && kind !== 'security') || !/^[\w-]{1,40}$/.test(name) || more.length > 0)
    return null;
  const words = { en: en.trim(), 'zh-CN': zh.trim() };
  if (Object.values(words).some((text) => text === '' || text.length > ANSWER_MAX)) return null;
  return async (core) => {
    const told = kind === 'security' ? core.announceSecurity(name, words) : core.announce({ news: kind, name, words });
    return well(`On its way to ${count(await told, 'account')}.`);
  };
}

export function readTickets(words: readonly string[]): Errand | null {
  const [number, ...text] = words;
  if (number === undefined) return listTickets;
  const answer = text.join(' ').trim();
  const makesSense = /^[1-9]\d{0,14}$/.test(number) && answer !== '' && answer.length <= ANSWER_MAX;
  return makesSense ? answerTicket(Number(number), answer) : null;
}

const listTickets: Errand = async (core) => {
  const open = await core.tickets();
  if (open.length === 0) return well('No ticket waits for an answer.');
  return well(
    ...open.flatMap(({ number, accountId, createdAt, text }) => [
      `#${number}  ${timeOf(createdAt)}  to be answered by ${dayOf(expectedBy(createdAt))}  ${textForm('acc', accountId)}`,
      ...harmless(text).map((line) => `    ${line}`),
    ]),
    '',
    'To answer one: npm run tickets -- NUMBER "answer"',
  );
};

function answerTicket(number: number, answer: string): Errand {
  return async (core) =>
    (await core.answerTicket(number, answer))
      ? well(`Ticket ${number} is answered; whoever asked is told in their chat.`)
      : failed(`There is no ticket ${number}, or it has been answered. Nothing was done.`);
}

/** All parts of one export. */
export function importFrom(paths: readonly string[]): Errand {
  return async (core) => {
    const done = await core.importExport(paths);
    if (done.outcome === 'not-empty')
      return failed(
        'This instance has data of somebody already. An export is loaded into an empty one only: another database, and another bucket.',
        'Nothing was done.',
      );
    if (done.outcome === 'erased-here')
      return failed(
        'The account of this export was erased here, and its key is never made again. Load it into an instance with a keyring of its own.',
        'Nothing was done.',
      );
    const { rows, files, gone, broken } = done;
    const tables = Object.entries(rows).filter(([, rows]) => rows > 0);
    const width = Math.max(...tables.map(([, rows]) => String(rows).length));
    const lines = [
      ...tables.map(([table, rows]) => `${String(rows).padStart(width)}  ${table}`),
      `${count(files, 'file')} are in the bucket.`,
      ...(gone > 0
        ? [`${count(gone, 'picture')} had gone before they were packed; their rows go with the next removal.`]
        : []),
      broken.length === 0 ? 'The ledger is in order.' : `The ledger is broken: ${broken.join(', ')}`,
    ];
    return { lines, ok: broken.length === 0 };
  };
}
