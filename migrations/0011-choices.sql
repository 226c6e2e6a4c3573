-- What people have set and agreed to, a request that waits for that, and figures about many of them.

alter table account
  -- False: the language is the platform's, and follows it.
  add column locale_chosen boolean not null default false,
  -- Pictures as files, byte by byte, where a chat would show them smaller.
  add column as_document boolean not null default false,
  add column product_notices boolean not null default true,
  add column statistics boolean not null default true,
  add column news boolean not null default false,
  -- Nothing but storing goes on since then.
  add column paused_at timestamptz,
  -- The notice was refused, or an agreement to it taken back.
  add column refused_at timestamptz;

-- Who agreed to which notice, in which language, and until when.
create table consent (
  account_id uuid not null references account (id),
  version text not null,
  language text not null check (language in ('en', 'zh-CN')),
  given_at timestamptz not null default now(),
  withdrawn_at timestamptz check (withdrawn_at >= given_at),
  primary key (account_id, given_at)
);

-- The last thing somebody asked for before they had agreed: it goes on when they do.
create table kept_request (
  account_id uuid primary key references account (id),
  -- What the button to agree carries, so that an old one starts nothing else.
  id uuid not null,
  wish jsonb not null,
  kept_at timestamptz not null default now()
);
create index kept_request_kept on kept_request (kept_at);

-- Of an hour nothing is written about fewer than 20 accounts, and no id or word of theirs at all.
create table usage_hourly (
  hour timestamptz not null,
  model text not null,
  jobs int not null check (jobs > 0),
  accounts int not null check (accounts >= 20),
  primary key (hour, model)
);
create index generation_created on generation using brin (created_at);
