// The ledger as one account reads it: why it is frozen, what ends when, and what moved last.

import { sql, type Kysely } from 'kysely';
import type { Movement } from '../core/answers.ts';
import type { FreezeReason } from '../core/domain/ledger.ts';
import type { CreditRows } from '../core/payment-rows.ts';
import type { Schema } from './schema.ts';

/** One at a time, so that two newcomers at once do not both get the last of an hour's starter grants. */
const STARTER_LOCK = 'starter grants';

export function creditRows(db: Kysely<Schema>): CreditRows {
  return {
    async frozenFor(accountId) {
      const rows = await db
        .selectFrom('credit_freeze')
        .select('reason')
        .where('account_id', '=', accountId)
        .where('lifted_at', 'is', null)
        .orderBy('frozen_at')
        .orderBy('ref')
        .execute();
      const reasons = rows.map(({ reason }) => reason).filter((reason): reason is FreezeReason => reason !== null);
      return [...new Set(reasons)];
    },
    async knowsFreeze(accountId, ref) {
      const row = await db
        .selectFrom('credit_freeze')
        .select('ref')
        .where('account_id', '=', accountId)
        .where('ref', '=', ref)
        .executeTakeFirst();
      return row !== undefined;
    },
    async freezes(by) {
      const query = db.selectFrom('credit_freeze').select(['account_id', 'ref']).where('lifted_at', 'is', null);
      const rows = await (
        'ref' in by ? query.where('ref', '=', by.ref) : query.where('account_id', '=', by.accountId)
      ).execute();
      return rows.map(({ account_id, ref }) => ({ accountId: account_id, ref }));
    },
    async expiring(accountId, now) {
      const { rows } = await sql<{ credits: number; at: Date }>`
        select sum(available)::bigint as credits, expires_at as at from credit_grant
        where account_id = ${accountId} and available > 0 and expires_at > ${now} group by expires_at order by expires_at
      `.execute(db);
      return rows;
    },
    async movements(accountId, limit) {
      // What an operation did to the available credits; a repayment of debt is part of what was granted or given back.
      const { rows } = await sql<Movement>`
        with op as (
          select o.id, o.account_id, o.seq, o.kind, o.created_at from ledger_op o
          where o.account_id = ${accountId} and o.kind not in ('freeze', 'unfreeze') order by o.seq desc limit ${limit}
        )
        select op.created_at as at,
          case op.kind when 'grant' then coalesce(min(g.source), 'operator') when 'capture' then 'spent' when 'expire' then 'expiry' else op.kind end as what,
          coalesce(sum(t.amount) filter (where t.to_bucket = 'available'), 0)::bigint
            - coalesce(sum(t.amount) filter (where t.from_bucket = 'available'), 0)::bigint
            - coalesce(sum(t.amount) filter (where op.kind = 'capture' and t.to_bucket = 'spent'), 0)::bigint as credits
        from op join ledger_transfer t on t.account_id = op.account_id and t.op_id = op.id left join credit_grant g on g.id = t.grant_id
        group by op.id, op.seq, op.kind, op.created_at order by op.seq desc
      `.execute(db);
      return rows;
    },
    async startersSince(since) {
      await sql`select pg_advisory_xact_lock(hashtextextended(${STARTER_LOCK}, 0))`.execute(db);
      const { rows } = await sql<{ count: number }>`select starters_since(${since}) as count`.execute(db);
      return rows[0]?.count ?? 0;
    },
  };
}
