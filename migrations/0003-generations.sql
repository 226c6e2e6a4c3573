-- Requests to a model, the pictures they produce, and the uploaded files that make many of them.

create table bulk_run (
  id uuid primary key,
  account_id uuid not null references account (id),
  state text not null check (state in ('proposed', 'running', 'assembling', 'finished', 'cancelled', 'expired')),
  stopped_at timestamptz,
  file_name text not null,
  source_key text not null,
  first_prompt text not null,
  rows int not null check (rows >= 0),
  problem_rows int not null check (problem_rows >= 0),
  unknown_columns jsonb not null,
  images int not null check (images >= 0),
  -- Quoted when the file was read; this is what is held, whatever the price list says later.
  credits bigint not null check (credits >= 0),
  hold_id uuid references hold (id),
  parts jsonb not null default '[]',
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  unique (account_id, id)
);
create index bulk_run_working on bulk_run (id) where state in ('running', 'assembling');
create index bulk_run_account on bulk_run (account_id, created_at desc);

create table generation (
  id uuid primary key,
  account_id uuid not null references account (id),
  run_id uuid,
  -- The line of the run's file as a spreadsheet counts it; null outside a run.
  row_number int,
  filename text,
  model text not null,
  prompt text not null,
  params jsonb not null,
  credits_each bigint not null check (credits_each >= 0),
  hold_id uuid references hold (id),
  -- Set when somebody asked to stop: a picture that is tried again after that is cancelled instead.
  cancelled_at timestamptz,
  created_at timestamptz not null default now(),
  unique (account_id, id),
  unique (run_id, row_number),
  foreign key (account_id, run_id) references bulk_run (account_id, id),
  check ((run_id is null) = (row_number is null))
);
create index generation_account on generation (account_id, created_at desc);

create table image (
  id uuid primary key,
  account_id uuid not null,
  generation_id uuid not null,
  run_id uuid,
  index smallint not null,
  seed bigint,
  state text not null default 'owed' check (state in ('owed', 'ready', 'failed', 'cancelled')),
  failure text,
  credits bigint not null check (credits >= 0),
  captured_at timestamptz,
  object_key text unique,
  media_type text,
  width int,
  height int,
  bytes int,
  sha256 text,
  finished_at timestamptz,
  saved_at timestamptz,
  unique (generation_id, index),
  foreign key (account_id, generation_id) references generation (account_id, id),
  check ((state = 'ready') = (object_key is not null)),
  check (captured_at is null or state = 'ready')
);
create index image_run on image (run_id, state) where run_id is not null;
create index image_uncaptured on image (run_id) where run_id is not null and state = 'ready' and captured_at is null;
create index image_account on image (account_id, finished_at desc);
