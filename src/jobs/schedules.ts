// What is due by the clock: what has run out, what is owed for later, and the proofs that money and credits agree.

import type { Core } from '../core/core.ts';
import type { Log } from '../core/ports.ts';
import { startRounds } from './rounds.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const DAY_MS = 24 * HOUR_MS;
const ALARMS_EVERY_MS = 10 * MINUTE_MS;

type Needs = {
  core: Pick<
    Core,
    | 'expireCredits'
    | 'sweep'
    | 'finishRemovals'
    | 'endExports'
    | 'verifyLedger'
    | 'takesMoney'
    | 'reconcileDue'
    | 'expirePurchases'
    | 'giveStarters'
    | 'forgetEvents'
    | 'forgetDue'
    | 'forgetKeys'
    | 'closeIdle'
    | 'countUsage'
    | 'findOrphans'
    | 'raiseAlarms'
  >;
  /** Where the database is the program's own, and nobody else looks after what it leaves behind. */
  scrub?: () => Promise<void>;
  leads: () => boolean;
  log: Log;
};

/** Looks every minute, so that a new leader takes up what the old one left due. Closing gives up what may take long. */
export function startSchedules({ core, scrub, leads, log }: Needs): { close(): Promise<void> } {
  const closing = new AbortController();
  const every = (where: string, everyMs: number, work: () => Promise<void>) => {
    let dueAt = 0;
    return startRounds(where, { everyMs: MINUTE_MS, apartMs: 0 }, log, async () => {
      if (!leads() || performance.now() < dueAt) return;
      try {
        await work();
      } catch (error) {
        // Given up, and by nobody else: the next leader finds it as due as it was.
        if (closing.signal.aborted && error === closing.signal.reason) return;
        throw error;
      }
      // Only now: what failed is due again in a minute.
      dueAt = performance.now() + everyMs;
    });
  };
  /** Looked for by a round of its own, and told with the others. */
  let orphans: number | null = null;
  const rounds = [
    every('expire credits', HOUR_MS, async () => {
      await core.expireCredits();
    }),
    every('sweep', HOUR_MS, async () => {
      const { pictures, ...rest } = await core.sweep();
      const count = Object.values(rest).reduce((sum, each) => sum + each, 0);
      if (pictures + count > 0) log({ event: 'swept', images: pictures, count });
    }),
    every('finish removals', MINUTE_MS, async () => {
      await core.finishRemovals();
    }),
    every('end exports', MINUTE_MS, async () => {
      await core.endExports();
    }),
    every('expire purchases', MINUTE_MS, async () => {
      await core.expirePurchases();
    }),
    every('give starters', HOUR_MS, async () => {
      await core.giveStarters();
    }),
    every('reconcile', HOUR_MS, async () => {
      if (core.takesMoney) await core.reconcileDue(closing.signal);
    }),
    every('forget events', DAY_MS, async () => {
      await core.forgetEvents();
    }),
    every('forget what is due', DAY_MS, async () => {
      await core.forgetDue();
    }),
    every('forget keys', DAY_MS, async () => {
      await core.forgetKeys();
    }),
    every('close idle accounts', HOUR_MS, async () => {
      await core.closeIdle();
    }),
    every('count usage', HOUR_MS, async () => {
      await core.countUsage();
    }),
    ...(scrub ? [every('scrub', HOUR_MS, scrub)] : []),
    every('look for orphans', HOUR_MS, async () => {
      orphans = await core.findOrphans();
    }),
    every('raise alarms', ALARMS_EVERY_MS, async () => {
      await core.raiseAlarms(orphans);
    }),
    every('verify ledger', DAY_MS, async () => {
      const broken = await core.verifyLedger();
      // Which rule is told, and how often it is broken; the rows are for `npm run ledger:verify`.
      const rules = Map.groupBy(broken, (line) => line.slice(0, line.lastIndexOf(':')));
      for (const [rule, lines] of rules)
        log({ event: 'fault', where: 'ledger invariants', error: rule, code: String(lines.length), stack: null });
    }),
  ];
  return {
    async close() {
      closing.abort();
      await Promise.all(rounds.map((each) => each.close()));
    },
  };
}
