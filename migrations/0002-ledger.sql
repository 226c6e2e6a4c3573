-- The credit ledger: movements are pairs, balances follow from them, the journal is never edited.

create table credit_account (
  account_id uuid primary key references account (id),
  available bigint not null default 0 check (available >= 0),
  held bigint not null default 0 check (held >= 0),
  debt bigint not null default 0 check (debt >= 0),
  frozen_at timestamptz
);

create table credit_grant (
  id uuid primary key,
  account_id uuid not null references credit_account (account_id),
  source text not null check (source in ('starter', 'pack', 'plan', 'stars', 'dispute-won', 'operator')),
  -- One grant per money object, whatever order or how often we hear of it.
  source_ref text not null unique,
  priority smallint not null,
  expires_at timestamptz,
  amount bigint not null check (amount > 0),
  available bigint not null default 0 check (available >= 0),
  held bigint not null default 0 check (held >= 0),
  spent bigint not null default 0 check (spent >= 0),
  expired bigint not null default 0 check (expired >= 0),
  clawed bigint not null default 0 check (clawed >= 0),
  debt_paid bigint not null default 0 check (debt_paid >= 0),
  created_at timestamptz not null default now(),
  check (amount = available + held + spent + expired + clawed + debt_paid),
  unique (account_id, id)
);
create index credit_grant_spendable on credit_grant (account_id) where available > 0;
create index credit_grant_expiring on credit_grant (expires_at) where available > 0 and expires_at is not null;

create table hold (
  id uuid primary key,
  account_id uuid not null references credit_account (account_id),
  amount bigint not null check (amount > 0),
  captured bigint not null default 0 check (captured >= 0),
  released bigint not null default 0 check (released >= 0),
  created_at timestamptz not null default now(),
  check (captured + released <= amount),
  unique (account_id, id)
);
create index hold_open on hold (account_id) where captured + released < amount;

create table hold_part (
  hold_id uuid not null,
  grant_id uuid not null,
  account_id uuid not null,
  -- The order the grants were burned in.
  seq smallint not null,
  amount bigint not null check (amount > 0),
  captured bigint not null default 0 check (captured >= 0),
  released bigint not null default 0 check (released >= 0),
  check (captured + released <= amount),
  primary key (hold_id, grant_id),
  foreign key (account_id, hold_id) references hold (account_id, id),
  foreign key (account_id, grant_id) references credit_grant (account_id, id)
);

create table ledger_op (
  id uuid primary key,
  key text not null unique,
  kind text not null check (kind in ('grant', 'hold', 'capture', 'release', 'clawback', 'expire', 'freeze')),
  account_id uuid not null references credit_account (account_id),
  args jsonb not null,
  result text not null,
  created_at timestamptz not null default now()
);
create index ledger_op_account on ledger_op (account_id);

create table ledger_transfer (
  op_id uuid not null references ledger_op (id),
  seq smallint not null,
  account_id uuid not null references credit_account (account_id),
  from_bucket text not null check (from_bucket in ('issued', 'available', 'held', 'spent', 'expired', 'clawed', 'debt')),
  to_bucket text not null check (to_bucket in ('issued', 'available', 'held', 'spent', 'expired', 'clawed', 'debt')),
  amount bigint not null check (amount > 0),
  grant_id uuid references credit_grant (id),
  hold_id uuid references hold (id),
  primary key (op_id, seq),
  check (from_bucket <> to_bucket)
);
create index ledger_transfer_account on ledger_transfer (account_id);
create index ledger_transfer_grant on ledger_transfer (grant_id);
create index ledger_transfer_hold on ledger_transfer (hold_id) where hold_id is not null;

create function refuse_journal_edit() returns trigger language plpgsql as $$
begin
  raise exception 'the journal is append-only: % on % refused', tg_op, tg_table_name;
end $$;

create trigger ledger_op_append_only before update or delete or truncate on ledger_op
  for each statement execute function refuse_journal_edit();
create trigger ledger_transfer_append_only before update or delete or truncate on ledger_transfer
  for each statement execute function refuse_journal_edit();
