-- What a task or a delivery is about may go at the moment it is added: that is no fault, as what is about nothing is swept. Refused is
-- only what is somebody else's, and that is seen by who answers what has to be known across accounts.

grant select (id, account_id) on delivery to easel_lookup;
create policy lookup on delivery to easel_lookup using (true) with check (true);
grant select (id, account_id) on history to easel_lookup;
create policy lookup on history to easel_lookup using (true) with check (true);
grant select (id) on notice to easel_lookup;
revoke select (id, account_id) on delivery from easel_support;

create or replace function refuse_others_task() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  if new.kind = 'generate' then perform from public.image where id = new.subject_id and account_id <> new.account_id;
  elsif new.kind = 'assemble' then perform from public.bulk_run where id = new.subject_id and account_id <> new.account_id;
  elsif new.kind = 'export' then perform from public.export where id = new.subject_id and account_id <> new.account_id;
  -- It is owed to its receipt.
  elsif new.kind = 'erase' then perform from public.erasure
    where id = new.subject_id and account_id <> new.account_id and receipt_id is distinct from new.account_id;
  else perform from public.delivery where id = new.subject_id and account_id <> new.account_id;
  end if;
  if found then raise foreign_key_violation using message = 'a task is about something of another account'; end if;
  return null;
end $$;

create or replace function refuse_others_delivery() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  if new.subject_kind = 'generation' then perform from public.generation where id = new.subject_id and account_id <> new.account_id;
  elsif new.subject_kind = 'run' then perform from public.bulk_run where id = new.subject_id and account_id <> new.account_id;
  elsif new.subject_kind = 'image' then perform from public.image where id = new.subject_id and account_id <> new.account_id;
  elsif new.subject_kind = 'history' then perform from public.history where id = new.subject_id and account_id <> new.account_id;
  elsif new.subject_kind = 'purchase' then perform from public.purchase where id = new.subject_id and account_id <> new.account_id;
  elsif new.subject_kind = 'notice' then perform from public.notice where id = new.subject_id and account_id <> new.account_id;
  else perform from public.export where id = new.subject_id and account_id <> new.account_id;
  end if;
  if found then raise foreign_key_violation using message = 'a delivery is about something of another account'; end if;
  return null;
end $$;

grant create on schema public to easel_lookup;
alter function refuse_others_task() owner to easel_lookup;
alter function refuse_others_delivery() owner to easel_lookup;
revoke create on schema public from easel_lookup;
drop function is_owed_to(uuid, uuid);
drop function loads_a_copy(oid);
