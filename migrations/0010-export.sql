-- Copies of everything somebody has here: asked for, packed, brought into the chat or fetched by a link, and gone after a day.

create table export (
  id uuid primary key,
  account_id uuid not null references account (id),
  state text not null default 'waiting' check (state in ('waiting', 'packing', 'ready', 'failed', 'gone')),
  -- How many files there are and how many are packed, for the bar; 0 while nobody has counted.
  files int not null default 0 check (files >= 0),
  packed int not null default 0 check (packed >= 0),
  -- A picture was deleted while this was packed, and may be in it: it is packed again, without.
  stale boolean not null default false,
  way text check (way in ('chat', 'link')),
  parts jsonb not null default '[]',
  -- SHA-256 of the link's secret, which nobody but the person has.
  link_hash text unique,
  asked_at timestamptz not null default now(),
  finished_at timestamptz,
  expires_at timestamptz,
  fetched_at timestamptz,
  check ((state = 'ready') <= (way is not null and expires_at is not null))
);
create unique index export_open on export (account_id) where state in ('waiting', 'packing');
create index export_account on export (account_id, asked_at desc);
create index export_ready on export (expires_at) where state = 'ready';

alter table task drop constraint task_kind_check;
alter table task add constraint task_kind_check
  check (kind in ('generate', 'deliver', 'assemble', 'withdraw', 'erase', 'export'));

alter table delivery drop constraint delivery_subject_kind_check;
alter table delivery add constraint delivery_subject_kind_check
  check (subject_kind in ('generation', 'run', 'image', 'history', 'purchase', 'notice', 'export'));
