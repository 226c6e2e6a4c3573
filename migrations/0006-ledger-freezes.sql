-- Freezes by reference, clawbacks beyond what a grant still has, the journal's order, and who may not edit it.

-- An account is frozen while one of these is open. One that was lifted stays, so that a late or repeated freeze does nothing.
create table credit_freeze (
  account_id uuid not null references credit_account (account_id),
  ref text not null,
  -- Neither reason nor time: it was lifted before it came, because news arrives out of order.
  reason text check (reason in ('dispute', 'fraud-warning', 'payment-missing', 'operator')),
  frozen_at timestamptz,
  lifted_at timestamptz,
  primary key (account_id, ref),
  check ((reason is null) = (frozen_at is null)),
  check (frozen_at is not null or lifted_at is not null)
);

alter table ledger_op drop constraint ledger_op_kind_check;
alter table ledger_op add constraint ledger_op_kind_check
  check (kind in ('grant', 'hold', 'capture', 'release', 'clawback', 'expire', 'freeze', 'unfreeze'));

-- Drawn under the account's lock: the order in which an account's operations happened, whatever clocks say.
alter table ledger_op add column seq bigserial;

-- What was clawed of a grant beyond what it still had; the account owes that, or has paid it from other grants.
alter table credit_grant add column shortfall bigint not null default 0 check (shortfall >= 0);
alter table credit_grant add constraint credit_grant_clawed_once check (clawed + shortfall <= amount);

-- The role the program works under, where whoever migrates may make one. It adds to the journal and never edits it.
do $$
begin
  if not exists (select from pg_roles where rolname = 'easel_app') then
    begin
      create role easel_app nologin;
    exception
      when insufficient_privilege then
        raise notice 'role easel_app was not made, because % may not make roles: the triggers alone guard the journal', current_user;
        return;
      -- Another database of this server was migrated at the same moment.
      when duplicate_object or unique_violation then null;
    end;
  end if;
  revoke all on ledger_op, ledger_transfer, credit_account, credit_grant, credit_freeze, hold, hold_part from easel_app;
  grant select, insert on ledger_op, ledger_transfer to easel_app;
  grant select, insert, update on credit_account, credit_grant, credit_freeze, hold, hold_part to easel_app;
  grant usage on sequence ledger_op_seq_seq to easel_app;
end $$;
revoke update, delete, truncate on ledger_op, ledger_transfer from public;
