// Show again: a finished result brought as a new message, for free.

import type { Asking, Repeated } from '../answers.ts';
import type { AccountId, BulkRunId, DeliveryId, GenerationId } from '../domain/ids.ts';
import { refuse } from '../domain/refusal.ts';
import type { Needs } from '../needs.ts';
import type { Delivery } from '../ports.ts';
import type { Rows } from '../store.ts';
import { openDelivery, oweDelivery } from './open-delivery.ts';
import { sight } from './sight.ts';

export function showAgain(needs: Needs) {
  return async (
    ask: Asking,
    subject: Delivery['subject'],
  ): Promise<Repeated | { kind: 'coming'; deliveryId: DeliveryId }> => {
    const owed = await needs.store.transaction(async (rows) => {
      const account = await sight(needs, rows, ask);
      if (!account) return null;
      const found = await find(rows, subject);
      if (!found) return refuse('not-found', {});
      if (found.owner !== account.id) return refuse('not-yours', {});
      if (!found.hasResult) return refuse('nothing-to-show', {});
      const id = await openDelivery(needs, rows, account, ask.address, subject);
      await oweDelivery(needs, rows, { id, accountId: account.id });
      return id;
    });
    if (!owed) return { kind: 'repeated' };
    needs.doorbell.work();
    return { kind: 'coming', deliveryId: owed };
  };
}

type Found = { readonly owner: AccountId; readonly hasResult: boolean };

async function find(rows: Rows, subject: Delivery['subject']): Promise<Found | null> {
  switch (subject.kind) {
    case 'generation':
      return generation(rows, subject.id);
    case 'run':
      return run(rows, subject.id);
    // Neither has a result that could be brought a second time.
    case 'purchase':
    case 'notice':
      return null;
  }
}

async function generation(rows: Rows, id: GenerationId): Promise<Found | null> {
  const found = await rows.generations.find(id);
  if (!found) return null;
  const states = new Set(found.images.map(({ state }) => state));
  return { owner: found.accountId, hasResult: states.has('ready') && !states.has('owed') };
}

async function run(rows: Rows, id: BulkRunId): Promise<Found | null> {
  const found = await rows.runs.find(id);
  return found && { owner: found.accountId, hasResult: found.state === 'finished' };
}
