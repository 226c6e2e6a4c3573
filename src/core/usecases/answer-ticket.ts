// An operator answers a ticket: whoever asked is told where they asked.

import type { Needs } from '../needs.ts';
import { tell } from './settling.ts';

/** False when there is no such ticket, or it has been answered. */
export function answerTicket(needs: Needs) {
  return async (number: number, text: string): Promise<boolean> => {
    const answered = await needs.store.transaction(async (rows) => {
      const ticket = await rows.tickets.answer(number, text);
      if (!ticket) return false;
      const { accountId, address } = ticket;
      const facts = { about: 'ticket-answered', number, answer: text } as const;
      await tell({ needs, rows }, accountId, address, `ticket:${number}:answered`, facts);
      return true;
    });
    if (answered) needs.doorbell.work();
    return answered;
  };
}
