// Rules between credits and the work they pay for: what is finished is paid, and what is over holds nothing.

import { sql } from 'kysely';
import type { LedgerRule } from './ledger-rules-balances.ts';

/** What of a hold is paid, and what was given back. */
const SETTLED = sql`(select hold_id, sum(amount) as amount, sum(captured) as captured, sum(released) as released
  from hold_part group by hold_id)`;

export const WORK_RULES: readonly LedgerRule[] = [
  [
    'a finished run has closed its hold',
    sql`select r.id from bulk_run r join ${SETTLED} h on h.hold_id = r.hold_id
      where r.state in ('assembling', 'finished', 'cancelled') and h.captured + h.released <> h.amount`,
  ],
  [
    'a finished request has closed its hold',
    sql`select g.id from generation g join ${SETTLED} h on h.hold_id = g.hold_id
      where not exists (select from image i where i.generation_id = g.id and i.state = 'owed') and h.captured + h.released <> h.amount`,
  ],
  [
    'a request captures what its finished pictures cost',
    sql`select g.id from generation g join ${SETTLED} h on h.hold_id = g.hold_id
      where h.captured <> g.gone_credits + (select coalesce(sum(i.credits), 0) from image i where i.generation_id = g.id and i.captured_at is not null)`,
  ],
  [
    'a run captures what its finished pictures cost',
    sql`select r.id from bulk_run r join ${SETTLED} h on h.hold_id = r.hold_id
      where h.captured <> r.gone_credits + (select coalesce(sum(i.credits), 0) from image i where i.run_id = r.id and i.captured_at is not null)`,
  ],
  [
    'nothing finished stays free',
    sql`select i.id from image i left join bulk_run r on r.id = i.run_id
      where i.state = 'ready' and i.credits > 0 and i.captured_at is null and r.state is distinct from 'running'`,
  ],
];
