// Postgres as the core sees it: rows by noun, and transactions over them.

import type { RowOrder } from './domain/bulk-row.ts';
import type { ChatAddress, InboundEvent, Locale, Person, Platform } from './domain/chat.ts';
import type { AccountId, BulkRunId, DeliveryId, GenerationId, HoldId, ImageId, TaskId } from './domain/ids.ts';
import type { ErasureRows, LegalHoldRows } from './erasure-rows.ts';
import type { ExportLoader, ExportRows, ExportSnapshot } from './export-rows.ts';
import type { IdleRows } from './idle-rows.ts';
import type { LegalRequestRows } from './legal-request-rows.ts';
import type { LedgerRows } from './ledger-rows.ts';
import type { Order } from './domain/order.ts';
import type { OwnerRows } from './owner-rows.ts';
import type { RefusalCode } from './domain/refusal.ts';
import type { ImageState, RunState } from './domain/view.ts';
import type { KnownAccount, MoneyRows } from './payment-rows.ts';
import type { PictureRows } from './picture-rows.ts';
import type { RunImage } from './file-ports.ts';
import type { Delivery, MessageRef } from './ports.ts';
import type { AffectedRows } from './affected-rows.ts';
import type { WatchRows } from './watch-rows.ts';
import type { ChoiceRows, ConsentRows, HoldingRows, KeptRequestRows, UsageRows } from './choice-rows.ts';

/** Postgres, seen from the core: rows by noun, and transactions. Outside a transaction each call is its own. */
export interface Store extends Rows {
  readonly snapshot: ExportSnapshot;
  readonly loader: ExportLoader;
  readonly watch: WatchRows;
  readonly affected: AffectedRows;
  transaction<T>(work: (rows: Rows) => Promise<T>): Promise<T>;
  /**
   * Takes on a request that costs nothing: the event, the request, its pictures and tasks, its delivery, all or nothing.
   * @returns who asked, the language to answer in, and how many pictures wait in front, counted up to `aheadMax`; null when the
   * event was there already, or whoever caused it is new, was not here today, speaks another language than last time, has paused
   * or has not agreed to the notice as it is, and then nothing was written
   */
  placeAtOnce(placing: Placing): Promise<{ accountId: AccountId; locale: Locale; ahead: number } | null>;
}

type Placing = {
  readonly event: InboundEvent;
  readonly person: Person;
  readonly id: GenerationId;
  readonly order: Order;
  readonly images: readonly ImageId[];
  readonly delivery: { readonly id: DeliveryId; readonly address: ChatAddress; readonly statusExpectedUntil: Date };
  readonly aheadMax: number;
  /** The versions of the notice an agreement to which covers this. */
  readonly covers: readonly string[];
};

export interface Rows extends MoneyRows, PictureRows {
  readonly events: EventRows;
  readonly owners: OwnerRows;
  readonly accounts: AccountRows;
  readonly ledger: LedgerRows;
  readonly generations: GenerationRows;
  readonly runs: RunRows;
  readonly tasks: TaskRows;
  readonly deliveries: DeliveryRows;
  readonly erasures: ErasureRows;
  readonly idle: IdleRows;
  readonly holds: LegalHoldRows;
  readonly legalRequests: LegalRequestRows;
  readonly exports: ExportRows;
  readonly choices: ChoiceRows;
  readonly consents: ConsentRows;
  readonly keptRequests: KeptRequestRows;
  readonly holdings: HoldingRows;
  readonly usage: UsageRows;
}

export interface EventRows {
  /** Records an event; false when it was there already. */
  record(event: InboundEvent): Promise<boolean>;
}

export type Account = {
  readonly id: AccountId;
  /** What they have chosen, or the platform's. */
  readonly locale: Locale;
  readonly isNew: boolean;
  readonly paused: boolean;
  readonly refused: boolean;
  /** Its owner has asked to be erased: nothing is begun any more. */
  readonly erasing: boolean;
};

