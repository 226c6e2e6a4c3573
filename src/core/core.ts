// The core, bound once to its ports: everything a chat, a worker or a clock can ask of Easel.

import type { Asking, ChatCore } from './answers.ts';
import { toOrder } from './domain/order.ts';
import { refuse } from './domain/refusal.ts';
import { createLedger } from './ledger.ts';
import type { Needs, Ports } from './needs.ts';
import { cancelEverything, cancelGeneration, cancelRun } from './usecases/cancel-work.ts';
import { expireCredits } from './usecases/expire-credits.ts';
import { jobs, welcome } from './usecases/look-up.ts';
import { proposeRun } from './usecases/propose-run.ts';
import { requestGeneration } from './usecases/request-generation.ts';
import { reroll } from './usecases/reroll.ts';
import { retryRun } from './usecases/retry-run.ts';
import { runTask } from './usecases/run-task.ts';
import { balance, shop } from './usecases/shop.ts';
import { showAgain } from './usecases/show-again.ts';
import { openDeliveries, showProgress } from './usecases/show-progress.ts';
import { startRun } from './usecases/start-run.ts';
import { statusShown } from './usecases/status-shown.ts';
import { tendRun } from './usecases/tend-run.ts';
import { describeModels } from './views.ts';

export type Core = ReturnType<typeof createCore>;

/** Binds every use case to its ports. */
export function createCore(ports: Ports) {
  const needs: Needs = { ...ports, ledger: createLedger(ports) };
  const chat: ChatCore = {
    welcome: welcome(needs),
    check: (wish) => void toOrder(wish, ports.catalogue, 0),
    requestGeneration: requestGeneration(needs),
    reroll: reroll(needs),
    showAgain: showAgain(needs),
    proposeRun: proposeRun(needs),
    retryRun: retryRun(needs),
    startRun: startRun(needs),
    cancelGeneration: cancelGeneration(needs),
    cancelRun: cancelRun(needs),
    cancelEverything: cancelEverything(needs),
    jobs: jobs(needs),
    balance: balance(needs),
    shop: shop(needs),
    buy: async () => refuse('payments-off', {}),
    invoiceStars: async () => refuse('payments-off', {}),
    mayPayStars: async () => ({ code: 'payments-off', facts: {} }),
    paidStars: async () => refuse('payments-off', {}),
    refundedStars: async () => refuse('payments-off', {}),
    billing: async () => refuse('payments-off', {}),
    openTicket: async () => refuse('payments-off', {}),
    firstSight: ({ event }: Pick<Asking, 'event'>) => ports.store.events.record(event),
    statusShown: statusShown(needs),
    models: () => describeModels(ports.catalogue),
    starterCredits: ports.starterCredits,
    rails: (platform) => ports.rails[platform],
    supportContact: ports.supportContact,
  };
  return {
    chat,
    runTask: runTask(needs),
    tendRun: tendRun(needs),
    openDeliveries: openDeliveries(needs),
    showProgress: showProgress(needs),
    expireCredits: expireCredits(needs),
    verifyLedger: () => ports.store.ledger.verify(ports.clock.now()),
  };
}
