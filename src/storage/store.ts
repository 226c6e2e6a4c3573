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
import { runRows } from './runs.ts';
import type { Schema } from './schema.ts';
import type { Seals } from './seals.ts';
import { reconciliationRows, settlementRows } from './settlements.ts';
import { subscriptionRows } from './subscriptions.ts';
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
  const rowsOn = (on: Kysely<Schema>): Rows => ({
    events: eventRows(on),
    owners: ownerRows(on),
    accounts: accountRows(on, newId, seals, hints),
    ledger: ledgerRows(on),
    generations: generationRows(on, newId, seals),
    runs: runRows(on, newId, seals),
    tasks: taskRows(on, gathered),
    deliveries: deliveryRows(on, seals),
    choices: choiceRows(on, seals, hints),
    consents: consentRows(on),
    keptRequests: keptRequestRows(on, seals),
    holdings: holdingRows(on),
    usage: usageRows(on),
    images: imageRows(on, seals),
    histories: historyRows(on, seals),
    leftovers: leftoverRows(on),
    purchases: purchaseRows(on, seals),
    customers: customerRows(on),
    payments: paymentRows(on, seals),
    subscriptions: subscriptionRows(on),
    settlements: settlementRows(on),
    notices: noticeRows(on, seals),
    tickets: ticketRows(on, seals),
    credits: creditRows(on),
    reconciliations: reconciliationRows(on),
    erasures: erasureRows(on, seals),
    idle: idleRows(on, seals),
    holds: legalHoldRows(on),
    legalRequests: legalRequestRows(on),
    exports: exportRows(on),
  });
  return {
    ...rowsOn(db),
    snapshot: exportSnapshot(db, seals),
    loader: exportLoader(db, seals),
    watch: watchRows(db),
    affected: affectedRows(db, seals),
    placeAtOnce: placeAtOnce(db, newId, seals, hints),
    transaction: (work) => db.transaction().execute((transaction) => work(rowsOn(transaction))),
  };
}
