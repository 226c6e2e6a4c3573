-- Accounts nobody uses any more: when each was last used, and what was told before it goes.

-- Kept to the day: who writes more often moves it no more than that. For those there are already it begins now.
alter table account add column last_used_at timestamptz not null default now();
-- Since when its owner knows that it will be deleted, and the number of the receipt they were told; empty again with the next use.
alter table account add column idle_told_at timestamptz;
alter table account add column idle_number text;
alter table account add constraint account_idle_check check ((idle_told_at is null) = (idle_number is null));
create index account_idle on account (last_used_at) where state = 'active';
