// What is due by the clock: credits past their date, and the nightly proof of the ledger.

import type { Core } from '../core/core.ts';
import type { Log } from '../core/ports.ts';
import { startRounds } from './rounds.ts';

const HOUR_MS = 3_600_000;

export function startSchedules(needs: {
  core: Pick<Core, 'expireCredits' | 'verifyLedger'>;
  leads: () => boolean;
  log: Log;
}): { close(): Promise<void> } {
  const hourly = startRounds('expire credits', { everyMs: HOUR_MS, apartMs: 0 }, needs.log, async () => {
    // A leader only: several processes doing it would be right as well, but idle.
    if (needs.leads()) await needs.core.expireCredits();
  });
  const nightly = startRounds('verify ledger', { everyMs: 24 * HOUR_MS, apartMs: 0 }, needs.log, async () => {
    if (!needs.leads()) return;
    const broken = await needs.core.verifyLedger();
    if (broken.length > 0)
      needs.log({
        event: 'fault',
        where: 'ledger invariants',
        error: `${broken.length} broken`,
        code: null,
        stack: null,
      });
  });
  return {
    async close() {
      await Promise.all([hourly.close(), nightly.close()]);
    },
  };
}
