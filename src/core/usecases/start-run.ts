// Start: the quoted credits are held and every good row becomes a request, in one transaction.

import type { Accepted, Pressing, Repeated } from '../answers.ts';
import type { Asks } from '../rights-answers.ts';
import type { RowOrder } from '../domain/bulk-row.ts';
import type { BulkRunId } from '../domain/ids.ts';
import { refuse } from '../domain/refusal.ts';
import type { RunView } from '../domain/view.ts';
import type { Needs } from '../needs.ts';
import type { BulkRun } from '../run-rows.ts';
import { viewRun } from '../views.ts';
import { refuseAbsent } from './absent.ts';
import { agreement, asks } from './agreement.ts';
import { refreshDelivery } from './open-delivery.ts';
import { readUpload } from './read-upload.ts';
import { sight } from './sight.ts';

/** After this a quote is no longer held to. */
export const PROPOSAL_STANDS_MS = 24 * 3_600_000;
const ROWS_A_STATEMENT = 1_000;

/** @param choice `good` starts although some rows have problems; those are left out and listed in failed.csv */
export function startRun(needs: Needs) {
  return async (
    press: Pressing,
    id: BulkRunId,
    choice: 'all' | 'good',
  ): Promise<Repeated | Asks | Accepted<RunView>> => {
    const accountId = await needs.store.accounts.find(press.person);
    const proposed = await needs.store.runs.find(id);
    if (!proposed) return refuseAbsent(needs.store, 'run', id);
    // Before anything is read: somebody else's presses must not cost the reading of a whole file each.
    if (accountId !== proposed.accountId) return refuse('not-yours', {});
    const lines = proposed.state === 'proposed' ? await goodLines(needs, proposed) : [];
    const started = await needs.store.transaction(async (rows) => {
      const account = await sight(needs, rows, press);
      if (!account) return null;
      const run = await rows.runs.lock(id);
      if (!run) return refuse('not-found', {});
      if (run.accountId !== account.id) return refuse('not-yours', {});
      const tooOld = needs.clock.now().getTime() - run.createdAt.getTime() > PROPOSAL_STANDS_MS;
      if (run.state !== 'proposed' || tooOld)
        return refuse('run-not-waiting', { state: tooOld ? 'expired' : run.state });
      if (choice === 'all' && run.problemRows > 0) return refuse('run-not-waiting', { state: 'problems' });
      const now = lines.reduce((sum, { order }) => sum + order.count * order.creditsEach, 0);
      if (now !== run.credits) return refuse('price-changed', { quoted: run.credits, now });
      if ((await agreement(needs, rows, account)) === 'missing')
        return asks(needs, rows, account, { kind: 'run', id, rows: choice });
      const holdId = run.credits > 0 ? await needs.ledger.hold(rows, account.id, run.credits, `hold:${id}`) : undefined;
      await rows.runs.setState(id, 'running', holdId ? { holdId } : {});
      for (let at = 0; at < lines.length; at += ROWS_A_STATEMENT)
        await rows.runs.addRows(run, lines.slice(at, at + ROWS_A_STATEMENT));
      return { deliveryId: await refreshDelivery(needs, rows, { kind: 'run', id }, press.address, press.message) };
    });
    if (!started) return { kind: 'repeated' };
    if ('kind' in started) return started;
    needs.doorbell.work();
    const run = await needs.store.runs.find(id);
    if (!run) return refuse('not-found', {});
    return { kind: 'accepted', view: await viewRun(needs.store, run), deliveryId: started.deliveryId };
  };
}

async function goodLines(needs: Needs, run: BulkRun): Promise<RowOrder[]> {
  const bytes = await needs.bucket.get(run.sourceKey);
  if (!bytes) return refuse('file-unavailable', {});
  const { lines } = await readUpload(needs, run.fileName, bytes);
  const good: RowOrder[] = [];
  for await (const read of lines) if (read.kind === 'order') good.push(read.line);
  return good;
}
