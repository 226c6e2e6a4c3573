// What is due by the clock: credits past their date, and the nightly proof of the ledger.

import type { Core } from '../core/core.ts';
import type { Log } from '../core/ports.ts';
import { startRounds } from './rounds.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

type Needs = { core: Pick<Core, 'expireCredits' | 'verifyLedger'>; leads: () => boolean; log: Log };

/** Looks every minute, so that a new leader takes up what the old one left due. */
export function startSchedules({ core, leads, log }: Needs): { close(): Promise<void> } {
  const every = (where: string, everyMs: number, work: () => Promise<void>) => {
    let dueAt = 0;
    return startRounds(where, { everyMs: MINUTE_MS, apartMs: 0 }, log, async () => {
      if (!leads() || performance.now() < dueAt) return;
      await work();
      // Only now: what failed is due again in a minute.
      dueAt = performance.now() + everyMs;
    });
  };
  const rounds = [
    every('expire credits', HOUR_MS, async () => {
      await core.expireCredits();
    }),
    every('verify ledger', 24 * HOUR_MS, async () => {
      const broken = await core.verifyLedger();
      if (broken.length === 0) return;
      log({ event: 'fault', where: 'ledger invariants', error: `${broken.length} broken`, code: null, stack: null });
    }),
  ];
  return {
    async close() {
      await Promise.all(rounds.map((each) => each.close()));
    },
  };
}
