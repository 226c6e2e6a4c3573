-- What people buy: purchases, payments and what they granted, subscriptions, disputes; the inbox of events and what they ask to settle.
-- No card number, address, name or email ever comes in here: ids, amounts, currencies and a country for tax.

create table purchase (
  id uuid primary key,
  account_id uuid not null references account (id),
  -- A name in the table of products; what it cost and gave is written down when it is opened.
  product text not null,
  rail text not null check (rail in ('stripe', 'stars')),
  credits bigint not null check (credits > 0),
  -- In the currency's smallest unit; Stars are whole.
  amount bigint not null check (amount >= 0),
  currency text not null,
  -- creating: the session is being asked for, under the idempotency key `checkout:<id>`.
  state text not null check (state in ('creating', 'open', 'waiting', 'paid', 'expired', 'failed')),
  session_id text unique,
  url text,
  expires_at timestamptz not null,
  -- Where whoever bought is told about it.
  address jsonb not null,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  unique (account_id, id)
);
-- One link at a time for a product: a second press, at the same moment or later, is answered with the same one.
create unique index purchase_open on purchase (account_id, product, rail) where state in ('creating', 'open');
create index purchase_account on purchase (account_id, created_at desc);
create index purchase_expiring on purchase (expires_at) where state in ('creating', 'open');

create table stripe_customer (
  account_id uuid primary key references account (id),
  -- Null while it is being made, under the idempotency key `cus:<account>`.
  customer_id text unique,
  created_at timestamptz not null default now()
);

create table stripe_subscription (
  id text primary key,
  account_id uuid not null references account (id),
  product text,
  status text not null,
  quantity int not null,
  current_period_end timestamptz,
  cancels_at timestamptz,
  created_at timestamptz not null
);
create index stripe_subscription_account on stripe_subscription (account_id, created_at desc);

create table payment (
  -- The money object, as provider-neutral as a grant's source_ref: stripe:cs_…, stripe:in_…, stars:<charge id>.
  ref text primary key,
  -- Null: the account was gone when the money came. It is booked, and nothing is brought back.
  account_id uuid references account (id),
  purchase_id uuid references purchase (id),
  product text,
  credits bigint not null check (credits >= 0),
  -- False for what is paid between two months, such as a further seat.
  owes_credits boolean not null default true,
  amount bigint not null check (amount >= 0),
  currency text not null,
  refunded bigint not null default 0 check (refunded >= 0),
  tax_country text,
  -- What charges, refunds and disputes name; null for what cost nothing.
  intent_id text unique,
  -- Where the payer is told about it later: a refund, a dispute.
  address jsonb,
  paid_at timestamptz not null,
  created_at timestamptz not null default now()
);
create index payment_account on payment (account_id, paid_at desc);

create table payment_grant (
  source_ref text primary key,
  payment_ref text not null references payment (ref),
  credits bigint not null check (credits > 0)
);
create index payment_grant_payment on payment_grant (payment_ref);

create table payment_dispute (
  id text primary key,
  payment_ref text not null references payment (ref),
  status text not null check (status in ('open', 'won', 'lost')),
  withdrawn boolean not null,
  created_at timestamptz not null default now()
);

create table stripe_inbox (
  endpoint text not null check (endpoint in ('snapshot', 'thin')),
  event_id text not null,
  type text not null,
  object_kind text not null,
  object_id text not null,
  received_at timestamptz not null default now(),
  primary key (endpoint, event_id)
);
create index stripe_inbox_received on stripe_inbox (received_at);

-- One row for each money object that somebody said has changed. It is fetched and settled, however many events named it.
create table settlement (
  kind text not null check (kind in ('session', 'invoice', 'subscription', 'charge', 'dispute', 'warning')),
  object_id text not null,
  -- Rises with each event, so that one that comes while the object is being settled is not lost.
  version bigint not null default 1,
  settled_version bigint not null default 0,
  -- Rises with each time it is settled: of two who settle it at once, the one who looked first does not write over the other.
  rounds bigint not null default 0,
  attempts int not null default 0,
  due_at timestamptz not null default now(),
  -- Since when it waits; null when it is settled.
  waits_since timestamptz default now(),
  settled_at timestamptz,
  -- Why the last attempt failed: a class of error, never its text.
  failure text,
  primary key (kind, object_id)
);
create index settlement_due on settlement (due_at) where waits_since is not null;

-- Something a person is told without having asked just then.
create table notice (
  id uuid primary key,
  account_id uuid not null references account (id),
  -- What it is about, so that the same thing is said once.
  ref text not null,
  facts jsonb not null,
  created_at timestamptz not null default now(),
  unique (account_id, ref)
);

create table ticket (
  id uuid primary key,
  -- What a person quotes and an operator answers by.
  number bigint generated always as identity unique,
  account_id uuid not null references account (id),
  text text not null check (length(text) between 1 and 4000),
  address jsonb not null,
  answer text,
  created_at timestamptz not null default now(),
  answered_at timestamptz
);
create index ticket_open on ticket (number) where answered_at is null;
create index ticket_account on ticket (account_id, created_at desc);

-- A newcomer beyond what is given away an hour gets the starter credits later.
alter table account add column starter_owed boolean not null default false;
create index account_starter_owed on account (created_at) where starter_owed;
-- How many starter grants the last hour saw, and what was granted since a reconciliation.
create index credit_grant_source on credit_grant (source, created_at);

alter table delivery drop constraint delivery_subject_kind_check;
alter table delivery add constraint delivery_subject_kind_check check (subject_kind in ('generation', 'run', 'purchase', 'notice'));

-- Where the hourly look at Stripe has come to, and what it found.
create table reconciliation (
  id bigint generated always as identity primary key,
  since timestamptz not null,
  started_at timestamptz not null,
  ended_at timestamptz not null default now(),
  objects int not null,
  mended int not null,
  paid_without_grant int not null,
  grant_without_payment int not null
);
