-- Accounts that are erased: asked for, confirmed, done; what stays is the books, under a number that leads to nobody.

alter table account drop constraint account_state_check;
-- erasing: nothing is begun any more. erased: no person's, the owner of what a receipt keeps.
alter table account add constraint account_state_check check (state in ('active', 'erasing', 'erased'));

create table erasure (
  id uuid primary key,
  -- What the person holds: whoever knows it may ask what became of it.
  number text not null unique,
  -- Whose account it is; from the moment it is gone, the receipt's.
  account_id uuid not null references account (id),
  -- The receipt's, made when it was confirmed.
  receipt_id uuid references account (id),
  state text not null check (state in ('asked', 'confirmed', 'erased', 'done')),
  asked_at timestamptz not null,
  confirmed_at timestamptz,
  erased_at timestamptz,
  done_at timestamptz,
  -- The id the account had, to look for late files; forgotten when it is done.
  old_id uuid,
  -- What is still to be deleted at the payment provider; null when nothing is.
  at_provider jsonb,
  -- How many of what were deleted, by table, file and message.
  counts jsonb not null default '{}',
  check ((state = 'asked') = (confirmed_at is null)),
  check ((state in ('asked', 'confirmed')) = (erased_at is null)),
  check ((state = 'done') = (done_at is not null)),
  check (state <> 'done' or (old_id is null and at_provider is null))
);
create index erasure_account on erasure (account_id);
create index erasure_asked on erasure (asked_at) where state = 'asked';

-- Who was erased lately, as a mark that only we can make from a platform's user id: a backup that is restored does not bring them back.
create table suppression (
  mark text primary key,
  marked_at timestamptz not null default now()
);
create index suppression_marked on suppression (marked_at);

-- An account that must not be erased now, because a court or an authority asks for it.
create table legal_hold (
  account_id uuid primary key references account (id),
  reference text not null,
  placed_at timestamptz not null default now()
);

alter table task drop constraint task_kind_check;
alter table task add constraint task_kind_check check (kind in ('generate', 'deliver', 'assemble', 'erase'));

-- Everything of an account is found and deleted a thousand rows at a time.
create index task_account on task (account_id);
-- What was paid for goes before the payment does.
create index payment_purchase on payment (purchase_id) where purchase_id is not null;
alter table payment drop constraint payment_purchase_id_fkey;
alter table payment add constraint payment_purchase_id_fkey
  foreign key (purchase_id) references purchase (id) on delete set null;

-- What is kept gets another owner, all of it at once and in any order.
alter table credit_account alter constraint credit_account_account_id_fkey deferrable;
alter table credit_grant alter constraint credit_grant_account_id_fkey deferrable;
alter table credit_freeze alter constraint credit_freeze_account_id_fkey deferrable;
alter table hold alter constraint hold_account_id_fkey deferrable;
alter table hold_part alter constraint hold_part_account_id_hold_id_fkey deferrable;
alter table hold_part alter constraint hold_part_account_id_grant_id_fkey deferrable;
alter table ledger_op alter constraint ledger_op_account_id_fkey deferrable;
alter table ledger_transfer alter constraint ledger_transfer_account_id_fkey deferrable;

-- The journal is edited in one case: an account that is being erased becomes a receipt's. Then names change, and no figure does.
create function refuse_journal_rewrite() returns trigger language plpgsql as $$
declare
  names constant text[] := array['account_id', 'key', 'args'];
begin
  if to_jsonb(new) - names = to_jsonb(old) - names
    and exists (select from account where id = old.account_id and state = 'erasing')
    and exists (select from account where id = new.account_id and state = 'erased')
  then
    return new;
  end if;
  raise exception 'the journal is append-only: % on % refused', tg_op, tg_table_name;
end $$;

drop trigger ledger_op_append_only on ledger_op;
drop trigger ledger_transfer_append_only on ledger_transfer;
create trigger ledger_op_append_only before delete or truncate on ledger_op
  for each statement execute function refuse_journal_edit();
create trigger ledger_transfer_append_only before delete or truncate on ledger_transfer
  for each statement execute function refuse_journal_edit();
create trigger ledger_op_names_only before update on ledger_op
  for each row execute function refuse_journal_rewrite();
create trigger ledger_transfer_names_only before update on ledger_transfer
  for each row execute function refuse_journal_rewrite();
