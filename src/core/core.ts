// The core, bound once to its ports: everything a chat, a worker or a clock can ask of Easel.

import type { Asking, ChatCore } from './answers.ts';
import { toOrder } from './domain/order.ts';
import { createLedger } from './ledger.ts';
import type { Hand, Needs, Ports } from './needs.ts';
import { coveringVersions, currentNotice } from './privacy-versions.ts';
import { affected, tellAffected } from './usecases/affected.ts';
import { agree, disagree } from './usecases/agree.ts';
import { announce } from './usecases/announce.ts';
import { announceSecurity } from './usecases/announce-security.ts';
import { answerTicket } from './usecases/answer-ticket.ts';
import { askErasure, erasureStatus } from './usecases/ask-erasure.ts';
import { askExport } from './usecases/ask-export.ts';
import { billing } from './usecases/billing.ts';
import { buy } from './usecases/buy.ts';
import { cancelEverything, cancelGeneration, cancelRun } from './usecases/cancel-work.ts';
import { deletePicture, deletePressed } from './usecases/delete-picture.ts';
import { askDeleteRun, deleteRun } from './usecases/delete-run.ts';
import { closeIdle } from './usecases/close-idle.ts';
import { confirmErasure } from './usecases/confirm-erasure.ts';
import { endBilling } from './usecases/end-billing.ts';
import { endExports } from './usecases/end-exports.ts';
import { expireCredits } from './usecases/expire-credits.ts';
import { expirePurchases } from './usecases/expire-purchases.ts';
import { forgetDue } from './usecases/forget-due.ts';
import { forgetKeys } from './usecases/forget-keys.ts';
import { forgetEvents } from './usecases/forget-events.ts';
import { tellingWhoGoes } from './usecases/going.ts';
import { giveStarters } from './usecases/give-starters.ts';
import { findDownload, takeDownload } from './usecases/export-link.ts';
import { importExport } from './usecases/import-export.ts';
import { hearMoney } from './usecases/hear-money.ts';
import { history, historyPage } from './usecases/history.ts';
import { invoiceStars, mayPayStars } from './usecases/invoice-stars.ts';
import { keepPicture } from './usecases/keep-picture.ts';
import { jobs, welcome } from './usecases/look-up.ts';
import { comeBack, leave } from './usecases/leave.ts';
import { legalHold } from './usecases/legal-hold.ts';
import { legalRequest } from './usecases/legal-request.ts';
import { moneyHealth } from './usecases/money-health.ts';
import { openTicket } from './usecases/open-ticket.ts';
import { paidStars, refundedStars } from './usecases/paid-stars.ts';
import { pause } from './usecases/pause.ts';
import { privacyMe, privacySummary, standing, tellNoticeChange } from './usecases/privacy.ts';
import { proposeRun } from './usecases/propose-run.ts';
import { publishProducts } from './usecases/publish-products.ts';
import { reconcile, reconcileDue } from './usecases/reconcile.ts';
import { refundStars } from './usecases/refund-stars.ts';
import { replayErasures } from './usecases/replay-erasures.ts';
import { requestGeneration } from './usecases/request-generation.ts';
import { reroll } from './usecases/reroll.ts';
import { retryRun } from './usecases/retry-run.ts';
import { runTask } from './usecases/run-task.ts';
import { changeSetting, settings } from './usecases/settings.ts';
import { settleDue } from './usecases/settle-money.ts';
import { balance, shop } from './usecases/shop.ts';
import { showAgain } from './usecases/show-again.ts';
import { openPicture, showPicture } from './usecases/show-picture.ts';
import { openDeliveries, showProgress } from './usecases/show-progress.ts';
import { startRun } from './usecases/start-run.ts';
import { statusShown } from './usecases/status-shown.ts';
import { finishRemovals, sweep } from './usecases/sweep.ts';
import { tendRun } from './usecases/tend-run.ts';
import { thaw } from './usecases/thaw.ts';
import { findOrphans, raiseAlarms, watch } from './usecases/watch.ts';
import { countUsage } from './usecases/count-usage.ts';
import { describeModels } from './views.ts';

export type Core = ReturnType<typeof createCore>;

