// What an operator does by hand, beside a running program or without one: `npm run stripe:sync` and the like.

import { ExportUnreadable } from './core/copy-ports.ts';
import type { Core } from './core/core.ts';
import { textForm } from './core/domain/ids.ts';
import { Refusal } from './core/domain/refusal.ts';
import { PaymentsError } from './core/payment-ports.ts';
import { MessengerError } from './core/ports.ts';

/** What is said in the end, and whether it went well. */
type Done = { readonly lines: readonly string[]; readonly ok: boolean };

/** The part of the configuration that errands look at. */
type Settings = { readonly publicUrl: string | null };

type Errand = (core: Core, settings: Settings) => Promise<Done>;

type Entry = {
  readonly usage: string;
  /** Whether there is anything to do where Easel has never been started. */
  readonly startsAnew: boolean;
  /** Null for words that make no sense. */
  readonly read: (words: readonly string[]) => Errand | null;
};

const ANSWER_MAX = 1_500;

export const ERRANDS: ReadonlyMap<string, Entry> = new Map<string, Entry>([
  [
    'stripe:sync',
    { usage: 'npm run stripe:sync', startsAnew: true, read: (words) => (words.length === 0 ? syncStripe : null) },
  ],
  [
    'stripe:reconcile',
    { usage: 'npm run stripe:reconcile [-- --since=2026-11-01]', startsAnew: false, read: readReconcile },
  ],
  [
    'stars:refund',
    {
      usage: 'npm run stars:refund -- CHARGE_ID',
      startsAnew: false,
      read: ([charge = '', ...more]) => (/^\S+$/.test(charge) && more.length === 0 ? refundStars(charge) : null),
    },
  ],
  [
    'accounts:thaw',
    {
      usage: 'npm run accounts:thaw -- ACCOUNT_OR_REFERENCE',
      startsAnew: false,
      read: ([name = '', ...more]) => (/^\S+$/.test(name) && more.length === 0 ? thaw(name) : null),
    },
  ],
  [
    'legal-hold',
    {
      usage: 'npm run legal-hold -- open|approve|lift ACCOUNT CASE --by=NAME',
      startsAnew: false,
      read: readHold,
    },
  ],
  [
    'announce',
    { usage: 'npm run announce -- product|news NAME "English" "中文"', startsAnew: false, read: readAnnounce },
  ],
  ['tickets', { usage: 'npm run tickets [-- NUMBER "answer"]', startsAnew: false, read: readTickets }],
  [
    'import',
    {
      usage: 'npm run import -- FILE [FILE ...]',
      startsAnew: false,
      read: (words) => (words.length > 0 && words.every((word) => word !== '') ? importFrom(words) : null),
    },
  ],
  [
    'ledger:verify',
    { usage: 'npm run ledger:verify', startsAnew: false, read: (words) => (words.length === 0 ? verifyLedger : null) },
  ],
]);

const syncStripe: Errand = async (core, { publicUrl }) => {
  if (publicUrl === null)
    return failed(
      'PUBLIC_URL is not set. Stripe has to be told where to send its events: the address of the web side.',
    );
  const { done, secrets } = await core.publishProducts(publicUrl);
  const width = Math.max(...done.map(({ outcome }) => outcome.length));
  return well(
    ...done.map(({ what, outcome }) => `${outcome.padEnd(width)}  ${what}`),
    ...(secrets.length === 0
      ? []
      : [
          '',
          'Stripe shows the signing secrets of new endpoints once, and Easel does not keep them. Put this into the settings,',
          'with what was there before, separated by commas, and start Easel again:',
          `STRIPE_WEBHOOK_SECRET=${secrets.map(({ secret }) => secret).join(',')}`,
        ]),
  );
};

function readReconcile(words: readonly string[]): Errand | null {
  const [word, ...more] = words;
  if (word === undefined) return reconcile(null);
  const [, day = ''] = /^--since=(\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?Z)?)$/.exec(word) ?? [];
  const since = new Date(day);
  return Number.isNaN(since.getTime()) || more.length > 0 ? null : reconcile(since);
}

