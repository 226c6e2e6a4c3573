// Rules about what happened: each operation once, moving what its kind may move, in an order that was allowed.

import { sql } from 'kysely';
import type { LedgerRule } from './ledger-rules-balances.ts';

export const JOURNAL_RULES: readonly LedgerRule[] = [
  [
    'an operation is of an account that has credits',
    sql`select o.id from ledger_op o
      where not exists (select from credit_account a where a.account_id = o.account_id)`,
  ],
  ['an operation key works once', sql`select min(id::text) as id from ledger_op group by key having count(*) > 1`],
  [
    'a money object is granted once',
    sql`select min(id::text) as id from credit_grant group by source_ref having count(*) > 1
      union all select g.id::text from credit_grant g
        where (select count(*) from ledger_op o where o.kind = 'grant' and o.key = 'grant:' || g.source_ref and o.result = g.id::text) <> 1`,
  ],
  [
    'a movement is one that its operation makes',
    sql`select t.op_id as id from ledger_transfer t left join ledger_op o on o.id = t.op_id
      where o.id is null or (o.kind, t.from_bucket, t.to_bucket) not in (
        ('grant', 'issued', 'available'), ('grant', 'available', 'debt'),
        ('hold', 'available', 'held'), ('capture', 'held', 'spent'),
        ('release', 'held', 'available'), ('release', 'available', 'debt'),
        ('expire', 'available', 'expired'),
        ('clawback', 'available', 'clawed'), ('clawback', 'expired', 'clawed'),
        ('clawback', 'debt', 'clawed'), ('clawback', 'available', 'debt'))`,
  ],
  [
    'a movement names its grant, and its hold where there is one',
    sql`select t.op_id as id from ledger_transfer t left join credit_grant g on g.id = t.grant_id
      where g.id is null or (t.hold_id is not null) <> ('held' in (t.from_bucket, t.to_bucket))`,
  ],
  [
    'a movement stays within one account',
    sql`select t.op_id as id from ledger_transfer t
      join ledger_op o on o.id = t.op_id
      left join credit_grant g on g.id = t.grant_id
      left join hold h on h.id = t.hold_id
      where t.account_id <> o.account_id or t.account_id <> g.account_id or t.account_id <> h.account_id`,
  ],
  [
    'an operation moves what it says',
    sql`select o.id from ledger_op o
      left join (select op_id, sum(amount) filter (where to_bucket <> 'debt') as moved from ledger_transfer group by op_id) t
        on t.op_id = o.id
      where coalesce(t.moved, 0) <> case o.kind when 'freeze' then 0 when 'unfreeze' then 0
        when 'clawback' then o.result::bigint else (o.args->>'amount')::bigint end`,
  ],
  [
    'a hold is taken by one operation',
    sql`select h.id from hold h
      left join (select t.hold_id, count(distinct o.id) as times, min(o.result) as result
        from ledger_transfer t join ledger_op o on o.id = t.op_id where t.to_bucket = 'held' group by t.hold_id) o on o.hold_id = h.id
      where o.times is distinct from 1 or o.result <> h.id::text`,
  ],
  [
    'a hold burns its grants in order',
    sql`select hold_id as id from (
        select p.hold_id, row(g.priority, coalesce(g.expires_at, 'infinity'), g.id)
          < lag(row(g.priority, coalesce(g.expires_at, 'infinity'), g.id)) over (partition by p.hold_id order by p.seq) as is_late
        from hold_part p join credit_grant g on g.id = p.grant_id
      ) as burned where is_late`,
  ],
  [
    'credits past their date are not held',
    sql`select o.id from ledger_op o
      join ledger_transfer t on t.op_id = o.id join credit_grant g on g.id = t.grant_id
      where o.kind = 'hold' and g.expires_at <= o.created_at`,
  ],
  [
    'a frozen account opens no hold',
    sql`select h.id from ledger_op f
      join ledger_op h on h.account_id = f.account_id and h.kind = 'hold' and h.seq > f.seq
      where f.kind = 'freeze' and f.result = 'frozen' and not exists (
        select from ledger_op u where u.account_id = f.account_id and u.kind = 'unfreeze'
          and u.args->>'ref' = f.args->>'ref' and u.seq < h.seq)`,
  ],
  [
    'an account in debt opens no hold',
    sql`select id from (
        select o.id, o.kind, sum(t.owed) over (partition by o.account_id order by o.seq) as owed
        from ledger_op o left join (select op_id, sum(case 'debt' when from_bucket then amount else -amount end) as owed
          from ledger_transfer where 'debt' in (from_bucket, to_bucket) group by op_id) t on t.op_id = o.id
      ) as standing where kind = 'hold' and owed > 0`,
  ],
  [
    'a clawback moves what its target adds to the highest before it',
    sql`select id from (
        select o.id, o.result::bigint as moved, least((o.args->>'target')::bigint, g.amount) as target,
          coalesce(max(least((o.args->>'target')::bigint, g.amount)) over (
            partition by g.id order by o.seq rows between unbounded preceding and 1 preceding), 0) as before
        from ledger_op o join credit_grant g on g.account_id = o.account_id and g.source_ref = o.args->>'grant'
        where o.kind = 'clawback'
      ) as clawback where moved <> greatest(target - before, 0)`,
  ],
  [
    'a grant has lost what the highest target says',
    sql`select g.id from credit_grant g
      left join (select account_id, args->>'grant' as source_ref, max((args->>'target')::bigint) as target
        from ledger_op where kind = 'clawback' group by account_id, args->>'grant') o using (account_id, source_ref)
      where g.clawed + g.shortfall <> least(coalesce(o.target, 0), g.amount)`,
  ],
  [
    'freezes are opened and lifted in the journal',
    sql`select account_id as id from credit_freeze f
      full join (select account_id, args->>'ref' as ref, bool_or(kind = 'freeze' and result = 'frozen') as is_frozen,
          bool_or(kind = 'unfreeze') as is_lifted
        from ledger_op where kind in ('freeze', 'unfreeze') group by account_id, args->>'ref') o using (account_id, ref)
      where (f.frozen_at is not null, f.lifted_at is not null) is distinct from (o.is_frozen, o.is_lifted)`,
  ],
  [
    'the journal holds ids and figures, and nothing about a person',
    sql`select o.id from ledger_op o
      where not (o.key || o.result) ~ '^[A-Za-z0-9:._/+=-]+$' or exists (
        select from jsonb_each_text(o.args) as arg where not arg.value ~ '^[A-Za-z0-9:._/+=-]+$')`,
  ],
];
