// Show again: a finished result brought as a new message, for free.

import type { Asking, Repeated } from '../answers.ts';
import type { BulkRunId, DeliveryId, GenerationId } from '../domain/ids.ts';
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
      const owner =
        subject.kind === 'generation'
          ? await finishedGeneration(rows, subject.id)
          : await finishedRun(rows, subject.id);
      if (owner !== account.id) return refuse('not-yours', {});
      const id = await openDelivery(needs, rows, account, ask.address, subject);
      await oweDelivery(needs, rows, { id, accountId: account.id });
      return id;
    });
    if (!owed) return { kind: 'repeated' };
    needs.doorbell.work();
    return { kind: 'coming', deliveryId: owed };
  };
}

async function finishedGeneration(rows: Rows, id: GenerationId) {
  const generation = await rows.generations.find(id);
  if (!generation) return refuse('not-found', {});
  const { images, accountId } = generation;
  return images.some((image) => image.state === 'owed') || images.every((image) => image.state !== 'ready')
    ? refuse('nothing-to-show', {})
    : accountId;
}

async function finishedRun(rows: Rows, id: BulkRunId) {
  const run = await rows.runs.find(id);
  if (!run) return refuse('not-found', {});
  return run.state === 'finished' ? run.accountId : refuse('nothing-to-show', {});
}
