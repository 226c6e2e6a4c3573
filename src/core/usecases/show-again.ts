// Show again: a finished result brought as a new message, for free.

import type { Asking, Repeated } from '../answers.ts';
import type { AccountId, BulkRunId, DeliveryId, GenerationId } from '../domain/ids.ts';
import { refuse } from '../domain/refusal.ts';
import type { Needs } from '../needs.ts';
import type { Delivery } from '../ports.ts';
import type { RunWork } from '../run-rows.ts';
import type { Rows } from '../store.ts';
import { refuseAbsent } from './absent.ts';
import { openDelivery, oweDelivery } from './open-delivery.ts';
import { sight } from './sight.ts';
import { oweAssembly } from './tend-run.ts';

export function showAgain(needs: Needs) {
  return async (
    ask: Asking,
    subject: Delivery['subject'],
  ): Promise<Repeated | { kind: 'coming'; deliveryId: DeliveryId }> => {
    const owed = await needs.store.transaction(async (rows) => {
      const account = await sight(needs, rows, ask);
      if (!account) return null;
      const found = await find(rows, subject);
      if (!found) return absent(rows, subject);
      if (found.owner !== account.id) return refuse('not-yours', {});
      if (!found.hasResult) return refuse('nothing-to-show', {});
      const id = await openDelivery(needs, rows, account, ask.address, subject);
      if (found.unpacked) await packAgain(needs, rows, found.unpacked);
      // What is being packed again is owed when that is done.
      else if (!found.isPacking) await oweDelivery(needs, rows, { id, accountId: account.id });
      return id;
    });
    if (!owed) return { kind: 'repeated' };
    needs.doorbell.work();
    return { kind: 'coming', deliveryId: owed };
  };
}

/** `unpacked`: a run whose ZIP is gone because a picture of it was deleted, and which still has pictures. */
type Found = {
  readonly owner: AccountId;
  readonly hasResult: boolean;
  readonly unpacked?: RunWork | null;
  readonly isPacking?: boolean;
};

async function absent(rows: Rows, { kind, id }: Delivery['subject']): Promise<never> {
  return kind === 'generation' || kind === 'run' ? refuseAbsent(rows, kind, id) : refuse('not-found', {});
}

async function find(rows: Rows, subject: Delivery['subject']): Promise<Found | null> {
  switch (subject.kind) {
    case 'generation':
      return generation(rows, subject.id);
    case 'run':
      return run(rows, subject.id);
    // A picture is opened by itself (show-picture.ts); the others have no result that could be brought a second time.
    case 'image':
    case 'history':
    case 'purchase':
    case 'notice':
    case 'export':
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
  const found = await rows.runs.lock(id);
  if (!found) return null;
  const { ready, gone } = await rows.runs.tally(id);
  // A picture of it was deleted, or it came here by an import: what is left can be packed again.
  const isGone = (gone > 0 || ready > 0) && !found.packed;
  return {
    owner: found.accountId,
    hasResult: (found.state === 'finished' && !(isGone && ready === 0)) || (found.state === 'assembling' && gone > 0),
    unpacked: isGone && ready > 0 && found.state === 'finished' ? found : null,
    isPacking: found.state === 'assembling',
  };
}

/** Owes the ZIP anew; whoever waits is brought it when it is packed. */
async function packAgain(needs: Needs, rows: Rows, { id, accountId }: RunWork): Promise<void> {
  await rows.runs.setState(id, 'assembling');
  await oweAssembly(needs, rows, { id, accountId });
}
