// How long things stay, as the data catalogue says it: the sweep goes by this, and so does what people are told.

import { ACCOUNTS } from './data-catalogue/accounts.ts';
import type { Keep } from './data-catalogue/types.ts';
import { RIGHTS } from './data-catalogue/rights.ts';
import { WORK } from './data-catalogue/work.ts';

const DAY_MS = 86_400_000;

/** In days, after the moment that the catalogue names. */
export const KEEP_DAYS = {
  /** After a picture was finished, unless it is saved. */
  image: daysOf(WORK.image.keep),
  /** After an upload that nothing came of was read. */
  run: daysOf(WORK.bulk_run.keep),
  /** After a task ended. */
  task: daysOf(WORK.task.keep),
  /** After a delivery ended; one that never ends, after it was promised. */
  delivery: daysOf(WORK.delivery.keep),
  /** After a page of /history was shown. */
  history: daysOf(WORK.history.keep),
  /** After a copy of somebody's data was asked for. */
  export: daysOf(RIGHTS.export.keep),
  /** After a request was kept until its person agrees. */
  keptRequest: daysOf(ACCOUNTS.kept_request.keep),
  /** After an hour that was counted. */
  usage: daysOf(ACCOUNTS.usage_hourly.keep),
  /** After an event came. */
  event: daysOf(ACCOUNTS.inbound_event.keep),
} as const;

/** When a finished picture goes by itself; null for one that is saved, or that is no picture. */
export function keptUntil(finishedAt: Date | null, savedAt: Date | null): Date | null {
  return finishedAt === null || savedAt !== null ? null : new Date(finishedAt.getTime() + KEEP_DAYS.image * DAY_MS);
}

function daysOf(keep: Keep): number {
  if ((keep.rule === 'after' || keep.rule === 'after-last') && keep.unit === 'days') return keep.amount;
  throw new Error(`the sweep counts in days, and the catalogue says ${keep.rule}`);
}
