// `/export`: a copy of everything somebody has here is owed to them, and packed by a worker.

import type { Accepted, Asking, Repeated } from '../answers.ts';
import type { ExportId } from '../domain/ids.ts';
import { EXPORT_POOL } from '../domain/pools.ts';
import { refuse } from '../domain/refusal.ts';
import type { ExportView } from '../domain/view.ts';
import type { Needs } from '../needs.ts';
import { viewExport } from '../views.ts';
import { openDelivery } from './open-delivery.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Each reads everything there is: enough for whoever wants one, and no way to keep a worker busy. */
export const EXPORTS_A_DAY = 3;

/** Open to everybody who has an account: frozen, paused, or with a no to the notice. Nobody gets one by asking. */
export function askExport(needs: Needs) {
  return async (ask: Asking): Promise<Repeated | Accepted<ExportView>> => {
    const accepted = await needs.store.transaction(async (rows) => {
      if (!(await rows.events.record(ask.event))) return null;
      const found = await rows.accounts.find(ask.person);
      const account = found && (await rows.accounts.lock(found));
      if (!account) return refuse('nothing-to-export', {});
      if (account.state !== 'active') return refuse('being-erased', {});
      if (await rows.exports.running(account.id)) return refuse('export-running', {});
      const now = needs.clock.now();
      const asked = await rows.exports.askedSince(account.id, new Date(now.getTime() - DAY_MS));
      const oldest = asked.at(-EXPORTS_A_DAY);
      if (oldest) return refuse('export-too-many', { max: EXPORTS_A_DAY, afterHours: hoursUntil(oldest, now) });
      const id = needs.newId<ExportId>();
      await rows.exports.add(id, account.id, now);
      const deliveryId = await openDelivery(needs, rows, account, ask.address, { kind: 'export', id });
      await rows.tasks.add({
        id: needs.newId(),
        kind: 'export',
        subjectId: id,
        accountId: account.id,
        pool: EXPORT_POOL,
        class: 'interactive',
      });
      const added = await rows.exports.find(id);
      return added && { kind: 'accepted' as const, view: viewExport(added), deliveryId };
    });
    if (!accepted) return { kind: 'repeated' };
    needs.doorbell.work();
    return accepted;
  };
}

function hoursUntil(oldest: Date, now: Date): number {
  return Math.max(1, Math.ceil((oldest.getTime() + DAY_MS - now.getTime()) / HOUR_MS));
}