export interface AccountRows {
  /** The person's account, made at first sight. Its language follows the platform's, unless they have chosen one. */
  recognise(person: Person): Promise<Account>;
  /** Records the event and recognises whoever caused it; null when the event was there already. */
  greet(event: InboundEvent, person: Person): Promise<Account | null>;
  find(person: Pick<Person, 'platform' | 'userId'>): Promise<AccountId | null>;
  get(id: AccountId): Promise<KnownAccount | null>;
  /** Those of them that are there. */
  known(ids: readonly AccountId[]): Promise<readonly AccountId[]>;
  /** The same, and whoever else asks for it so waits until the transaction ends. */
  lock(id: AccountId): Promise<KnownAccount | null>;
  /**
   * Whether results may still be written for the account. If so it stays like that until the transaction ends: whoever is
   * about to erase it waits.
   */
  mayWrite(id: AccountId): Promise<boolean>;
  /** The person's name on a platform; null when the account has none there, or is going. */
  userOn(platform: Platform, id: AccountId): Promise<string | null>;
  /** Newcomers who have been promised their starter credits for later, oldest first. */
  owedStarters(limit: number): Promise<readonly AccountId[]>;
  oweStarter(id: AccountId, owed: boolean): Promise<void>;
  /** Notes since when its owner has left, once, or that they have not; any use of theirs says the same. Nothing for one that is going. */
  setLeft(id: AccountId, left: boolean): Promise<void>;
}

/** A request without a word of what was asked for: it can be settled when nobody can read that any more. */
export type GenerationWork = {
  readonly id: GenerationId;
  readonly accountId: AccountId;
  readonly runId: BulkRunId | null;
  readonly creditsEach: number;
  readonly holdId: HoldId | null;
  readonly createdAt: Date;
  /** Without those that are being deleted. */
  readonly images: readonly StoredImage[];
  /** Pictures that were drawn and are deleted since, and what they had cost. */
  readonly goneImages: number;
  readonly goneCredits: number;
};

export type Generation = Omit<GenerationWork, 'creditsEach'> & { readonly order: Order };

export type StoredImage = {
  readonly id: ImageId;
  readonly index: number;
  readonly seed: number | null;
  readonly state: ImageState;
  readonly failure: RefusalCode | null;
  readonly objectKey: string | null;
  readonly mediaType: string | null;
  readonly captured: boolean;
  readonly finishedAt: Date | null;
  readonly savedAt: Date | null;
};

export interface GenerationRows {
  /** Writes a request, its pictures-to-be and one generate task each. */
  add(generation: {
    id: GenerationId;
    accountId: AccountId;
    order: Order;
    holdId: HoldId | null;
    images: readonly ImageId[];
  }): Promise<void>;
  /** A request with its pictures; null also while its account is going. */
  find(id: GenerationId): Promise<Generation | null>;
  /** Nobody else settles it until the transaction ends. */
  lock(id: GenerationId): Promise<GenerationWork | null>;
  /** Every request with pictures still owed, newest first. Rows of runs are not among them. */
  working(accountId: AccountId): Promise<readonly Pick<GenerationWork, 'id' | 'holdId'>[]>;
  /** Requests with pictures still owed, newest first. Rows of runs are not among them. */
  open(accountId: AccountId, limit: number): Promise<readonly Generation[]>;
  /** Pictures that will never be: cancelled or failed ones. Returns how many changed. */
  close(images: readonly ImageId[], state: 'failed' | 'cancelled', failure: RefusalCode | null): Promise<number>;
  /** Remembers that somebody asked to stop: what is tried again after that is cancelled instead. */
  requestCancel(id: GenerationId): Promise<void>;
  /** The newest requests, finished or not. Rows of runs are not among them. */
  latest(accountId: AccountId, limit: number): Promise<readonly Generation[]>;
  /** A drawn picture of a single request. */
  finish(image: FinishedImage): Promise<void>;
}

export type FinishedImage = {
  readonly imageId: ImageId;
  readonly objectKey: string;
  readonly mediaType: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly sha256: string;
};

/** A run without a word of what was uploaded: it can be settled when nobody can read that any more. */
export type RunWork = {
  readonly id: BulkRunId;
  readonly accountId: AccountId;
  readonly state: RunState;
  readonly stopped: boolean;
  readonly sourceKey: string;
  readonly rows: number;
  readonly problemRows: number;
  readonly images: number;
  readonly credits: number;
  readonly holdId: HoldId | null;
  /** Whether there is a ZIP of it. */
  readonly packed: boolean;
  readonly createdAt: Date;
  /** Pictures that were drawn and are deleted since, what they had cost, and the rows they were drawn for. */
  readonly goneImages: number;
  readonly goneCredits: number;
  readonly goneRows: readonly number[];
};