function reconcile(since: Date | null): Errand {
  return async (core) => {
    if (!core.takesMoney) return failed('Nothing is sold here: neither STRIPE_SECRET_KEY nor TELEGRAM_TOKEN is set.');
    const account = await core.reconcile({ since });
    const { objects, mended, paidWithoutGrant, grantWithoutPayment, failed: left } = account;
    const lines = [
      `Looked at ${count(objects, 'object')} since ${timeOf(account.since)}.`,
      ...mended.map(({ kind, id, what }) => `  mended  ${kind} ${id}: ${what}`),
      ...(mended.length === 0 ? ['Everything was as it should be.'] : []),
      ...(paidWithoutGrant > 0
        ? [`Money had come without credits ${times(paidWithoutGrant)}; they are granted now.`]
        : []),
      ...(grantWithoutPayment > 0
        ? [`Credits had no money behind them ${times(grantWithoutPayment)}; those accounts are frozen now.`]
        : []),
      ...(left > 0
        ? [`${count(left, 'object')} could not be settled; the log says why, and the next run tries again.`]
        : []),
    ];
    return { lines, ok: left === 0 };
  };
}

function refundStars(charge: string): Errand {
  return async (core) => {
    const outcome = await core.refundStars(charge);
    switch (outcome) {
      case 'refunded':
        return well('The Stars have gone back, and the credits they bought are taken back.');
      case 'refunded-before':
        return well('These Stars had gone back before. The credits they bought are taken back.');
      case 'unknown-charge':
        return failed(
          'No payment with this charge was made here, or there is no Telegram token to give it back with. Nothing was done.',
        );
    }
  };
}

function thaw(name: string): Errand {
  return async (core) => {
    const lifted = await core.thaw(name);
    if (lifted.length === 0) return failed('Nothing is frozen under this name. Nothing was done.');
    return well(...lifted.map(({ accountId, ref }) => `Lifted ${ref} from ${textForm('acc', accountId)}.`));
  };
}

function readHold(words: readonly string[]): Errand | null {
  const names = words.flatMap((word) => (word.startsWith('--by=') ? [word.slice('--by='.length).trim()] : []));
  const [step, account = '', reference = '', ...more] = words.filter((word) => !word.startsWith('--by='));
  const [by = ''] = names;
  if (step !== 'open' && step !== 'approve' && step !== 'lift') return null;
  if (names.length !== 1 || !NAME.test(by) || !/^\S+$/.test(account) || !NAME.test(reference) || more.length > 0)
    return null;
  return async (core) => {
    const outcome = await core.legalHold({ step, account, reference, by });
    return { lines: [HOLD_WORDS[outcome]], ok: HOLD_DONE.has(outcome) };
  };
}

/** Of an operator or a case: something to read, in one line. */
const NAME = /^[\p{L}\p{N}](?:[\p{L}\p{N} ._/-]{0,58}[\p{L}\p{N}])?$/u;

const HOLD_WORDS = {
  asked: 'Asked for. It holds when another operator has approved: npm run legal-hold -- approve ACCOUNT CASE --by=NAME',
  holds: 'The account is held: it cannot be erased until this case is lifted.',
  'lift-asked': 'Asked for. The case holds until another operator has approved that it is lifted.',
  lifted: 'This case is lifted. The account can be erased, unless there is another case.',
  'no-account': 'There is no such account, or it is being erased. Nothing was done.',
  'no-case': 'There is no such case of this account, or it is not in force. Nothing was done.',
  'asked-before': 'That has been asked for before. Nothing was done.',
  'nothing-to-approve': 'Nothing of this case waits for an approval. Nothing was done.',
  'same-person': 'Whoever asked for it cannot approve it: that takes another operator. Nothing was done.',
} as const satisfies Record<Awaited<ReturnType<Core['legalHold']>>, string>;

