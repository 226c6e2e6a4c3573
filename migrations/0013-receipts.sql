-- The books of a receipt go when the law lets go of them; until then, and for everybody else, the journal is never shortened.

create function refuse_journal_deletion() returns trigger language plpgsql as $$
begin
  if exists (
    select from erasure e join account a on a.id = e.account_id
    where e.account_id = old.account_id and a.state = 'erased' and e.confirmed_at < now() - interval '10 years'
  ) then
    return old;
  end if;
  raise exception 'the journal is append-only: % on % refused', tg_op, tg_table_name;
end $$;

drop trigger ledger_op_append_only on ledger_op;
drop trigger ledger_transfer_append_only on ledger_transfer;
create trigger ledger_op_append_only before truncate on ledger_op
  for each statement execute function refuse_journal_edit();
create trigger ledger_transfer_append_only before truncate on ledger_transfer
  for each statement execute function refuse_journal_edit();
create trigger ledger_op_kept before delete on ledger_op
  for each row execute function refuse_journal_deletion();
create trigger ledger_transfer_kept before delete on ledger_transfer
  for each row execute function refuse_journal_deletion();

create index erasure_confirmed on erasure (confirmed_at) where confirmed_at is not null;
