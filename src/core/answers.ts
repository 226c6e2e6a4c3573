// What the core is asked and what it answers: the shapes between a chat and the use cases.

import type { ChatAddress, InboundEvent, Person } from './domain/chat.ts';
import type { BulkRunId, DeliveryId, GenerationId } from './domain/ids.ts';
import type { RowProblem } from './domain/bulk-row.ts';
import type { Wish } from './domain/order.ts';
import type { GenerationView, RunView } from './domain/view.ts';
import type { Delivery, MessageRef } from './ports.ts';

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
};

export type Balance = { readonly available: number; readonly held: number };

/** What waits or runs, and the latest finished results, which can be shown again. */
export type Jobs = {
  readonly generations: readonly GenerationView[];
  readonly runs: readonly RunView[];
  readonly finished: readonly (GenerationView | RunView)[];
};

export type RunUpload = { readonly name: string; readonly bytes: Uint8Array };

/** A file that was understood. Its rows with problems are listed; the run waits for Start. */
export type ProposedRun = Accepted<RunView> & { readonly problems: readonly RowProblem[] };

/** Everything a chat or a clock can ask of Easel; createCore binds it. Every call throws Refusal for an expected no. */
export interface ChatCore {
  /** First sight: makes the account and its starter grant. */
  welcome(ask: Asking): Promise<Repeated | { kind: 'welcome'; isNew: boolean; balance: Balance }>;
  /** Refuses a wish that could not be fulfilled; holds and writes nothing. */
  check(wish: Wish): void;
  requestGeneration(ask: Asking, wish: Wish): Promise<Repeated | Accepted<GenerationView>>;
  /** The same order again with new seeds, charged to whoever presses. */
  reroll(ask: Asking, id: GenerationId): Promise<Repeated | Accepted<GenerationView>>;
  /** Brings a finished result again, as a new message. */
  showAgain(ask: Asking, subject: Delivery['subject']): Promise<Repeated | { kind: 'coming'; deliveryId: DeliveryId }>;
  proposeRun(ask: Asking, upload: RunUpload): Promise<Repeated | ProposedRun>;
  /** The rows of a finished run that still lack pictures, as a new proposal. */
  retryRun(ask: Asking, id: BulkRunId): Promise<Repeated | ProposedRun>;
  startRun(press: Pressing, id: BulkRunId, rows: 'all' | 'good'): Promise<Repeated | Accepted<RunView>>;
  /** What has not started is cancelled, what runs is told to stop, what is finished stays. */
  cancelGeneration(press: Pressing, id: GenerationId): Promise<Repeated | Accepted<GenerationView>>;
  cancelRun(press: Pressing, id: BulkRunId): Promise<Repeated | Accepted<RunView>>;
  /** `/cancel`: everything of mine that has not started. */
  cancelEverything(ask: Asking): Promise<Repeated | { kind: 'cancelled'; images: number; runs: number }>;
  jobs(ask: Asking): Promise<Repeated | ({ kind: 'jobs' } & Jobs)>;
  balance(ask: Asking): Promise<Repeated | ({ kind: 'balance' } & Balance)>;
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
  readonly starterCredits: number;
}
