-- The ledger's keys and checks, as few as say everything: what follows from another key is no key of its own, and what one
-- column promises is promised by its domain.

-- The text of a check is read and planned with every statement that writes the table; a domain's is kept by the session.
create domain credits as bigint check (value >= 0);
create domain some_credits as bigint check (value > 0);

alter table credit_account
  drop constraint credit_account_not_negative,
  alter column available type credits,
  alter column held type credits,
  alter column debt type credits;
alter table credit_grant
  drop constraint credit_grant_not_negative,
  drop constraint credit_grant_amount_check,
  alter column amount type some_credits,
  alter column available type credits,
  alter column held type credits,
  alter column spent type credits,
  alter column expired type credits,
  alter column clawed type credits,
  alter column debt_paid type credits,
  alter column shortfall type credits;
alter table hold
  drop constraint hold_not_negative,
  drop constraint hold_amount_check,
  alter column amount type some_credits,
  alter column captured type credits,
  alter column released type credits;
alter table hold_part
  drop constraint hold_part_not_negative,
  drop constraint hold_part_amount_check,
  alter column amount type some_credits,
  alter column captured type credits,
  alter column released type credits;
alter table ledger_transfer
  drop constraint ledger_transfer_amount_check,
  alter column amount type some_credits;

-- A movement into a hold or out of it belongs to a part of that hold, of the same account. Hold and grant follow, each of
-- which had a key that knew nothing of the account, or of whether that hold took from that grant. What moves outside of holds
-- has its grant looked for by the proof (src/storage/ledger-rules-journal.ts). A movement is found by its account, so that
-- one index does for both.
alter table hold_part
  drop constraint hold_part_pkey,
  add primary key (account_id, hold_id, grant_id);
alter table ledger_transfer
  drop constraint ledger_transfer_grant_id_fkey,
  drop constraint ledger_transfer_hold_id_fkey,
  add constraint ledger_transfer_account_id_hold_id_grant_id_fkey
    foreign key (account_id, hold_id, grant_id) references hold_part (account_id, hold_id, grant_id) deferrable,
  drop constraint ledger_transfer_pkey,
  add primary key (account_id, op_id, seq);
drop index ledger_transfer_account;
drop index ledger_transfer_grant;
drop index ledger_transfer_hold;
create index ledger_transfer_part on ledger_transfer (account_id, hold_id, grant_id) where hold_id is not null;

-- A hold belongs to the account of its parts, whose grants belong to an account with credits; one without parts, and an
-- operation of nobody, which moves nothing, are found by the proof.
alter table hold drop constraint hold_account_id_fkey;
alter table ledger_op drop constraint ledger_op_account_id_fkey;
