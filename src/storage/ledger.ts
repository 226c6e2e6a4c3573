// The ledger's rows: what an operation begins with, read under the account's lock, and what the clock and the proof look at.

import type { AccountId, GrantId } from '../core/domain/ids.ts';
import type { FreezeReason, HoldPart } from '../core/domain/ledger.ts';
import type { LedgerOp, LedgerRows, OpenedLedger } from '../core/ledger-rows.ts';
import { freezeRows } from './ledger-freezes.ts';
import { post } from './ledger-posting.ts';
import { proveLedger, verifyLedger } from './ledger-verify.ts';
import type { Place } from './transactions.ts';

export function ledgerRows(place: Place): LedgerRows {
  return {
    async open(accountId, key, holdId) {
      // The lock goes first and by itself: what is read after it has been waited for is what the one before has left.
      await place.run(LOCK, [accountId]);
      if (holdId !== undefined) {
        const { rows } = await place.run<SettledRow>(OPEN_HOLD, [accountId, key, holdId]);
        return { ...(await opened(place, accountId, rows)), grants: [], parts: rows.flatMap(toPart).toSorted(bySeq) };
      }
      const { rows } = await place.run<SpendingRow>(OPEN, [accountId, key]);
      return { ...(await opened(place, accountId, rows)), grants: rows.flatMap(toGrant), parts: [] };
    },
    async read(accountId) {
      const row = await place.kysely
        .selectFrom('credit_account')
        .select(['available', 'held', 'debt', 'frozen_at'])
        .where('account_id', '=', accountId)
        .executeTakeFirstOrThrow();
      return { available: row.available, held: row.held, debt: row.debt, frozen: row.frozen_at !== null };
    },
    async grantFor(accountId, sourceRef) {
      const row = await place.kysely
        .selectFrom('credit_grant')
        .select(['id', 'amount', 'available', 'expired', 'clawed', 'shortfall'])
        .where('account_id', '=', accountId)
        .where('source_ref', '=', sourceRef)
        .executeTakeFirst();
      if (!row) return null;
      const { id, amount, available, expired, clawed, shortfall } = row;
      return { id, amount, available, expired, clawed: clawed + shortfall };
    },
    ...freezeRows(place),
    post: (posting) => post(place, posting),
    async accountsWithExpired(now, limit) {
      const rows = await place.kysely
        .selectFrom('credit_grant')
        .select('account_id')
        .distinct()
        .where('available', '>', 0)
        .where('expires_at', '<=', now)
        .limit(limit)
        .execute();
      return rows.map((row) => row.account_id);
    },
    verify: (now = new Date()) => verifyLedger(place.kysely, now),
    prove: (now = new Date()) => proveLedger(place.kysely, now),
  };
}

/** What stands on every row of either: the account, and the operation that has the key. */
type OpenedRow = { debt: number; frozen_at: Date | null; before: RecordedOp | null };
type RecordedOp = Pick<LedgerOp, 'key' | 'kind' | 'args'> & { account_id: AccountId; result: string };
type SpendingRow = OpenedRow & {
  grant_id: GrantId | null;
  priority: number;
  expires_at: Date | null;
  spendable: number;
};
type SettledRow = OpenedRow & {
  grant_id: GrantId | null;
  seq: number;
  amount: number;
  captured: number;
  released: number;
};

// Written out once: these run with every picture, and putting them together anew would cost more than their answers.
const LOCK = '/* lock-credits unread */ select from credit_account where account_id = $1 for update';
const OPEN = `/* open-credits */ select c.debt, c.frozen_at, to_json(o) as before,
    g.id as grant_id, g.priority, g.expires_at, g.available as spendable
  from credit_account c
  left join ledger_op o on o.key = $2
  left join credit_grant g on g.account_id = c.account_id and g.available > 0
  where c.account_id = $1`;
const OPEN_HOLD = `/* open-hold */ select c.debt, c.frozen_at, to_json(o) as before,
    p.grant_id, p.seq, p.amount, p.captured, p.released
  from credit_account c
  left join ledger_op o on o.key = $2
  left join hold_part p on p.hold_id = $3 and p.account_id = c.account_id
  where c.account_id = $1`;
const REASON = `/* frozen-for */ select reason from credit_freeze
  where account_id = $1 and lifted_at is null order by frozen_at, ref limit 1`;

async function opened(
  place: Place,
  accountId: AccountId,
  [row]: readonly OpenedRow[],
): Promise<Pick<OpenedLedger, 'credits' | 'frozenFor' | 'before'>> {
  if (!row) throw new Error('an account without credits');
  const { debt, frozen_at, before } = row;
  return {
    credits: { debt },
    frozenFor: frozen_at === null ? null : await frozenFor(place, accountId),
    before: before && {
      key: before.key,
      kind: before.kind,
      args: before.args,
      accountId: before.account_id,
      result: before.result,
    },
  };
}

async function frozenFor(place: Place, accountId: AccountId): Promise<FreezeReason> {
  const { rows } = await place.run<{ reason: FreezeReason | null }>(REASON, [accountId]);
  // Frozen for no reason we know of, which verify() reports, is frozen all the same.
  return rows[0]?.reason ?? 'operator';
}

/** None where an account has nothing to spend: its one row is there for the account. */
function toGrant({ grant_id, priority, expires_at, spendable }: SpendingRow): OpenedLedger['grants'] {
  return grant_id === null ? [] : [{ id: grant_id, priority, expiresAt: expires_at, available: spendable }];
}

function toPart(row: SettledRow): (HoldPart & { seq: number })[] {
  const { grant_id, seq, amount, captured, released } = row;
  return grant_id === null ? [] : [{ grantId: grant_id, seq, amount, captured, released }];
}

/** The order the parts were lent in; a handful, so sorting them here costs less than a sort in the database's plan. */
function bySeq(a: { seq: number }, b: { seq: number }): number {
  return a.seq - b.seq;
}
