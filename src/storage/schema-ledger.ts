// The tables of credits, as Kysely sees them.

import type { Generated, JSONColumnType } from 'kysely';
import type { AccountId, GrantId, HoldId, LedgerOpId } from '../core/domain/ids.ts';
import type { FreezeReason, GrantSource, LedgerBucket } from '../core/domain/ledger.ts';

export interface LedgerTables {
  credit_account: {
    account_id: AccountId;
    available: Generated<number>;
    held: Generated<number>;
    debt: Generated<number>;
    frozen_at: Date | null;
  };
  credit_grant: {
    id: GrantId;
    account_id: AccountId;
    source: GrantSource;
    source_ref: string;
    priority: number;
    expires_at: Date | null;
    amount: number;
    available: Generated<number>;
    held: Generated<number>;
    spent: Generated<number>;
    expired: Generated<number>;
    clawed: Generated<number>;
    debt_paid: Generated<number>;
    created_at: Generated<Date>;
    shortfall: Generated<number>;
  };
  credit_freeze: {
    account_id: AccountId;
    ref: string;
    reason: FreezeReason | null;
    frozen_at: Date | null;
    lifted_at: Date | null;
  };
  hold: {
    id: HoldId;
    account_id: AccountId;
    amount: number;
    created_at: Generated<Date>;
  };
  hold_part: {
    hold_id: HoldId;
    grant_id: GrantId;
    account_id: AccountId;
    seq: number;
    amount: number;
    captured: Generated<number>;
    released: Generated<number>;
  };
  ledger_op: {
    id: LedgerOpId;
    key: string;
    kind: string;
    account_id: AccountId;
    args: JSONColumnType<Record<string, string | number | null>>;
    result: string;
    created_at: Generated<Date>;
    seq: Generated<number>;
  };
  ledger_transfer: {
    op_id: LedgerOpId;
    seq: number;
    account_id: AccountId;
    from_bucket: LedgerBucket;
    to_bucket: LedgerBucket;
    amount: number;
    grant_id: GrantId | null;
    hold_id: HoldId | null;
  };
}
