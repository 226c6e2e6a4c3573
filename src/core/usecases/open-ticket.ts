// A question for a human, who answers it in the chat it came from.

import type { Asking, Repeated } from '../answers.ts';
import { expectedBy } from '../domain/answering.ts';
import type { TicketId } from '../domain/ids.ts';
import { refuse } from '../domain/refusal.ts';
import type { Needs } from '../needs.ts';
import { sight } from './sight.ts';

const MAX_LENGTH = 4_000;
const MAX_OPEN = 3;

/** Open to everybody: frozen, paused, or with a no to the notice; only whoever is being erased has nobody left to answer. */
export function openTicket(needs: Needs) {
  return async (
    ask: Asking,
    text: string,
  ): Promise<Repeated | { kind: 'ticket'; number: number; expectedBy: Date }> => {
    // A zero byte is the one character that Postgres does not keep.
    const question = text.replaceAll('\0', '').trim();
    if (question === '' || question.length > MAX_LENGTH) return refuse('ticket-empty', { max: MAX_LENGTH });
    const number = await needs.store.transaction(async (rows) => {
      const account = await sight(needs, rows, ask);
      if (!account) return null;
      await rows.accounts.lock(account.id);
      if ((await rows.tickets.countOpen(account.id)) >= MAX_OPEN) return refuse('ticket-too-many', { max: MAX_OPEN });
      const id = needs.newId<TicketId>();
      return rows.tickets.add({ id, accountId: account.id, text: question, address: ask.address });
    });
    return number === null
      ? { kind: 'repeated' }
      : { kind: 'ticket', number, expectedBy: expectedBy(needs.clock.now()) };
  };
}
