// The ledger's rows. A posting is one statement: journal, grants, hold and balances all follow from its transfers.

import { sql, type Kysely } from 'kysely';
import type { AccountId, GrantId, HoldId } from '../core/domain/ids.ts';
import type { FreezeReason, HoldPart } from '../core/domain/ledger.ts';
import type { LedgerOp, LedgerRows, OpenedLedger, Posting } from '../core/ledger-rows.ts';
import { freezeRows } from './ledger-freezes.ts';
import { verifyLedger } from './ledger-verify.ts';
import type { Schema } from './schema.ts';

export function ledgerRows(db: Kysely<Schema>): LedgerRows {
  return {
    async open(accountId, key, holdId) {
      // The lock goes first and by itself: what is read after it has been waited for is what the one before has left.
      await sql`/* lock-credits unread */ select from credit_account where account_id = ${accountId} for update`.execute(
        db,
      );
      // The two travel together; which is answered first does not matter under the lock.
      const [rows, parts] = await Promise.all([
        openedRows(db, accountId, key),
        holdId === undefined ? [] : holdParts(db, accountId, holdId),
      ]);
      return { ...toOpened(rows), parts };
    },
    async read(accountId) {
      const row = await db
        .selectFrom('credit_account')
        .select(['available', 'held', 'debt', 'frozen_at'])
        .where('account_id', '=', accountId)
        .executeTakeFirstOrThrow();
      return { available: row.available, held: row.held, debt: row.debt, frozen: row.frozen_at !== null };
    },
    async grantFor(accountId, sourceRef) {
      const row = await db
        .selectFrom('credit_grant')
        .select(['id', 'amount', 'available', 'expired', 'clawed', 'shortfall'])
        .where('account_id', '=', accountId)
        .where('source_ref', '=', sourceRef)
        .executeTakeFirst();
      if (!row) return null;
      const { id, amount, available, expired, clawed, shortfall } = row;
      return { id, amount, available, expired, clawed: clawed + shortfall };
    },
    ...freezeRows(db),
    post: (posting) => post(db, posting),
    async accountsWithExpired(now, limit) {
      const rows = await db
        .selectFrom('credit_grant')
        .select('account_id')
        .distinct()
        .where('available', '>', 0)
        .where('expires_at', '<=', now)
        .limit(limit)
        .execute();
      return rows.map((row) => row.account_id);
    },
    verify: (now = new Date()) => verifyLedger(db, now),
  };
}

type OpenedRow = {
  available: number;
  held: number;
  debt: number;
  frozen_at: Date | null;
  reason: FreezeReason | null;
  key: string | null;
  kind: LedgerOp['kind'];
  args: LedgerOp['args'];
  account_id: AccountId;
  result: string;
  grant_id: GrantId | null;
  priority: number;
  expires_at: Date | null;
  spendable: number;
};

async function openedRows(db: Kysely<Schema>, accountId: AccountId, key: string): Promise<readonly OpenedRow[]> {
  const { rows } = await sql<OpenedRow>`
    /* open-credits */ select c.available, c.held, c.debt, c.frozen_at, o.key, o.kind, o.args, o.account_id, o.result,
      g.id as grant_id, g.priority, g.expires_at, g.available as spendable,
      case when c.frozen_at is not null then (
        select reason from credit_freeze f where f.account_id = c.account_id and lifted_at is null order by frozen_at, ref limit 1
      ) end as reason
    from credit_account c
    left join ledger_op o on o.key = ${key}
    left join credit_grant g on g.account_id = c.account_id and g.available > 0
    where c.account_id = ${accountId}
  `.execute(db);
  return rows;
}

async function holdParts(db: Kysely<Schema>, accountId: AccountId, holdId: HoldId): Promise<readonly HoldPart[]> {
  const rows = await db
    .selectFrom('hold_part')
    .select(['grant_id', 'amount', 'captured', 'released'])
    .where('account_id', '=', accountId)
    .where('hold_id', '=', holdId)
    .orderBy('seq')
    .modifyEnd(sql`/* hold-parts */`)
    .execute();
  return rows.map(({ grant_id, amount, captured, released }) => ({ grantId: grant_id, amount, captured, released }));
}

/** One row for each grant, at least one; the account and the operation stand on every one of them. */
function toOpened(rows: readonly OpenedRow[]): Omit<OpenedLedger, 'parts'> {
  const [first] = rows;
  if (!first) throw new Error('an account without credits');
  const { available, held, debt, frozen_at, reason, key, kind, args, account_id, result } = first;
  return {
    credits: { available, held, debt, frozen: frozen_at !== null },
    // Frozen for no reason we know of, which verify() reports, is frozen all the same.
    frozenFor: frozen_at === null ? null : (reason ?? 'operator'),
    before: key === null ? null : { key, kind, args, accountId: account_id, result },
    grants: rows.flatMap(({ grant_id, priority, expires_at, spendable }) =>
      grant_id === null ? [] : [{ id: grant_id, priority, expiresAt: expires_at, available: spendable }],
    ),
  };
}

