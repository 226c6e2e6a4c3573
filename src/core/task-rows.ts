// Durable tasks: owed once, handed out, fenced by a lease, ended.

import type { AccountId, BulkRunId, GenerationId, ImageId, TaskId } from './domain/ids.ts';
import type { Order } from './domain/order.ts';
import type { FinishedImage } from './generation-rows.ts';

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
