// The errand that keeps an account for a court.

import type { Core } from '../core/core.ts';
import { LIFT_REASONS } from '../core/domain/lift-reason.ts';
import type { Errand } from './done.ts';

/** `open|approve ACCOUNT CASE --by=NAME`, `lift ACCOUNT CASE REASON --by=NAME` */
export function readHold(words: readonly string[]): Errand | null {
  const names = words.flatMap((word) => (word.startsWith('--by=') ? [word.slice('--by='.length).trim()] : []));
  const [step, account = '', reference = '', last, ...more] = words.filter((word) => !word.startsWith('--by='));
  const [by = ''] = names;
  if (names.length !== 1 || !NAME.test(by) || !/^\S+$/.test(account) || !NAME.test(reference) || more.length > 0)
    return null;
  const known = { account, reference, by };
  if (step === 'open' || step === 'approve') return last === undefined ? does({ ...known, step }) : null;
  const reason = LIFT_REASONS.find((each) => each === last);
  return step === 'lift' && reason ? does({ ...known, step, reason }) : null;
}

function does(asked: Parameters<Core['legalHold']>[0]): Errand {
  return async (core) => {
    const outcome = await core.legalHold(asked);
    return { lines: [HOLD_WORDS[outcome]], ok: HOLD_DONE.has(outcome) };
  };
}

/** Of an operator or a case: something to read, in one line. */
export const NAME = /^[\p{L}\p{N}](?:[\p{L}\p{N} ._/-]{0,58}[\p{L}\p{N}])?$/u;

const HOLD_WORDS = {
  asked: 'Asked for. It holds when another operator has approved: npm run legal-hold -- approve ACCOUNT CASE --by=NAME',
  holds: 'The account is held: it cannot be erased until this case is lifted.',
  'lift-asked': 'Asked for. The case holds until another operator has approved that it is lifted.',
  lifted: 'This case is lifted, and that is written down. The account can be erased, unless there is another case.',
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
