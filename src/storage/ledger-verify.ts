// Every invariant of the ledger as a query that returns what breaks it; run nightly, after tests and on demand.

import { sql, type Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** Each query yields the ids that break the rule named before it. */
const RULES: readonly (readonly [rule: string, query: string])[] = [
  [
    'an account is the sum of its grants',
    `select a.account_id as id from credit_account a
     left join (select account_id, sum(available) as available, sum(held) as held from credit_grant group by account_id) g using (account_id)
     where a.available <> coalesce(g.available, 0) or a.held <> coalesce(g.held, 0)`,
  ],
  [
    'an account is the sum of its journal',
    `select a.account_id as id from credit_account a
     left join (select account_id,
         sum(amount) filter (where to_bucket = 'available') as available_in, sum(amount) filter (where from_bucket = 'available') as available_out,
         sum(amount) filter (where to_bucket = 'held') as held_in, sum(amount) filter (where from_bucket = 'held') as held_out,
         sum(amount) filter (where from_bucket = 'debt') as debt_in, sum(amount) filter (where to_bucket = 'debt') as debt_out
       from ledger_transfer group by account_id) t using (account_id)
     where a.available <> coalesce(available_in, 0) - coalesce(available_out, 0)
        or a.held <> coalesce(held_in, 0) - coalesce(held_out, 0)
        or a.debt <> coalesce(debt_in, 0) - coalesce(debt_out, 0)`,
  ],
  [
    'a grant is the sum of its journal',
    `select g.id from credit_grant g
     left join (select grant_id,
         sum(amount) filter (where from_bucket = 'issued') as issued,
         sum(amount) filter (where to_bucket = 'spent') as spent,
         sum(amount) filter (where to_bucket = 'expired') as expired, sum(amount) filter (where from_bucket = 'expired') as unexpired,
         sum(amount) filter (where to_bucket = 'clawed' and from_bucket <> 'debt') as clawed,
         sum(amount) filter (where to_bucket = 'clawed' and from_bucket = 'debt') as shortfall,
         sum(amount) filter (where to_bucket = 'debt') as debt_paid,
         coalesce(sum(amount) filter (where to_bucket = 'held'), 0) - coalesce(sum(amount) filter (where from_bucket = 'held'), 0) as held
       from ledger_transfer where grant_id is not null group by grant_id) t on t.grant_id = g.id
     where g.amount <> coalesce(t.issued, 0) or g.spent <> coalesce(t.spent, 0) or g.expired <> coalesce(t.expired, 0) - coalesce(t.unexpired, 0)
        or g.clawed <> coalesce(t.clawed, 0) or g.shortfall <> coalesce(t.shortfall, 0) or g.debt_paid <> coalesce(t.debt_paid, 0) or g.held <> coalesce(t.held, 0)`,
  ],
  [
    'a hold is the sum of its parts and of its journal',
    `select h.id from hold h
     left join (select hold_id, sum(amount) as amount, sum(captured) as captured, sum(released) as released from hold_part group by hold_id) p on p.hold_id = h.id
     left join (select hold_id, sum(amount) filter (where to_bucket = 'held') as lent, sum(amount) filter (where to_bucket = 'spent') as captured,
         sum(amount) filter (where from_bucket = 'held' and to_bucket <> 'spent') as released
       from ledger_transfer where hold_id is not null group by hold_id) t on t.hold_id = h.id
     where h.amount <> coalesce(p.amount, 0) or h.captured <> coalesce(p.captured, 0) or h.released <> coalesce(p.released, 0)
        or h.amount <> coalesce(t.lent, 0) or h.captured <> coalesce(t.captured, 0) or h.released <> coalesce(t.released, 0)`,
  ],
  [
    'what an account holds is what its open holds hold',
    `select a.account_id as id from credit_account a
     left join (select account_id, sum(amount - captured - released) as held from hold group by account_id) h using (account_id)
     where a.held <> coalesce(h.held, 0)`,
  ],
  [
    'an operation has movements',
    `select o.id from ledger_op o where kind not in ('freeze', 'unfreeze') and result <> '0' and not exists (select from ledger_transfer t where t.op_id = o.id)`,
  ],
  [
    'a finished run has closed its hold',
    `select r.id from bulk_run r join hold h on h.id = r.hold_id
     where r.state in ('finished', 'cancelled') and h.captured + h.released <> h.amount`,
  ],
  [
    'a finished request has closed its hold',
    `select g.id from generation g join hold h on h.id = g.hold_id
     where not exists (select from image i where i.generation_id = g.id and i.state = 'owed') and h.captured + h.released <> h.amount`,
  ],
  [
    'a request captures what its finished pictures cost',
    `select g.id from generation g join hold h on h.id = g.hold_id
     where h.captured <> (select coalesce(sum(i.credits), 0) from image i where i.generation_id = g.id and i.captured_at is not null)`,
  ],
  [
    'a run captures what its finished pictures cost',
    `select r.id from bulk_run r join hold h on h.id = r.hold_id
     where h.captured <> (select coalesce(sum(i.credits), 0) from image i where i.run_id = r.id and i.captured_at is not null)`,
  ],
  [
    'nothing finished stays free',
    `select i.id from image i left join bulk_run r on r.id = i.run_id
     where i.state = 'ready' and i.credits > 0 and i.captured_at is null and r.state is distinct from 'running'`,
  ],
];

/** One line for each row that breaks a rule, at most ten a rule; empty when the ledger is sound. */
export async function verifyLedger(db: Kysely<Schema>, _now: Date): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const [rule, query] of RULES) {
    const found = await sql.raw<{ id: string }>(`${query} limit 10`).execute(db);
    broken.push(...found.rows.map((row) => `${rule}: ${row.id}`));
  }
  return broken;
}
