// What the core is asked and what it answers: the shapes between a chat and the use cases.

import type { ChatAddress, InboundEvent, Locale, Person, Platform } from './domain/chat.ts';
import type { FreezeReason } from './domain/ledger.ts';
import type { BulkRunId, DeliveryId, ErasureId, GenerationId, HistoryId, ImageId } from './domain/ids.ts';
import type { RowProblem } from './domain/bulk-row.ts';
import type { Wish } from './domain/order.ts';
import type { CreditPack, Plan } from './domain/products.ts';
import type { RefusalFacts } from './domain/refusal.ts';
import type { ExportView, GenerationView, HistoryView, PictureView, PurchaseView, RunView } from './domain/view.ts';
import type { AccountSummary, ErasureCounts } from './erasure-rows.ts';
import type { Rail } from './payment-ports.ts';
import type { Delivery, MessageRef } from './ports.ts';
import type { Asks, RightsCore } from './rights-answers.ts';
import type { PictureSubject, WhichPicture } from './usecases/own-pictures.ts';

/** Who asks, by which event, and where the answer goes. */
export type Asking = { readonly event: InboundEvent; readonly person: Person; readonly address: ChatAddress };

/** A press on a status message also says which message that is, so that a lost message id heals itself; null for a press elsewhere. */
export type Pressing = Asking & { readonly message: MessageRef | null };

/** The same event was handled before: nothing is done and nothing is said. */
export type Repeated = { readonly kind: 'repeated' };

/** Work was accepted; the message that shows `view` is the delivery's status message. */
export type Accepted<V> = {
  readonly kind: 'accepted';
  readonly view: V;
  /** Null when that message belongs to no delivery any more. */ readonly deliveryId: DeliveryId | null;
  /** The language to answer in, where accepting has looked it up anyway; whoever accepted owes no news of the notice then. */
  readonly locale?: Locale;
  /** Use is agreement here, and this was the first: the notice is pointed to. */
  readonly introduces?: true;
};

export type Balance = { readonly available: number; readonly held: number };

/** Everything a person may want to know about their credits. */
export type CreditStatement = Balance & {
  /** Owed for credits that were spent and then taken back; new credits pay it first. */
  readonly debt: number;
  /** Why nothing can be asked for now; empty when everything can. */
  readonly frozen: readonly FreezeReason[];
  /** Credits that end, soonest first. */
  readonly expiring: readonly { readonly credits: number; readonly at: Date }[];
  /** The latest movements, newest first: `credits` is what it did to the available ones. */
  readonly movements: readonly Movement[];
  readonly plan: ActivePlan | null;
};

export type Movement = {
  readonly at: Date;
  readonly what:
    | 'starter'
    | 'pack'
    | 'plan'
    | 'stars'
    | 'dispute-won'
    | 'operator'
    | 'hold'
    | 'spent'
    | 'release'
    | 'clawback'
    | 'expiry';
  readonly credits: number;
};

export type ActivePlan = {
  readonly product: string | null;
  readonly quantity: number;
  readonly renewsAt: Date | null;
  readonly endsAt: Date | null;
  /** A renewal has not been paid. */
  readonly pastDue: boolean;
};

export type Shop = {
  readonly rails: readonly Rail[];
  readonly packs: readonly CreditPack[];
  /** Empty where there is no Stripe. */
  readonly plans: readonly Plan[];
  readonly plan: ActivePlan | null;
  readonly available: number;
};

/** What waits or runs, and the latest finished results, which can be shown again. */
export type Jobs = {
  readonly generations: readonly GenerationView[];
  readonly runs: readonly RunView[];
  readonly finished: readonly (GenerationView | RunView)[];
};

/** A page of somebody's pictures, and the same as one picture with numbers; null when there is none on it. */
export type HistoryPage = {
  readonly kind: 'history';
  readonly view: HistoryView;
  readonly sheet: Uint8Array | null;
  readonly deliveryId: DeliveryId | null;
};

/** What a message shows after Save or Unsave. */
export type Kept = { readonly kind: 'kept'; readonly view: GenerationView | PictureView };

/** Gone for good. Those of a run may also be in a ZIP that was sent. */
export type Deleted = {
  readonly kind: 'deleted';
  readonly images: number;
  readonly ofRun: boolean;
  /** The run they were of, while other pictures of it are kept. */
  readonly run: BulkRunId | null;
};