/** Binds every use case to its ports. */
export function createCore(ports: Ports) {
  const needs: Needs = { ...ports, ledger: createLedger(ports), covers: coveringVersions(ports.noticeVersions) };
  const { version, date } = currentNotice(ports.noticeVersions);
  // Who does what is said here: the database lets each of them do no more (storage/wall.ts).
  const by = (hand: Hand): Needs => ({ ...needs, store: ports.storeOf?.[hand] ?? ports.store });
  const [person, sweeper, eraser, support] = [by('person'), by('sweeper'), by('eraser'), by('support')];
  const chat: ChatCore = {
    welcome: welcome(person),
    check: (wish) => void toOrder(wish, ports.catalogue, 0),
    requestGeneration: requestGeneration(person),
    reroll: reroll(person, needs.store.generations),
    showAgain: showAgain(person),
    history: history(person),
    historyPage: historyPage(person),
    showPicture: showPicture(person),
    openPicture: openPicture(person),
    keepPicture: keepPicture(person),
    deletePicture: deletePicture(person),
    deletePressed: deletePressed(person),
    askDeleteRun: askDeleteRun(person),
    deleteRun: deleteRun(person),
    proposeRun: proposeRun(person),
    retryRun: retryRun(person),
    startRun: startRun(person),
    cancelGeneration: cancelGeneration(person),
    cancelRun: cancelRun(person),
    cancelEverything: cancelEverything(person),
    jobs: jobs(person),
    balance: balance(person),
    shop: shop(person),
    buy: buy(person, needs),
    invoiceStars: invoiceStars(person),
    mayPayStars: mayPayStars(person),
    paidStars: paidStars(needs),
    refundedStars: refundedStars(needs),
    billing: billing(person),
    askExport: askExport(person),
    openTicket: openTicket(person),
    askErasure: askErasure(person),
    confirmErasure: confirmErasure(person),
    erasureStatus: erasureStatus(person),
    standing: standing(person),
    tellNoticeChange: tellNoticeChange(person),
    privacySummary: privacySummary(person),
    privacyMe: privacyMe(person),
    agree: agree(person),
    disagree: disagree(person),
    settings: settings(person),
    changeSetting: changeSetting(person),
    pause: pause(person),
    leave: leave(person),
    comeBack: comeBack(person),
    notice: { version, date, url: ports.noticeUrl },
    firstSight: ({ event }: Pick<Asking, 'event'>) => person.store.events.record(event),
    statusShown: statusShown(needs),
    models: () => describeModels(ports.catalogue),
    rails: (platform) => ports.rails[platform],
    supportContact: ports.supportContact,
  };
  return {
    chat: tellingWhoGoes(needs, chat),
    runTask: runTask(needs, eraser),
    tendRun: tendRun(needs),
    openDeliveries: openDeliveries(needs),
    showProgress: showProgress(needs),
    expireCredits: expireCredits(needs),
    sweep: sweep(sweeper, needs),
    endExports: endExports(needs),
    findDownload: findDownload(person),
    takeDownload: takeDownload(person, needs),
    importExport: importExport(needs),
    finishRemovals: finishRemovals(sweeper, needs),
    hearMoney: hearMoney(needs),
    settleDue: settleDue(needs),
    reconcile: reconcile(needs),
    reconcileDue: reconcileDue(needs),
    /** Whether there is anything to reconcile with. */
    takesMoney: ports.payments !== null || ports.stars !== null,
    moneyHealth: moneyHealth(needs),
    expirePurchases: expirePurchases(needs),
    forgetEvents: forgetEvents(sweeper),
    forgetDue: forgetDue(sweeper, eraser),
    forgetKeys: forgetKeys(needs),
    rotateKeys: () => ports.keyring.rotate(),
    closeIdle: closeIdle(needs),
    replayErasures: replayErasures(needs, eraser),
    countUsage: countUsage(needs, sweeper),
    announce: announce(needs),
    announceSecurity: announceSecurity(needs),
    giveStarters: giveStarters(needs),
    endBilling: endBilling(needs),
    publishProducts: publishProducts(needs),
    refundStars: refundStars(needs),
    thaw: thaw(needs),
    legalHold: legalHold(needs),
    legalRequest: legalRequest(needs),
    tickets: () => support.store.tickets.open(),
    answerTicket: answerTicket(support),
    verifyLedger: () => ports.store.ledger.verify(ports.clock.now()),
    affected: affected(needs),
    tellAffected: tellAffected(needs),
    watch: watch(needs),
    findOrphans: findOrphans(needs),
    raiseAlarms: raiseAlarms(needs),
    proveLedger: () => ports.store.ledger.prove(ports.clock.now()),
  };
}
