// An authority wants somebody's data: for a case, asked for by one operator and approved by another, of one account, in a scope.
// Its owner is told when it is handed out, or once a prohibition to tell them is over.

import { asId, fromTextForm, type AccountId, type ExportId, type LegalRequestId } from '../domain/ids.ts';
import { catalogueVersion, copyReadme, describeTable } from '../copy-words.ts';
import type { ExportPiece } from '../export-rows.ts';
import { isWithin, type LegalScope } from '../domain/legal-scope.ts';
import type { LegalRequest } from '../legal-request-rows.ts';
import type { Needs } from '../needs.ts';
import type { Rows } from '../store.ts';
import { privateAddress } from './announce.ts';
import { isSamePerson } from './legal-hold.ts';
import { tell } from './settling.ts';

type Case = { readonly account: string; readonly reference: string; readonly by: string };

export type LegalStep = Case &
  (
    | { readonly step: 'open'; readonly scope: LegalScope; readonly secret: boolean }
    | { readonly step: 'approve' }
    | { readonly step: 'hand-out' }
    | { readonly step: 'tell' }
  );

export type LegalOutcome =
  | 'asked'
  | 'approved'
  | 'handed-out'
  | 'handed-out-secretly'
  | 'told'
  | 'no-account'
  | 'no-case'
  | 'asked-before'
  | 'approved-before'
  | 'same-person'
  | 'not-approved'
  | 'handed-out-before'
  | 'nothing-to-tell';

/** @param write takes the ZIP, chunk by chunk, and resolves when it is safe */
export function legalRequest(needs: Needs) {
  return async (asked: LegalStep, write: (zip: AsyncIterable<Uint8Array>) => Promise<void>): Promise<LegalOutcome> => {
    if (asked.step === 'hand-out') return handOut(needs, asked, write);
    return needs.store.transaction(async (rows) => {
      const accountId = await accountOf(rows, asked.account);
      if (!accountId) return 'no-account';
      const found = await rows.legalRequests.find(accountId, asked.reference);
      switch (asked.step) {
        case 'open': {
          if (found) return 'asked-before';
          const { reference, scope, secret, by: openedBy } = asked;
          const id = needs.newId<LegalRequestId>();
          await rows.legalRequests.open({ id, accountId, reference, scope, secret, openedBy });
          return 'asked';
        }
        case 'approve':
          if (!found) return 'no-case';
          if (found.approvedBy !== null) return 'approved-before';
          if (isSamePerson(found.openedBy, asked.by)) return 'same-person';
          await rows.legalRequests.approve(found.id, asked.by);
          return 'approved';
        case 'tell':
          if (!found) return 'no-case';
          if (!found.handedOutAt || !found.secret) return 'nothing-to-tell';
          await tellOwner(needs, rows, found);
          return 'told';
      }
    });
  };
}

/** Written first and noted after: one that broke off was not handed out, and may be tried again. */
async function handOut(
  needs: Needs,
  { account, reference }: Case,
  write: (zip: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<LegalOutcome> {
  const accountId = await accountOf(needs.store, account);
  if (!accountId) return 'no-account';
  const found = await needs.store.legalRequests.find(accountId, reference);
  if (!found) return 'no-case';
  if (found.approvedBy === null) return 'not-approved';
  if (found.handedOutAt) return 'handed-out-before';
  for await (const zip of copyOf(needs, found)) await write(zip);
  await needs.store.transaction(async (rows) => {
    await rows.legalRequests.handedOut(found.id);
    if (!found.secret) await tellOwner(needs, rows, found);
  });
  needs.doorbell.work();
  return found.secret ? 'handed-out-secretly' : 'handed-out';
}

async function tellOwner(needs: Needs, rows: Rows, { id, accountId, reference, scope }: LegalRequest): Promise<void> {
  await rows.legalRequests.told(id);
  const facts = { about: 'handed-out', reference, scope } as const;
  for (const platform of ['telegram', 'discord'] as const) {
    const userId = await rows.accounts.userOn(platform, accountId);
    if (userId === null) continue;
    return tell({ needs, rows }, accountId, privateAddress({ platform, userId }), `legal-request:${id}`, facts);
  }
}

async function accountOf(rows: Rows, account: string): Promise<AccountId | null> {
  const id = fromTextForm('acc', account) ?? asId<AccountId>(account);
  const found = id && (await rows.accounts.get(id));
  return found?.state === 'active' ? found.id : null;
}

/** One account, as its own /export has it, and of that what is asked for. */
function copyOf(needs: Needs, { id, accountId, scope }: LegalRequest): AsyncIterable<AsyncIterable<Uint8Array>> {
  return needs.archivist.exportParts({
    accountId,
    // Nothing of this copy is among what is copied, so that nothing has to be left out.
    pieces: within(needs.store.snapshot.read(accountId, id as string as ExportId), scope),
    read: (key) => needs.bucket.get(key),
    maxBytes: Number.MAX_SAFE_INTEGER,
    readme: copyReadme(),
    catalogueVersion: catalogueVersion(),
    about: describeTable,
    packed: () => {},
  });
}

async function* within(pieces: AsyncIterable<ExportPiece>, scope: LegalScope): AsyncGenerator<ExportPiece> {
  for await (const piece of pieces) {
    const isAsked = 'table' in piece ? isWithin(piece.table, scope) : scope === 'content' || scope === 'everything';
    if (isAsked) yield piece;
  }
}