export type RunUpload = { readonly name: string; readonly bytes: Uint8Array };

/** A run that would go with everything in it; `saved` of its pictures somebody wanted to keep. */
export type RunGoes = {
  readonly kind: 'run-goes';
  readonly id: BulkRunId;
  readonly fileName: string;
  readonly images: number;
  readonly saved: number;
};

/** Gone for good, or, for `left` of its pictures, going within minutes; nobody sees any of them any more. */
export type RunGone = { readonly kind: 'run-gone'; readonly images: number; readonly left: number };

/** A file that was understood. Its rows with problems are listed; the run waits for Start. */
export type ProposedRun = Accepted<RunView> & { readonly problems: readonly RowProblem[] };

/** What an erasure did, and what it still has to do; nothing of it says whose it was. */
export type ErasureReceipt = {
  readonly number: string;
  readonly confirmedAt: Date;
  /** When everything was gone but what has to be kept; null before. */
  readonly erasedAt: Date | null;
  /** When it was looked for once more, and nothing was left. */
  readonly doneAt: Date | null;
  readonly counts: ErasureCounts;
  /** The payment provider has not deleted its part yet. */
  readonly waitsForProvider: boolean;
};

/** Everything a chat or a clock can ask of Easel; createCore binds it. Every call throws Refusal for an expected no. */
export interface ChatCore extends RightsCore {
  /** First sight: makes the account and its starter grant. */
  welcome(ask: Asking): Promise<Repeated | { kind: 'welcome'; isNew: boolean; balance: Balance }>;
  /** Refuses a wish that could not be fulfilled; holds and writes nothing. */
  check(wish: Wish): void;
  requestGeneration(ask: Asking, wish: Wish): Promise<Repeated | Asks | Accepted<GenerationView>>;
  /** The same order again with new seeds, charged to whoever presses. */
  reroll(ask: Asking, id: GenerationId): Promise<Repeated | Asks | Accepted<GenerationView>>;
  /** Brings a finished result again, as a new message. */
  showAgain(ask: Asking, subject: Delivery['subject']): Promise<Repeated | { kind: 'coming'; deliveryId: DeliveryId }>;
  /** Somebody's pictures, newest first; the last page where there is no such one. */
  history(ask: Asking, what: { page: number; words: string }): Promise<Repeated | HistoryPage>;
  /** The same in the pressed message; `search` is null for everything. @throws Refusal not-found */
  historyPage(press: Pressing, page: number, search: HistoryId | null): Promise<Repeated | HistoryPage>;
  /** Brings one picture as a message of its own. @throws Refusal picture-unknown */
  showPicture(ask: Asking, which: WhichPicture): Promise<Repeated | { kind: 'coming'; deliveryId: DeliveryId }>;
  /** The same by a button. @throws Refusal picture-unknown, not-yours */
  openPicture(ask: Asking, id: ImageId): Promise<Repeated | { kind: 'coming'; deliveryId: DeliveryId }>;
  /** @throws Refusal picture-unknown, not-yours */
  keepPicture(press: Pressing, subject: PictureSubject, saved: boolean): Promise<Repeated | Kept>;
  /** For good, with its bytes. @throws Refusal picture-unknown */
  deletePicture(ask: Asking, which: WhichPicture): Promise<Repeated | Deleted>;
  /** The same by a button. @throws Refusal picture-unknown, not-yours */
  deletePressed(press: Pressing, subject: PictureSubject): Promise<Repeated | Deleted>;
  /** What deleting a whole run would take away. @throws Refusal not-found, not-yours, run-under-way */
  askDeleteRun(ask: Asking, id: BulkRunId): Promise<Repeated | RunGoes>;
  /** The second step: pictures, file and ZIP, for good. @throws Refusal not-found, not-yours, run-under-way */
  deleteRun(press: Pressing, id: BulkRunId): Promise<Repeated | RunGone>;
  proposeRun(ask: Asking, upload: RunUpload): Promise<Repeated | ProposedRun>;
  /** The rows of a finished run that still lack pictures, as a new proposal. */
  retryRun(ask: Asking, id: BulkRunId): Promise<Repeated | ProposedRun>;
  startRun(press: Pressing, id: BulkRunId, rows: 'all' | 'good'): Promise<Repeated | Asks | Accepted<RunView>>;
  /** What has not started is cancelled, what runs is told to stop, what is finished stays. */
  cancelGeneration(press: Pressing, id: GenerationId): Promise<Repeated | Accepted<GenerationView>>;
  cancelRun(press: Pressing, id: BulkRunId): Promise<Repeated | Accepted<RunView>>;
  /** `/cancel`: everything of mine that has not started. */
  cancelEverything(ask: Asking): Promise<Repeated | { kind: 'cancelled'; images: number; runs: number }>;
  jobs(ask: Asking): Promise<Repeated | ({ kind: 'jobs' } & Jobs)>;
  balance(ask: Asking): Promise<Repeated | ({ kind: 'balance' } & CreditStatement)>;
  /** What can be bought here, and how. @throws Refusal payments-off */
  shop(ask: Asking): Promise<Repeated | ({ kind: 'shop' } & Shop)>;
  /** A checkout for one product; an open one is answered again. @throws Refusal plan-active, buy-too-often, account-frozen, payments-unavailable */
  buy(ask: Asking, product: string): Promise<Repeated | Accepted<PurchaseView>>;
  /** A purchase to be paid in Stars; `payload` goes into the invoice. Throws like `buy`. */
  invoiceStars(
    ask: Asking,
    product: string,
  ): Promise<Repeated | { kind: 'invoice'; payload: string; pack: CreditPack }>;
  /** Asked by Telegram right before it charges, answered by one look. @returns null when the payment may go on, or why not */
  mayPayStars(person: Person, payload: string, stars: number): Promise<RefusalFacts | null>;
  /** Stars have come. Grants once per charge, whatever else is true by now: the money is here. The chat is told by a notice. */
  paidStars(ask: Asking, paid: { payload: string; chargeId: string; stars: number }): Promise<void>;
  /** Stars went back. */
  refundedStars(ask: Asking, chargeId: string): Promise<void>;
  /** Where invoices, card and plan are. @throws Refusal nothing-bought, payments-off, payments-unavailable */
  billing(ask: Asking): Promise<Repeated | { kind: 'billing'; url: string }>;
  /** A copy of everything. @throws Refusal export-running, export-too-many, nothing-to-export, being-erased */
  askExport(ask: Asking): Promise<Repeated | Accepted<ExportView>>;
  /** A question for a human, and by when it is answered. @throws Refusal ticket-empty, ticket-too-many, being-erased */
  openTicket(ask: Asking, text: string): Promise<Repeated | { kind: 'ticket'; number: number; expectedBy: Date }>;
  /** What an erasure would take away, and what not. @throws Refusal nothing-to-erase, being-erased, erasure-held */
  askErasure(
    ask: Asking,
  ): Promise<Repeated | { kind: 'erasure-asked'; id: ErasureId; summary: AccountSummary; until: Date }>;
  /** The second step: by its owner, once, in time. @throws Refusal not-found, not-yours, erasure-expired, erasure-held, being-erased */
  confirmErasure(press: Asking, id: ErasureId): Promise<Repeated | ({ kind: 'receipt' } & ErasureReceipt)>;
  /** Told to whoever knows the number, with or without an account. @throws Refusal receipt-unknown */
  erasureStatus(ask: Pick<Asking, 'event'>, number: string): Promise<Repeated | ({ kind: 'receipt' } & ErasureReceipt)>;
  /** Records an event that needs nothing else (a help text, a refusal); false when it was handled before. */
  firstSight(ask: Pick<Asking, 'event'>): Promise<boolean>;
  /** The chat's own answer became the delivery's status message; null when it could not be sent. */
  statusShown(deliveryId: DeliveryId, message: MessageRef | null): Promise<void>;
  /** The models here, default first, for choices and help. */
  models(): readonly {
    name: string;
    label: string;
    credits: number;
    ratios: readonly string[];
    resolutions: readonly string[];
    takesSeed: boolean;
  }[];
  /** How people may pay on a platform; empty where nothing is sold there. */
  rails(platform: Platform): readonly Rail[];
  /** Where whoever runs Easel can be reached besides by /support, as configured; null where nothing is said. */
  readonly supportContact: string | null;
}
