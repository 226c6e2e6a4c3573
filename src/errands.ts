// What an operator does by hand, beside a running program or without one: `npm run stripe:sync` and the like.

import { ExportUnreadable } from './core/copy-ports.ts';
import { LIFT_REASONS } from './core/domain/lift-reason.ts';
import { Refusal } from './core/domain/refusal.ts';
import { PaymentsError } from './core/payment-ports.ts';
import { MessengerError } from './core/ports.ts';
import { StartRefused } from './core/start-refused.ts';
import { harmless, type Errand } from './errands/done.ts';
import { rotateKeys } from './errands/keys.ts';
import { readAffected } from './errands/affected.ts';
import { readHold } from './errands/legal-hold.ts';
import { readLegalRequest } from './errands/legal-request.ts';
import { readReconcile, refundStars, syncStripe, thaw, verifyLedger } from './errands/money.ts';
import { importFrom, readAnnounce, readTickets } from './errands/people.ts';
import { readResidue } from './errands/residue.ts';

type Entry = {
  readonly usage: string;
  /** Whether there is anything to do where Easel has never been started. */
  readonly startsAnew: boolean;
  /** Null for words that make no sense. */
  readonly read: (words: readonly string[]) => Errand | null;
};

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
      usage: `npm run legal-hold -- open|approve ACCOUNT CASE --by=NAME\n       npm run legal-hold -- lift ACCOUNT CASE ${LIFT_REASONS.join('|')} --by=NAME`,
      startsAnew: false,
      read: readHold,
    },
  ],
  [
    'legal-request',
    {
      usage:
        'npm run legal-request -- open ACCOUNT CASE login|payments|content|everything --by=NAME [--secret]\n       npm run legal-request -- approve|tell ACCOUNT CASE --by=NAME\n       npm run legal-request -- hand-out ACCOUNT CASE FILE --by=NAME',
      startsAnew: false,
      read: readLegalRequest,
    },
  ],
  [
    'affected',
    {
      usage: 'npm run affected -- login|payments|content|everything SINCE UNTIL [NAME "English" "中文"]',
      startsAnew: false,
      read: readAffected,
    },
  ],
  [
    'announce',
    { usage: 'npm run announce -- product|news|security NAME "English" "中文"', startsAnew: false, read: readAnnounce },
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
    'residue',
    {
      usage: 'npm run residue -- ACCOUNT_OR_RECEIPT [--needles FILE] | --needles FILE [--file PATH ...] [--anew]',
      startsAnew: false,
      read: readResidue,
    },
  ],
  [
    'keys:rotate',
    { usage: 'npm run keys:rotate', startsAnew: false, read: (words) => (words.length === 0 ? rotateKeys : null) },
  ],
  [
    'ledger:verify',
    { usage: 'npm run ledger:verify', startsAnew: false, read: (words) => (words.length === 0 ? verifyLedger : null) },
  ],
]);

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
  if (error instanceof StartRefused) return error.message;
  if (error instanceof ExportUnreadable) return unreadable(error);
  if (error instanceof MessengerError) return 'Telegram did not answer, or asked to wait. Run this again in a moment.';
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string') return null;
  if (NOT_MIGRATED.has(code))
    return 'This database is older than the program. Start Easel once, or with --role=migrate, and try again.';
  return UNREACHABLE.has(code) ? `The database cannot be reached (${code}). Look at DATABASE_URL.` : null;
}

function unreadable({ why, file: named }: ExportUnreadable): string {
  // A name out of the export may be anything.
  const file = harmless(named).join(' ').slice(0, 200);
  switch (why) {
    case 'no-export':
      return `${file} is not an export of Easel, or cannot be read. Nothing was done.`;
    case 'other-version':
      return `${file} was made by another version of Easel, which this one cannot read. Nothing was done.`;
    case 'damaged':
      return `${file} in the export is not what was packed: it is damaged or was changed. Nothing was done.`;
    case 'part-missing':
      return `${file} is missing: name all parts of the export. Nothing was done.`;
    case 'foreign':
      return `${file} in the export belongs to another account than the export: it was changed. Nothing was done.`;
    case 'too-large':
      return `${file} in the export is larger than anything Easel packs: it was not made by Easel. Nothing was done.`;
  }
}
