-- What an authority wanted to have of somebody, who asked for it here, who approved it, and whether its owner was told.

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
