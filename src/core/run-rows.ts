// Bulk runs, as the core sees their rows.

import type { RowOrder } from './domain/bulk-row.ts';
import type { AccountId, BulkRunId, HoldId } from './domain/ids.ts';
import type { RunState } from './domain/view.ts';
import type { RunImage } from './file-ports.ts';

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
