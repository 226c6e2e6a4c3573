// The errand that hands one account's data to an authority: for a case, by two operators, into a file.

import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Core } from '../core/core.ts';
import { LEGAL_SCOPES } from '../core/domain/legal-scope.ts';
import { failed, type Errand } from './done.ts';
import { NAME } from './legal-hold.ts';

const BY = '--by=';

/** `open ACCOUNT CASE SCOPE --by=NAME [--secret]`, `approve|tell ACCOUNT CASE --by=NAME`, `hand-out ACCOUNT CASE FILE --by=NAME` */
export function readLegalRequest(words: readonly string[]): Errand | null {
  const names = words.flatMap((word) => (word.startsWith(BY) ? [word.slice(BY.length).trim()] : []));
  const secret = words.includes('--secret');
  const [step, account = '', reference = '', last, ...more] = words.filter(
    (word) => !word.startsWith(BY) && word !== '--secret',
  );
  const [by = ''] = names;
  if (names.length !== 1 || !NAME.test(by) || !/^\S+$/.test(account) || !NAME.test(reference) || more.length > 0)
    return null;
  const known = { account, reference, by };
  switch (step) {
    case 'open': {
      const scope = LEGAL_SCOPES.find((each) => each === last);
      return scope ? does({ ...known, step, scope, secret }) : null;
    }
    case 'approve':
    case 'tell':
      return last === undefined && !secret ? does({ ...known, step }) : null;
    case 'hand-out':
      return last !== undefined && !secret ? does({ ...known, step }, last) : null;
    case undefined:
    default:
      return null;
  }
}

function does(asked: Parameters<Core['legalRequest']>[0], file?: string): Errand {
  return async (core) => {
    let isOurs = false;
    try {
      const outcome = await core.legalRequest(asked, async (zip) => {
        if (file === undefined) throw new Error('there is no file to write');
        // Of nobody else on this machine, and in place of nothing that is there.
        const out = createWriteStream(file, { flags: 'wx', mode: 0o600 });
        out.once('open', () => (isOurs = true));
        await pipeline(zip, out);
      });
      return { lines: [WORDS[outcome]], ok: DONE.has(outcome) };
    } catch (error) {
      if (isOurs && file !== undefined) await rm(file, { force: true });
      const code = (error as { code?: unknown } | null)?.code;
      if (code === 'EEXIST' || code === 'EACCES' || code === 'ENOENT' || code === 'EISDIR')
        return failed(`${file} cannot be written, or is there already (${code}). Nothing was handed out.`);
      throw error;
    }
  };
}

const WORDS = {
  asked: 'Asked for. Another operator has to approve it: npm run legal-request -- approve ACCOUNT CASE --by=NAME',
  approved: 'Approved. It can be handed out: npm run legal-request -- hand-out ACCOUNT CASE FILE --by=NAME',
  'handed-out': 'The file is written, and its owner is told in their chat.',
  'handed-out-secretly': 'The file is written. Its owner is not told: once that is not forbidden any more, use `tell`.',
  told: 'Its owner is told in their chat.',
  'no-account': 'There is no such account, or it is being erased. Nothing was done.',
  'no-case': 'There is no such case of this account. Nothing was done.',
  'asked-before': 'That has been asked for before under this case. Nothing was done.',
  'approved-before': 'It is approved already. Nothing was done.',
  'same-person': 'Whoever asked for it cannot approve it: that takes another operator. Nothing was done.',
  'not-approved': 'Nobody has approved it. Nothing was handed out.',
  'handed-out-before': 'It was handed out before. What is wanted now is another case.',
  'nothing-to-tell': 'There is nothing to tell: it was not handed out, or its owner knows.',
} as const satisfies Record<Awaited<ReturnType<Core['legalRequest']>>, string>;

const DONE: ReadonlySet<keyof typeof WORDS> = new Set<keyof typeof WORDS>([
  'asked',
  'approved',
  'handed-out',
  'handed-out-secretly',
  'told',
]);