async function post(db: Kysely<Schema>, posting: Posting): Promise<void> {
  const { transfers, newGrant, newHold } = posting;
  const repaid = newGrant
    ? transfers.filter((each) => each.to === 'debt').reduce((sum, each) => sum + each.amount, 0)
    : 0;
  // A row inserted by a statement cannot be updated by it, so a new grant is inserted with its movements already folded in.
  await sql`
    /* post-movements unread */ with moved as (
      select * from unnest(
        ${transfers.map((_, at) => at)}::smallint[], ${transfers.map((each) => each.from)}::text[], ${transfers.map((each) => each.to)}::text[],
        ${transfers.map((each) => each.amount)}::bigint[], ${transfers.map((each) => each.grantId)}::uuid[], ${transfers.map((each) => each.holdId)}::uuid[]
      ) as t (seq, source, target, amount, grant_id, hold_id)
    ), op as (
      insert into ledger_op (id, key, kind, account_id, args, result, created_at)
      values (${posting.id}, ${posting.op.key}, ${posting.op.kind}, ${posting.accountId}, ${JSON.stringify(posting.op.args)}, ${posting.result}, ${posting.at})
    ), journal as (
      insert into ledger_transfer (op_id, seq, account_id, from_bucket, to_bucket, amount, grant_id, hold_id)
      select ${posting.id}::uuid, seq, ${posting.accountId}::uuid, source, target, amount, grant_id, hold_id from moved
    ), fresh_grant as (
      insert into credit_grant (id, account_id, source, source_ref, priority, expires_at, amount, available, debt_paid)
      select ${newGrant?.id ?? null}::uuid, ${posting.accountId}::uuid, ${newGrant?.source ?? null}::text, ${newGrant?.sourceRef ?? null}::text,
        ${newGrant?.priority ?? null}::smallint, ${newGrant?.expiresAt ?? null}::timestamptz, ${newGrant?.amount ?? null}::bigint,
        ${(newGrant?.amount ?? 0) - repaid}::bigint, ${repaid}::bigint
      where ${newGrant !== undefined}::boolean
    ), fresh_hold as (
      insert into hold (id, account_id, amount)
      select ${newHold?.id ?? null}::uuid, ${posting.accountId}::uuid, ${newHold?.amount ?? null}::bigint where ${newHold !== undefined}::boolean
    ), fresh_part as (
      insert into hold_part (hold_id, grant_id, account_id, seq, amount)
      select hold_id, grant_id, ${posting.accountId}::uuid, seq, amount from moved where ${newHold !== undefined}::boolean
    ), by_grant as (
      update credit_grant as g set
        available = g.available + d.available, held = g.held + d.held, spent = g.spent + d.spent,
        expired = g.expired + d.expired, clawed = g.clawed + d.clawed, debt_paid = g.debt_paid + d.debt_paid,
        shortfall = g.shortfall + d.shortfall
      from (
        select grant_id, ${net('available')} as available, ${net('held')} as held, ${net('spent')} as spent,
          ${net('expired')} as expired,
          coalesce(sum(amount) filter (where target = 'clawed' and source <> 'debt'), 0) as clawed,
          coalesce(sum(amount) filter (where target = 'clawed' and source = 'debt'), 0) as shortfall,
          coalesce(sum(amount) filter (where target = 'debt'), 0) as debt_paid
        from moved where grant_id is not null group by grant_id
      ) as d where g.id = d.grant_id and g.account_id = ${posting.accountId}
    ), by_hold as (
      update hold as h set captured = h.captured + d.captured, released = h.released + d.released
      from (${settled(sql`hold_id`)}) as d where h.id = d.hold_id and h.account_id = ${posting.accountId}
    ), by_part as (
      update hold_part as p set captured = p.captured + d.captured, released = p.released + d.released
      from (${settled(sql`hold_id, grant_id`)}) as d where p.hold_id = d.hold_id and p.grant_id = d.grant_id
    )
    update credit_account as a set available = a.available + d.available, held = a.held + d.held, debt = a.debt - d.debt
    from (select coalesce(${net('available')}, 0) as available, coalesce(${net('held')}, 0) as held, coalesce(${net('debt')}, 0) as debt from moved) as d
    where a.account_id = ${posting.accountId}
  `.execute(db);
}

function net(bucket: string) {
  return sql`coalesce(sum(amount) filter (where target = ${sql.lit(bucket)}), 0) - coalesce(sum(amount) filter (where source = ${sql.lit(bucket)}), 0)`;
}

function settled(by: ReturnType<typeof sql>) {
  return sql`
    select ${by}, coalesce(sum(amount) filter (where target = 'spent'), 0) as captured,
      coalesce(sum(amount) filter (where target in ('available', 'expired', 'clawed')), 0) as released
    from moved where source = 'held' and hold_id is not null group by ${by}`;
}
