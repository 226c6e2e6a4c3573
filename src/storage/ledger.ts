// The ledger's rows: what an operation begins with, read under the account's lock, and what the clock and the proof look at.

import { CompiledQuery, type Kysely } from 'kysely';
import type { AccountId, GrantId } from '../core/domain/ids.ts';
import type { FreezeReason, HoldPart } from '../core/domain/ledger.ts';
import type { LedgerOp, LedgerRows, OpenedLedger } from '../core/ledger-rows.ts';
import { freezeRows } from './ledger-freezes.ts';
import { post } from './ledger-posting.ts';
import { proveLedger, verifyLedger } from './ledger-verify.ts';
import type { Schema } from './schema.ts';

export function ledgerRows(db: Kysely<Schema>): LedgerRows {
  return {
    async open(accountId, key, holdId) {
      // The lock goes first and by itself: what is read after it has been waited for is what the one before has left.
      await db.executeQuery(CompiledQuery.raw(LOCK, [accountId]));
      // The two travel together; which is answered first does not matter under the lock.
      const [opened, parts] = await Promise.all([
        db.executeQuery<OpenedRow>(CompiledQuery.raw(OPEN, [accountId, key])),
        holdId === undefined ? null : db.executeQuery<PartRow>(CompiledQuery.raw(PARTS, [accountId, holdId])),
      ]);
      return { ...toOpened(opened.rows), parts: (parts?.rows ?? []).map(toPart) };
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
    prove: (now = new Date()) => proveLedger(db, now),
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

type PartRow = { grant_id: GrantId; amount: number; captured: number; released: number };

// Written out once: these run with every picture, and putting them together anew would cost more than their answers.
const LOCK = '/* lock-credits unread */ select from credit_account where account_id = $1 for update';
const OPEN = `/* open-credits */ select c.available, c.held, c.debt, c.frozen_at, o.key, o.kind, o.args, o.account_id, o.result,
    g.id as grant_id, g.priority, g.expires_at, g.available as spendable,
    case when c.frozen_at is not null then (
      select reason from credit_freeze f where f.account_id = c.account_id and lifted_at is null order by frozen_at, ref limit 1
    ) end as reason
  from credit_account c
  left join ledger_op o on o.key = $2
  left join credit_grant g on g.account_id = c.account_id and g.available > 0
  where c.account_id = $1`;
const PARTS = `/* hold-parts */ select grant_id, amount, captured, released from hold_part
  where account_id = $1 and hold_id = $2 order by seq`;

function toPart({ grant_id, amount, captured, released }: PartRow): HoldPart {
  return { grantId: grant_id, amount, captured, released };
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
