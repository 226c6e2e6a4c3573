-- What refers to something is of the same account as that, in the last places where it could be of another one.

-- A payment and its purchase. An invoice that was passed on is paid by somebody else: their payment leads to no purchase.
update payment p set purchase_id = null
  where purchase_id is not null and not exists (select from purchase b where b.id = p.purchase_id and b.account_id = p.account_id);
alter table payment drop constraint payment_purchase_id_fkey;
drop index payment_purchase;
create index payment_purchase on payment (account_id, purchase_id) where purchase_id is not null;
alter table payment add constraint payment_account_id_purchase_id_fkey
  foreign key (account_id, purchase_id) references purchase (account_id, id) on delete set null (purchase_id);
-- A key with a null in it is not looked at.
alter table payment add constraint payment_of_nobody check (account_id is not null or purchase_id is null);

-- Tasks and deliveries are about rows of one table or another, so no key can lead there: each is looked at when its statement ends,
-- as keys are, since one statement may add a picture and its task. Neither whose it is nor what it is about changes later.

-- Into an empty database, where nobody else has rows, and a task may come before what it is about.
create function loads_a_copy(into_table oid) returns boolean language sql stable as $$
  select current_setting('easel.migrates', true) = 'yes'
    and current_user = (select relowner::regrole::text from pg_catalog.pg_class where oid = into_table)
$$;

-- An erasure is owed to its receipt, which is another account, and which nobody who is in turn sees.
create function is_owed_to(erasure uuid, receipt uuid) returns boolean language sql stable security definer
  begin atomic
    select exists (select from public.erasure e where e.id = is_owed_to.erasure and e.receipt_id = is_owed_to.receipt);
  end;
revoke execute on function is_owed_to(uuid, uuid) from public;
grant execute on function is_owed_to(uuid, uuid) to easel_app, easel_worker, easel_eraser;
grant create on schema public to easel_lookup;
alter function is_owed_to(uuid, uuid) owner to easel_lookup;
revoke create on schema public from easel_lookup;

create function refuse_others_task() returns trigger language plpgsql as $$
begin
  if new.kind = 'generate' then perform from public.image where id = new.subject_id and account_id = new.account_id;
  elsif new.kind = 'assemble' then perform from public.bulk_run where id = new.subject_id and account_id = new.account_id;
  elsif new.kind = 'export' then perform from public.export where id = new.subject_id and account_id = new.account_id;
  elsif new.kind = 'erase' then perform where public.is_owed_to(new.subject_id, new.account_id);
  else perform from public.delivery where id = new.subject_id and account_id = new.account_id;
  end if;
  if not found and not public.loads_a_copy(tg_relid) then
    raise foreign_key_violation using message = 'a task is about nothing of its account';
  end if;
  return null;
end $$;

create function refuse_others_delivery() returns trigger language plpgsql as $$
begin
  if new.subject_kind = 'generation' then perform from public.generation where id = new.subject_id and account_id = new.account_id;
  elsif new.subject_kind = 'run' then perform from public.bulk_run where id = new.subject_id and account_id = new.account_id;
  elsif new.subject_kind = 'image' then perform from public.image where id = new.subject_id and account_id = new.account_id;
  elsif new.subject_kind = 'history' then perform from public.history where id = new.subject_id and account_id = new.account_id;
  elsif new.subject_kind = 'purchase' then perform from public.purchase where id = new.subject_id and account_id = new.account_id;
  elsif new.subject_kind = 'notice' then perform from public.notice where id = new.subject_id and account_id = new.account_id;
  else perform from public.export where id = new.subject_id and account_id = new.account_id;
  end if;
  if not found and not public.loads_a_copy(tg_relid) then
    raise foreign_key_violation using message = 'a delivery is about nothing of its account';
  end if;
  return null;
end $$;

create function refuse_other_subject() returns trigger language plpgsql as $$
begin
  raise foreign_key_violation using message = tg_table_name || ': whose it is and what it is about does not change';
end $$;

create trigger task_of_one_account after insert on task for each row execute function refuse_others_task();
create trigger delivery_of_one_account after insert on delivery for each row execute function refuse_others_delivery();
create trigger task_stays before update of account_id, kind, subject_id on task for each row
  when ((old.account_id, old.kind, old.subject_id) is distinct from (new.account_id, new.kind, new.subject_id))
  execute function refuse_other_subject();
create trigger delivery_stays before update of account_id, subject_kind, subject_id on delivery for each row
  when ((old.account_id, old.subject_kind, old.subject_id) is distinct from (new.account_id, new.subject_kind, new.subject_id))
  execute function refuse_other_subject();
-- Who answers a question adds a delivery and its task, and sees that the one is about the other.
grant select (id, account_id) on delivery to easel_support;
