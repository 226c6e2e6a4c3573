-- Accounts, the platform logins that lead to them, and the events already handled.

create table account (
  id uuid primary key,
  locale text not null check (locale in ('en', 'zh-CN')),
  state text not null default 'active' check (state in ('active', 'erasing')),
  created_at timestamptz not null default now()
);

create table identity (
  platform text not null check (platform in ('discord', 'telegram')),
  user_id text not null,
  account_id uuid not null references account (id),
  created_at timestamptz not null default now(),
  primary key (platform, user_id)
);
create index identity_account on identity (account_id);

-- The platforms deliver at least once; the same event twice does nothing twice.
create table inbound_event (
  platform text not null check (platform in ('discord', 'telegram')),
  event_id text not null,
  received_at timestamptz not null default now(),
  primary key (platform, event_id)
);
