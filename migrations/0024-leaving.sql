-- Who has blocked us on Telegram or taken us off their account on Discord has left: since when, until they use us again. And what
-- stays of a legal hold that was lifted, behind the tenant wall like all others (src/storage/wall.ts).

alter table account add column left_at timestamptz;
grant select (left_at), update (left_at) on account to easel_lookup;

-- As before, and whoever uses us has not left. It belongs to a role that is lent, not inherited.
grant create on schema public to easel_lookup;
set role easel_lookup;
create or replace function standing(platform text, mark text, told_ref text)
  returns table (id uuid, chosen text, agreed_to text, told boolean)
  language sql volatile security definer
  begin atomic
    with used as (
      update public.account a set last_used_at = now(), idle_told_at = null, idle_number = null, left_at = null
      from public.identity i
      where i.platform = standing.platform and i.mark = standing.mark and a.id = i.account_id and a.state = 'active'
        and (a.last_used_at < now() - interval '1 day' or a.left_at is not null)
    )
    select a.id, case when a.locale_chosen then a.locale end,
      (select c.version from public.consent c where c.account_id = a.id and c.withdrawn_at is null order by c.given_at desc limit 1),
      exists (select from public.notice n where n.account_id = a.id and n.ref = standing.told_ref)
    from public.identity i join public.account a on a.id = i.account_id
    where i.platform = standing.platform and i.mark = standing.mark;
  end;
reset role;
revoke create on schema public from easel_lookup;

alter table legal_hold add column lift_reason text
  check (lift_reason in ('case-closed', 'order-withdrawn', 'order-expired', 'opened-by-mistake'));
alter table legal_hold add constraint legal_hold_lift_reason check (lift_reason is null or in_force);
grant select (lift_reason) on legal_hold to easel_exporter;

create table lifted_hold (
  id uuid primary key,
  account_id uuid not null references account (id) on delete cascade,
  -- The number of the case; gone with the account.
  reference text,
  -- Empty where lifting was asked for before reasons were.
  reason text check (reason in ('case-closed', 'order-withdrawn', 'order-expired', 'opened-by-mistake')),
  placed_at timestamptz not null,
  lifted_at timestamptz not null default now(),
  -- Two marks of operators' names, which say that they were two and of no name whose it is.
  asked_mark text,
  approved_mark text,
  constraint lifted_hold_two_people check (asked_mark <> approved_mark)
);
create index lifted_hold_account on lifted_hold (account_id);

alter table lifted_hold enable row level security, force row level security;
create policy owner on lifted_hold to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select on lifted_hold to easel_app;
create policy app on lifted_hold to easel_app using (account_id = nullif(current_setting('app.account', true), '')::uuid) with check (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant insert on lifted_hold to easel_worker;
create policy worker on lifted_hold to easel_worker using (true) with check (true);
grant select, update, delete on lifted_hold to easel_sweeper;
create policy sweeper_sees on lifted_hold for select to easel_sweeper using (true);
create policy sweeper_marks on lifted_hold for update to easel_sweeper using (lifted_hold.lifted_at < now() - interval '3 years') with check (false);
create policy sweeper_removes on lifted_hold for delete to easel_sweeper using (lifted_hold.lifted_at < now() - interval '3 years');
grant select, update, delete on lifted_hold to easel_eraser;
create policy eraser on lifted_hold to easel_eraser using (exists (select from account a where a.id = lifted_hold.account_id and a.state <> 'active')) with check (exists (select from account a where a.id = lifted_hold.account_id and a.state <> 'active'));
grant select (id, account_id, reference, reason, placed_at, lifted_at) on lifted_hold to easel_exporter;
create policy exporter on lifted_hold for select to easel_exporter using (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select on lifted_hold to easel_backup;
create policy backup on lifted_hold for select to easel_backup using (true);