export type BulkRun = Omit<RunWork, 'packed'> & {
  readonly fileName: string;
  readonly firstPrompt: string;
  readonly unknownColumns: readonly string[];
  readonly parts: readonly { key: string; name: string; bytes: number }[];
};

/** A run's pictures by state, and the credits its finished and unfinished ones stand for. */
export type RunTally = {
  owed: number;
  ready: number;
  failed: number;
  cancelled: number;
  /** Drawn, and deleted since; what they cost is among the captured credits. */
  gone: number;
  uncapturedImages: number;
  capturedCredits: number;
};

type NewRun = Pick<
  BulkRun,
  | 'id'
  | 'accountId'
  | 'fileName'
  | 'sourceKey'
  | 'firstPrompt'
  | 'rows'
  | 'problemRows'
  | 'unknownColumns'
  | 'images'
  | 'credits'
>;

export interface RunRows {
  propose(run: NewRun): Promise<void>;
  /** Null also while its account is going. */
  find(id: BulkRunId): Promise<BulkRun | null>;
  /** Nobody else settles it until the transaction ends. */
  lock(id: BulkRunId): Promise<RunWork | null>;
  /** Requests, pictures-to-be and tasks for one stretch of rows. */
  addRows(run: Pick<BulkRun, 'id' | 'accountId'>, rows: readonly RowOrder[]): Promise<void>;
  setState(
    id: BulkRunId,
    state: Exclude<RunState, 'finished'>,
    more?: { holdId?: HoldId; stopped?: boolean },
  ): Promise<void>;
  /** The end of a run, with the parts of its ZIP, if there are any. */
  finish(run: Pick<BulkRun, 'id' | 'accountId'>, parts: BulkRun['parts']): Promise<void>;
  /** Whether pictures are still owed, and how many wait to be captured, counted up to `max`: cheap however large the run. */
  glance(id: BulkRunId, max: number): Promise<{ owed: boolean; uncaptured: number }>;
  tally(id: BulkRunId): Promise<RunTally>;
  /** Runs that are being worked off. */
  running(): Promise<readonly BulkRunId[]>;
  /** Every running and assembling run of an account, newest first. */
  working(accountId: AccountId): Promise<readonly BulkRunId[]>;
  /** The same with what is in them. */
  open(accountId: AccountId, limit: number): Promise<readonly BulkRun[]>;
  /** Runs proposed after `since` that wait for Start, newest first. */
  proposed(accountId: AccountId, since: Date, limit: number): Promise<readonly BulkRun[]>;
  /** The newest finished runs. */
  latest(accountId: AccountId, limit: number): Promise<readonly BulkRun[]>;
  /** Marks every finished picture not yet captured as captured; returns how many and their credits. */
  markCaptured(id: BulkRunId): Promise<{ images: number; credits: number }>;
  images(id: BulkRunId): Promise<readonly RunImage[]>;
  /** These runs have no ZIP any more, except those that are just being packed; returns those that have none. */
  forgetParts(ids: readonly BulkRunId[]): Promise<readonly Pick<BulkRun, 'id' | 'accountId'>[]>;
}

export type TaskKind = 'generate' | 'deliver' | 'assemble' | 'withdraw' | 'erase' | 'export';
export type TaskClass = 'interactive' | 'bulk' | 'system';

/** A task that is being worked on; every write of its result is fenced by `leaseToken`. */
export type ClaimedTask = {
  readonly id: TaskId;
  readonly kind: TaskKind;
  readonly accountId: AccountId;
  readonly subjectId: string;
  readonly attempts: number;
  readonly leaseToken: string;
};

export type Draw = {
  readonly imageId: ImageId;
  readonly generationId: GenerationId;
  readonly runId: BulkRunId | null;
  readonly order: Order;
  readonly seed: number | null;
};

/** `unreadable`: what is to be drawn was sealed with a key that is not there. */
export type Claim = { readonly task: ClaimedTask; readonly cancelled: boolean } & (
  { readonly draw: Draw | null; readonly unreadable: false } | { readonly draw: null; readonly unreadable: true }
);

