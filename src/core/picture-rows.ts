// The rows of finished pictures as the core sees them: looked through, kept, marked and gone; and what is left when nothing needs it.

import type { AccountId, BulkRunId, DeliveryId, GenerationId, HistoryId, ImageId } from './domain/ids.ts';
import type { Order } from './domain/order.ts';

/** The nouns of looking back, beside the others in store.ts. */
export interface PictureRows {
  readonly images: ImageRows;
  readonly histories: HistoryRows;
  readonly leftovers: LeftoverRows;
}

/** A finished picture that nobody has deleted. */
export type Picture = {
  readonly id: ImageId;
  readonly accountId: AccountId;
  readonly generationId: GenerationId;
  readonly runId: BulkRunId | null;
  readonly order: Order;
  readonly seed: number | null;
  readonly objectKey: string;
  readonly mediaType: string;
  readonly finishedAt: Date;
  readonly savedAt: Date | null;
};

/** What goes: nobody sees it any more. Only a finished picture has an object. */
export type MarkedImage = {
  readonly id: ImageId;
  readonly accountId: AccountId;
  readonly generationId: GenerationId;
  readonly runId: BulkRunId | null;
  readonly objectKey: string | null;
};

export interface ImageRows {
  find(id: ImageId): Promise<Picture | null>;
  /** Whether there is a row of it, finished or not, and nobody has deleted it. */
  isThere(id: ImageId): Promise<boolean>;
  /** The account's own; anybody else's is as unknown to it as one that never was. */
  findOwn(accountId: AccountId, id: ImageId): Promise<Picture | null>;
  /** Newest first. With words: those whose prompt holds each of them, in any case. */
  page(
    accountId: AccountId,
    what: { words: string; offset: number; limit: number },
  ): Promise<{ found: number; pictures: readonly Picture[] }>;
  /** Keeps pictures until they are deleted, or lets them go in time; those that were being removed already are not in the answer. */
  save(accountId: AccountId, ids: readonly ImageId[], saved: boolean): Promise<readonly ImageId[]>;
  /** The point of no return: from here on nobody sees them. Returns those that this call marked. */
  mark(accountId: AccountId, ids: readonly ImageId[]): Promise<readonly MarkedImage[]>;
  /** The same for all of a run, drawn or not; nothing of it may be owed any more. */
  markRun(accountId: AccountId, runId: BulkRunId): Promise<readonly MarkedImage[]>;
  /** How many of a run there are, and how many of them are saved. */
  countOfRun(runId: BulkRunId): Promise<{ images: number; saved: number }>;
  /** Marks up to `limit` that were finished more than `keepDays` ago, by the database's clock, and that nobody has saved. */
  markDue(keepDays: number, limit: number): Promise<readonly MarkedImage[]>;
  /** Those marked before, oldest first. */
  marked(limit: number): Promise<readonly MarkedImage[]>;
  /**
   * Removes marked rows, their tasks, and requests that have no picture left; a request or run that stays counts what is gone.
   * Deliveries go with their subject, unless a message is still to be brought up to date.
   */
  remove(images: readonly MarkedImage[]): Promise<void>;
  /** Whether pictures of a run are marked and still there. */
  anyMarked(runId: BulkRunId): Promise<boolean>;
}

export type History = { readonly id: HistoryId; readonly words: string; readonly page: number };

export interface HistoryRows {
  find(id: HistoryId): Promise<(History & { accountId: AccountId }) | null>;
  /** Remembers the page that is shown: one row for each thing searched for. Returns its id, which may be an older one. */
  show(history: History & { accountId: AccountId; images: readonly ImageId[] }): Promise<HistoryId>;
  /** The page shows something else by now, without having been looked at anew. */
  refresh(id: HistoryId, page: number, images: readonly ImageId[]): Promise<void>;
  /** The pictures on the page that was shown last, as numbered there. */
  lastShown(accountId: AccountId): Promise<readonly ImageId[]>;
  /** Pages that show one of these pictures. */
  showing(images: readonly ImageId[]): Promise<readonly HistoryId[]>;
}

/** What the sweep removes besides pictures. Every call does up to `limit` and returns how many, by the database's clock. */
export interface LeftoverRows {
  /** Runs of which nothing is left, and uploads nothing came of that are older than `keepDays`; with `among`, of these alone. */
  emptyRuns(
    keepDays: number,
    limit: number,
    among: readonly BulkRunId[] | null,
  ): Promise<readonly { id: BulkRunId; accountId: AccountId }[]>;
  /** Removes such a run unless something was made of it meanwhile. */
  removeRun(id: BulkRunId): Promise<boolean>;
  removeEvents(keepDays: number, limit: number): Promise<number>;
  removeTasks(keepDays: number, limit: number): Promise<number>;
  removeDeliveries(keepDays: number, limit: number): Promise<number>;
  removeHistories(keepDays: number, limit: number): Promise<number>;
  /** A delivery whose subject is gone, once its message has been brought up to date. */
  removeDelivery(id: DeliveryId): Promise<void>;
}
