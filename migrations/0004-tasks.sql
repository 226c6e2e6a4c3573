-- Work owed. Written with the facts that owe it, so this table is the outbox; the queue only wakes workers for it.

create table task (
  id uuid primary key,
  kind text not null check (kind in ('generate', 'deliver', 'assemble')),
  subject_id uuid not null,
  account_id uuid not null references account (id),
  -- A capacity group: a slow or dead provider blocks nobody else.
  pool text not null,
  class text not null check (class in ('interactive', 'bulk', 'system')),
  cost int not null default 1 check (cost > 0),
  state text not null default 'queued' check (state in ('queued', 'dispatched', 'running', 'done', 'failed', 'cancelled', 'dead')),
  -- Counts dispatches; a job of an earlier one is stale and does nothing.
  gen int not null default 0,
  attempts smallint not null default 0,
  not_before timestamptz not null default now(),
  -- Fences every write of a worker: a zombie's token is no longer here.
  lease_token uuid,
  lease_until timestamptz,
  -- The worker holding it, as a session lock number: when that session is gone, so is the worker.
  worker int,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  -- A uuidv7 id orders tasks by age without another column.
  unique (kind, subject_id)
) with (fillfactor = 70);
create index task_waiting on task (pool, account_id, (class <> 'interactive'), id) where state = 'queued';
create index task_out on task (pool, account_id) where state in ('dispatched', 'running');
create index task_lease on task (lease_until) where state in ('dispatched', 'running');