export interface TaskRows {
  /** Owes a subject's work: once, however often it is said, and anew when it was done before. */
  add(task: {
    id: TaskId;
    kind: Exclude<TaskKind, 'generate'>;
    subjectId: string;
    accountId: AccountId;
    pool: string;
    class: TaskClass;
  }): Promise<void>;
  /** Moves up to `room` waiting tasks of a pool to dispatched, a round over the accounts. */
  dispatch(pool: string, room: number, leaseMs: number): Promise<readonly { id: TaskId; gen: number }[]>;
  /** Pools with waiting tasks that may start, and how many of each are out. */
  pools(): Promise<readonly { pool: string; outstanding: number }[]>;
  /** Takes a dispatched task for this worker; null when the job is stale. Pictures come with their drawing instructions and whether somebody asked to stop. */
  claim(id: TaskId, gen: number, leaseMs: number): Promise<Claim | null>;
  /** Keeps a lease while work goes on; false when it was lost. */
  renew(task: ClaimedTask, leaseMs: number): Promise<boolean>;
  /** Ends a task; false when the lease was lost, and then the caller writes nothing else. */
  end(task: ClaimedTask, state: 'done' | 'failed' | 'dead' | 'cancelled'): Promise<boolean>;
  /** Ends the task and finishes the picture of a run in one go, many callers in one statement; false when the lease was lost. */
  finishRunImage(task: ClaimedTask, image: FinishedImage): Promise<boolean>;
  /** Gives a task back, to start again after `afterMs`; `counted` says whether this attempt counts. */
  giveBack(task: ClaimedTask, afterMs: number, counted: boolean): Promise<boolean>;
  /** Takes tasks whose lease ran out back into the queue; returns how many. */
  recover(): Promise<number>;
  /** Cancels what has not started; returns the cancelled pictures. */
  cancelWaiting(what: {
    accountId: AccountId;
    generationId?: GenerationId;
    runId?: BulkRunId;
  }): Promise<readonly { imageId: ImageId; generationId: GenerationId; runId: BulkRunId | null }[]>;
  /** Whether any picture of a request is being drawn. */
  started(generationId: GenerationId): Promise<boolean>;
  /** Pictures waiting in front of a request, at most `max`. */
  ahead(generationId: GenerationId, max: number): Promise<number>;
}

/** A delivery and whose it is: what is written in it is written for them. */
type OwnedDelivery = Pick<Delivery, 'id' | 'accountId'>;

export interface DeliveryRows {
  add(delivery: Omit<Delivery, 'state'>): Promise<void>;
  find(id: DeliveryId): Promise<Delivery | null>;
  of(subjectId: string): Promise<readonly Delivery[]>;
  /** Which there are of any of these. */
  about(subjectIds: readonly string[]): Promise<readonly Pick<Delivery, 'id' | 'accountId'>[]>;
  /** Messages by the step that sent them; null while one's fate is unknown. */
  steps(delivery: OwnedDelivery): Promise<Readonly<Record<string, MessageRef | null>>>;
  /**
   * Remembers which message shows it, or that it moved to another address or token; returns its state then, null when it is
   * gone. Whose it is is looked up where the caller does not know.
   */
  update(
    delivery: Pick<OwnedDelivery, 'id'> & Partial<OwnedDelivery>,
    change: {
      message?: MessageRef | null;
      address?: ChatAddress;
      state?: Delivery['state'];
      statusExpectedUntil?: Date | null;
    },
  ): Promise<Delivery['state'] | null>;
  /** Keeps the result from the status message until `until`; false when it is final or something else is on its way there. */
  reserve(id: DeliveryId, now: Date, until: Date): Promise<boolean>;
  /** Ends such a reservation at once (null) or sooner than it said, unless another has taken its place. */
  free(id: DeliveryId, until: Date, at: Date | null): Promise<void>;
  /** Stores the intent of a send; 'begun' when an intent without outcome stands, or the outcome that stands. */
  begin(delivery: OwnedDelivery, step: string): Promise<'go' | 'begun' | { message: MessageRef }>;
  /** Stores a send's outcome, or takes the intent back (null). */
  settle(delivery: OwnedDelivery, step: string, message: MessageRef | null): Promise<void>;
}
