-- What an authority wanted to have of somebody, who asked for it here, who approved it, and whether its owner was told; behind the
-- tenant wall like all others (src/storage/wall.ts). And the worker may see how long a question has waited, for an alarm.

create table legal_request (
  id uuid primary key,
  account_id uuid not null references account (id) on delete cascade,
  reference text not null,
  scope text not null check (scope in ('login', 'payments', 'content', 'everything')),
  -- A law or a court forbids telling the owner, so far.
  secret boolean not null,
  opened_by text not null,
  opened_at timestamptz not null default now(),
  approved_by text,
  handed_out_at timestamptz,
  told_at timestamptz,
  unique (account_id, reference),
  constraint legal_request_two_people check (opened_by <> approved_by),
  constraint legal_request_approved check (handed_out_at is null or approved_by is not null)
);

alter table legal_request enable row level security, force row level security;
create policy owner on legal_request to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert, update on legal_request to easel_worker;
create policy worker on legal_request to easel_worker using (true) with check (true);
grant select, update, delete on legal_request to easel_sweeper;
create policy sweeper_sees on legal_request for select to easel_sweeper using (true);
create policy sweeper_marks on legal_request for update to easel_sweeper using (legal_request.opened_at < now() - interval '3 years') with check (false);
create policy sweeper_removes on legal_request for delete to easel_sweeper using (legal_request.opened_at < now() - interval '3 years');
grant select, delete on legal_request to easel_eraser;
create policy eraser on legal_request to easel_eraser using (exists (select from account a where a.id = legal_request.account_id and a.state <> 'active')) with check (exists (select from account a where a.id = legal_request.account_id and a.state <> 'active'));
grant select on legal_request to easel_backup;
create policy backup on legal_request for select to easel_backup using (true);

grant select (created_at, answered_at) on ticket to easel_worker;
create policy worker on ticket to easel_worker using (true) with check (true);
