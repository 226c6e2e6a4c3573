-- The ledger's tables as they are cheapest to write: the same keys, checks and rules, with less to do for each row.

-- An update that changes a column of an index, or of its condition, writes the row into every index of its table anew. These
-- had what changes with every movement in their conditions; what is left is found by columns that stay as they are.
drop index credit_grant_spendable; -- credit_grant_account_id_id_key finds the grants of an account
drop index credit_grant_expiring;
create index credit_grant_expiring on credit_grant (expires_at) where expires_at is not null;
drop index hold_open; -- hold_account_id_id_key finds the holds of an account
-- Room for the next version of a row beside it.
alter table credit_account set (fillfactor = 70);
alter table credit_grant set (fillfactor = 70);
alter table hold set (fillfactor = 80);
alter table hold_part set (fillfactor = 80);

-- The text of a check is read and planned with every statement that writes the table; a domain's is kept by the session.
create domain grant_source as text
  check (value in ('starter', 'pack', 'plan', 'stars', 'dispute-won', 'operator'));
create domain ledger_kind as text
  check (value in ('grant', 'hold', 'capture', 'release', 'clawback', 'expire', 'freeze', 'unfreeze'));
create domain ledger_bucket as text
  check (value in ('issued', 'available', 'held', 'spent', 'expired', 'clawed', 'debt'));

alter table credit_account
  drop constraint credit_account_available_check,
  drop constraint credit_account_held_check,
  drop constraint credit_account_debt_check,
  add constraint credit_account_not_negative check (least(available, held, debt) >= 0);
alter table credit_grant
  drop constraint credit_grant_source_check,
  alter column source type grant_source,
  drop constraint credit_grant_available_check,
  drop constraint credit_grant_held_check,
  drop constraint credit_grant_spent_check,
  drop constraint credit_grant_expired_check,
  drop constraint credit_grant_clawed_check,
  drop constraint credit_grant_debt_paid_check,
  drop constraint credit_grant_shortfall_check,
  add constraint credit_grant_not_negative
    check (least(available, held, spent, expired, clawed, debt_paid, shortfall) >= 0);
alter table hold
  drop constraint hold_captured_check,
  drop constraint hold_released_check,
  add constraint hold_not_negative check (least(captured, released) >= 0);
alter table hold_part
  drop constraint hold_part_captured_check,
  drop constraint hold_part_released_check,
  add constraint hold_part_not_negative check (least(captured, released) >= 0);
alter table ledger_op
  drop constraint ledger_op_kind_check,
  alter column kind type ledger_kind;
alter table ledger_transfer
  drop constraint ledger_transfer_from_bucket_check,
  drop constraint ledger_transfer_to_bucket_check,
  alter column from_bucket type ledger_bucket,
  alter column to_bucket type ledger_bucket;

-- A movement belongs to an operation of its own account. That there is such an operation and such an account follows, and
-- was two keys. The index serves whoever looks for the operations of an account as well.
drop index ledger_op_account;
alter table ledger_op add constraint ledger_op_account_id_id_key unique (account_id, id);
alter table ledger_transfer
  add constraint ledger_transfer_account_id_op_id_fkey
    foreign key (account_id, op_id) references ledger_op (account_id, id) deferrable,
  drop constraint ledger_transfer_op_id_fkey,
  drop constraint ledger_transfer_account_id_fkey;