const HOLD_DONE: ReadonlySet<keyof typeof HOLD_WORDS> = new Set<keyof typeof HOLD_WORDS>([
  'asked',
  'holds',
  'lift-asked',
  'lifted',
]);

function readAnnounce([kind, name = '', en = '', zh = '', ...more]: readonly string[]): Errand | null {
  if ((kind !== 'product' && kind !== 'news') || !/^[\w-]{1,40}$/.test(name) || more.length > 0) return null;
  const words = { en: en.trim(), 'zh-CN': zh.trim() };
  if (Object.values(words).some((text) => text === '' || text.length > ANSWER_MAX)) return null;
  return async (core) => well(`On its way to ${count(await core.announce({ news: kind, name, words }), 'account')}.`);
}

function readTickets(words: readonly string[]): Errand | null {
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
      `#${number}  ${timeOf(createdAt)}  ${textForm('acc', accountId)}`,
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
function importFrom(paths: readonly string[]): Errand {
  return async (core) => {
    const done = await core.importExport(paths);
    if (done.outcome === 'not-empty')
      return failed(
        'This instance has data of somebody already. An export is loaded into an empty one only: another database, and another bucket.',
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

const verifyLedger: Errand = async (core) => {
  const { accounts, operations, movements, rules } = await core.proveLedger();
  const broken = rules.filter((each) => each.broken.length > 0);
  const lines = [
    `The ledger: ${accounts} accounts, ${operations} operations, ${movements} movements.`,
    '',
    ...rules.map(({ rule, broken }) =>
      broken.length === 0 ? `  holds   ${rule}` : `  BROKEN  ${rule}: ${broken.join(', ')}`,
    ),
    '',
    broken.length === 0 ? `All ${rules.length} rules hold.` : `${broken.length} of ${rules.length} rules are broken.`,
  ];
  return { lines, ok: broken.length === 0 };
};

/** PostgreSQL's codes for a table or column that is not there. */
const NOT_MIGRATED = new Set(['42P01', '42703']);
const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EAI_AGAIN', 'ENOENT']);

/** What an operator can do about an error; null for one that nobody expected. */
export function sorry(error: unknown): string | null {
  if (error instanceof Refusal && error.says.code === 'payments-off')
    return 'There is no Stripe: STRIPE_SECRET_KEY is not set.';
  if (error instanceof PaymentsError)
    return error.retry.kind === 'refused'
      ? `Stripe refuses this (${error.retry.code}). Look at the key: its rights, and whether it is of the right account.`
      : 'Stripe did not answer, or asked to wait. What is done stays done: run this again in a moment.';
  if (error instanceof ExportUnreadable) return unreadable(error);
  if (error instanceof MessengerError) return 'Telegram did not answer, or asked to wait. Run this again in a moment.';
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string') return null;
  if (NOT_MIGRATED.has(code))
    return 'This database is older than the program. Start Easel once, or with --role=migrate, and try again.';
  return UNREACHABLE.has(code) ? `The database cannot be reached (${code}). Look at DATABASE_URL.` : null;
}

function unreadable({ why, file }: ExportUnreadable): string {
  switch (why) {
    case 'no-export':
      return `${file} is not an export of Easel, or cannot be read. Nothing was done.`;
    case 'other-version':
      return `${file} was made by another version of Easel, which this one cannot read. No row was loaded.`;
    case 'damaged':
      return `${file} in the export is not what was packed: it is damaged or was changed. No row was loaded.`;
    case 'part-missing':
      return `${file} is missing: name all parts of the export. Nothing was done.`;
  }
}

function well(...lines: readonly string[]): Done {
  return { lines, ok: true };
}

function failed(...lines: readonly string[]): Done {
  return { lines, ok: false };
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function times(number: number): string {
  return number === 1 ? 'once' : `${number} times`;
}

function timeOf(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** What somebody wrote must not move an operator's cursor or colour their terminal. */
function harmless(text: string): string[] {
  return text.split('\n').map((line) => line.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '·'));
}
