-- Promises to bring something into a chat.

create table delivery (
  id uuid primary key,
  account_id uuid not null references account (id),
  subject_kind text not null check (subject_kind in ('generation', 'run')),
  subject_id uuid not null,
  -- Where the answer goes, as data, so that any worker can bring it.
  address jsonb not null,
  locale text not null check (locale in ('en', 'zh-CN')),
  message text,
  -- Sends that must not happen twice: step -> null while its fate is unknown, then the message it made.
  steps jsonb not null default '{}',
  -- Until when a status message may still become known; then the result is sent as a message of its own.
  status_expected_until timestamptz,
  state text not null default 'open' check (state in ('open', 'sent', 'undeliverable')),
  created_at timestamptz not null default now(),
  ended_at timestamptz
);
create index delivery_subject on delivery (subject_id);
create index delivery_account on delivery (account_id);
