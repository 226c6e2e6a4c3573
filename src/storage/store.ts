// The core's store on Postgres: each noun's rows, over the pool or over one transaction.

import type { Kysely } from 'kysely';
import type { NewId } from '../core/ports.ts';
import type { Rows, Store } from '../core/store.ts';
import { affectedRows } from './affected.ts';
import { accountRows } from './accounts.ts';
import { choiceRows } from './choices.ts';
import { consentRows, keptRequestRows } from './consents.ts';
import { creditRows } from './credit-statements.ts';
import { deliveryRows } from './deliveries.ts';
import { erasureRows } from './erasures.ts';
import { exportLoader } from './export-loader.ts';
import { exportSnapshot } from './export-snapshot.ts';
import { exportRows } from './exports.ts';
import { eventRows } from './events.ts';
import { generationRows } from './generations.ts';
import { historyRows } from './histories.ts';
import { idleRows } from './idle.ts';
import { imageRows } from './images.ts';
import { createHints } from './hints.ts';
import { holdingRows } from './holdings.ts';
import { ledgerRows } from './ledger.ts';
import { legalHoldRows } from './legal-holds.ts';
import { legalRequestRows } from './legal-requests.ts';
import { leftoverRows } from './leftovers.ts';
import { noticeRows, ticketRows } from './notices.ts';
import { ownerRows } from './owners.ts';
import { paymentRows } from './payments.ts';
import { placeAtOnce } from './placing.ts';
import { customerRows, purchaseRows } from './purchases.ts';
import { rowGroups } from './row-groups.ts';
import { runRows } from './runs.ts';
import type { Schema } from './schema.ts';
import type { Seals } from './seals.ts';
import { reconciliationRows, settlementRows } from './settlements.ts';
import { subscriptionRows } from './subscriptions.ts';
import { inTransaction, poolPlace } from './transactions.ts';
import { usageRows } from './usage.ts';
import { watchRows } from './watching.ts';
import { gatheredTaskRows, taskRows } from './tasks.ts';

/**
 * @param worker the number under which this process shows that it is alive; null when it takes no work
 * @param seals the keys under which what people write is kept
 */
export function postgresStore(db: Kysely<Schema>, newId: NewId, worker: () => number | null, seals: Seals): Store {
  const hints = createHints();
  const gathered = gatheredTaskRows(db, newId, worker, seals);
  const rowsOn = rowGroups<Rows>({
    events: ({ kysely }) => eventRows(kysely),
    owners: ({ kysely }) => ownerRows(kysely),
    accounts: ({ kysely }) => accountRows(kysely, newId, seals, hints),
    ledger: ledgerRows,
    generations: ({ kysely }) => generationRows(kysely, newId, seals),
    runs: ({ kysely }) => runRows(kysely, newId, seals),
    tasks: ({ kysely }) => taskRows(kysely, gathered),
    deliveries: ({ kysely }) => deliveryRows(kysely, seals),
    choices: ({ kysely }) => choiceRows(kysely, seals, hints),
    consents: ({ kysely }) => consentRows(kysely),
    keptRequests: ({ kysely }) => keptRequestRows(kysely, seals),
    holdings: ({ kysely }) => holdingRows(kysely),
    usage: ({ kysely }) => usageRows(kysely),
    images: ({ kysely }) => imageRows(kysely, seals),
    histories: ({ kysely }) => historyRows(kysely, seals),
    leftovers: ({ kysely }) => leftoverRows(kysely),
    purchases: ({ kysely }) => purchaseRows(kysely, seals),
    customers: ({ kysely }) => customerRows(kysely),
    payments: ({ kysely }) => paymentRows(kysely, seals),
    subscriptions: ({ kysely }) => subscriptionRows(kysely),
    settlements: ({ kysely }) => settlementRows(kysely),
    notices: ({ kysely }) => noticeRows(kysely, seals),
    tickets: ({ kysely }) => ticketRows(kysely, seals),
    credits: ({ kysely }) => creditRows(kysely),
    reconciliations: ({ kysely }) => reconciliationRows(kysely),
    erasures: ({ kysely }) => erasureRows(kysely, seals),
    idle: ({ kysely }) => idleRows(kysely, seals),
    holds: ({ kysely }) => legalHoldRows(kysely),
    legalRequests: ({ kysely }) => legalRequestRows(kysely),
    exports: ({ kysely }) => exportRows(kysely),
  });
  return {
    ...rowsOn.whole(poolPlace(db)),
    snapshot: exportSnapshot(db, seals),
    loader: exportLoader(db, seals),
    watch: watchRows(db),
    affected: affectedRows(db, seals),
    placeAtOnce: placeAtOnce(db, newId, seals, hints),
    transaction: (work) => inTransaction(db, (place) => work(rowsOn.lazy(place))),
  };
}
