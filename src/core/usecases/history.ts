// `/history`: somebody's pictures, newest first, a page at a time.

import type { Asking, HistoryPage, Pressing, Repeated } from '../answers.ts';
import type { HistoryId } from '../domain/ids.ts';
import { refuse } from '../domain/refusal.ts';
import type { Needs } from '../needs.ts';
import type { Account } from '../account-rows.ts';
import type { Rows } from '../store.ts';
import { viewHistory } from '../views.ts';
import { openAnswered, rememberMessage } from './open-delivery.ts';
import { historySheet } from './result-files.ts';
import { sight } from './sight.ts';

/** A first page, of everything or of what the words find. */
export function history(needs: Needs) {
  return (ask: Asking, { page, words }: { page: number; words: string }): Promise<Repeated | HistoryPage> =>
    show(needs, ask, async (rows, account) => {
      const view = await turnTo(needs, rows, account, { words, page });
      const deliveryId = await openAnswered(needs, rows, account, ask.address, { kind: 'history', id: view.id });
      return { view, deliveryId };
    });
}

/** Another page, in the message that shows one; `search` is null for pages of everything. */
export function historyPage(needs: Needs) {
  return (press: Pressing, page: number, search: HistoryId | null): Promise<Repeated | HistoryPage> =>
    show(needs, press, async (rows, account) => {
      const before = search && (await rows.histories.find(search));
      // Somebody else's words, or words that are forgotten by now.
      if (search && before?.accountId !== account.id) return refuse('not-found', {});
      const view = await turnTo(needs, rows, account, { words: before?.words ?? '', page });
      const subject = { kind: 'history', id: view.id } as const;
      return { view, deliveryId: await rememberMessage(needs, rows, account, subject, press) };
    });
}

type Turned = Pick<HistoryPage, 'view' | 'deliveryId'>;

async function show(
  needs: Needs,
  ask: Asking,
  turn: (rows: Rows, account: Account) => Promise<Turned>,
): Promise<Repeated | HistoryPage> {
  const turned = await needs.store.transaction(async (rows) => {
    const account = await sight(needs, rows, ask);
    return account ? turn(rows, account) : null;
  });
  if (!turned) return { kind: 'repeated' };
  return { kind: 'history', ...turned, sheet: await historySheet(needs, turned.view) };
}

async function turnTo(
  needs: Needs,
  rows: Rows,
  { id: accountId }: Account,
  { words, page }: { words: string; page: number },
): Promise<HistoryPage['view']> {
  const view = await viewHistory(rows, { id: needs.newId(), accountId, words, page });
  const images = view.pictures.map(({ id }) => id);
  const id = await rows.histories.show({ id: view.id, accountId, words, page: view.page, images });
  return { ...view, id };
}
