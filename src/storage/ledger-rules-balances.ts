// Rules about what accounts, grants and holds say they have: each follows from the journal, and from the others.

import { sql, type RawBuilder } from 'kysely';

/** A name in words, and a query that yields the ids which break the rule. */
export type LedgerRule = readonly [name: string, query: RawBuilder<{ id: string }>];

/** An operation that began before `now` may be written after it. */
const MARGIN = '1 minute';

/** @param now by which credits are past their date */
export function balanceRules(now: Date): readonly LedgerRule[] {
  return [...RULES, repaidFirst(now)];
}

const RULES: readonly LedgerRule[] = [
  [
    'nothing is negative',
    sql`select id from (
        select account_id as id, least(available, held, debt) as lowest from credit_account
        union all select id, least(available, held, spent, expired, clawed, debt_paid, shortfall, amount - 1) from credit_grant
        union all select id, amount - 1 from hold
        union all select hold_id, least(captured, released, amount - 1) from hold_part
        union all select op_id, amount - 1 from ledger_transfer
      ) as balance where lowest < 0`,
  ],
  [
    'a grant is the sum of its parts',
    sql`select id from credit_grant where amount <> available + held + spent + expired + clawed + debt_paid`,
  ],
  [
    'a grant is the sum of its journal',
    sql`select g.id from credit_grant g
      left join (select grant_id,
          sum(amount) filter (where from_bucket = 'issued') as issued, sum(amount) filter (where to_bucket = 'spent') as spent,
          sum(amount) filter (where to_bucket = 'debt') as debt_paid,
          sum(amount) filter (where to_bucket = 'clawed' and from_bucket <> 'debt') as clawed,
          sum(amount) filter (where to_bucket = 'clawed' and from_bucket = 'debt') as shortfall,
          sum(case 'available' when to_bucket then amount when from_bucket then -amount end) as available,
          sum(case 'held' when to_bucket then amount when from_bucket then -amount end) as held,
          sum(case 'expired' when to_bucket then amount when from_bucket then -amount end) as expired
        from ledger_transfer group by grant_id) t on t.grant_id = g.id
      where (g.amount, g.available, g.held, g.spent, g.expired, g.clawed, g.debt_paid, g.shortfall)
        is distinct from (coalesce(t.issued, 0), coalesce(t.available, 0), coalesce(t.held, 0), coalesce(t.spent, 0),
          coalesce(t.expired, 0), coalesce(t.clawed, 0), coalesce(t.debt_paid, 0), coalesce(t.shortfall, 0))`,
  ],
  [
    'an account is the sum of its grants',
    sql`select a.account_id as id from credit_account a
      left join (select account_id, sum(available) as available, sum(held) as held from credit_grant group by account_id) g using (account_id)
      where a.available <> coalesce(g.available, 0) or a.held <> coalesce(g.held, 0)`,
  ],
  [
    'an account is the sum of its journal',
    sql`select a.account_id as id from credit_account a
      left join (select account_id,
          sum(case 'available' when to_bucket then amount when from_bucket then -amount end) as available,
          sum(case 'held' when to_bucket then amount when from_bucket then -amount end) as held,
          sum(case 'debt' when to_bucket then -amount when from_bucket then amount end) as debt
        from ledger_transfer group by account_id) t using (account_id)
      where (a.available, a.held, a.debt) is distinct from (coalesce(t.available, 0), coalesce(t.held, 0), coalesce(t.debt, 0))`,
  ],
  [
    'an account holds what its open holds hold',
    sql`select a.account_id as id from credit_account a
      left join (select account_id, sum(amount - captured - released) as held from hold_part group by account_id) h using (account_id)
      where a.held <> coalesce(h.held, 0)`,
  ],
  [
    'a hold is the sum of its parts',
    sql`select h.id from hold h
      left join (select hold_id, sum(amount) as amount from hold_part group by hold_id) p on p.hold_id = h.id
      where h.amount is distinct from p.amount`,
  ],
  [
    'a part of a hold is the sum of its journal',
    sql`select coalesce(p.hold_id, t.hold_id) as id from hold_part p
      full join (select hold_id, grant_id,
          sum(amount) filter (where to_bucket = 'held') as amount, sum(amount) filter (where to_bucket = 'spent') as captured,
          sum(amount) filter (where from_bucket = 'held' and to_bucket <> 'spent') as released
        from ledger_transfer where hold_id is not null group by hold_id, grant_id) t using (hold_id, grant_id)
      where (p.amount, p.captured, p.released) is distinct from (t.amount, coalesce(t.captured, 0), coalesce(t.released, 0))`,
  ],
  ['a hold settles no more than it took', sql`select hold_id as id from hold_part where captured + released > amount`],
  ['no more than a grant is clawed of it', sql`select id from credit_grant where clawed + shortfall > amount`],
  [
    'an account is frozen while a freeze is open',
    sql`select a.account_id as id from credit_account a
      where (a.frozen_at is not null) <> exists (
        select from credit_freeze f where f.account_id = a.account_id and f.lifted_at is null)`,
  ],
];

function repaidFirst(now: Date): LedgerRule {
  return [
    'an account in debt has nothing to spend',
    sql`select a.account_id as id from credit_account a
      where a.debt > 0 and exists (select from credit_grant g
        where g.account_id = a.account_id and g.available > 0
          and (g.expires_at is null or g.expires_at > ${now}::timestamptz + ${sql.lit(MARGIN)}::interval))`,
  ];
}
