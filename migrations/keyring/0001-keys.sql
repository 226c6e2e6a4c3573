-- The keyring, a database of its own: a wrapped key for every account, and what says to which installation they belong.

create table keyring (
  only_one boolean primary key default true check (only_one),
  -- installation.keyring_pair of the database whose values these keys open
  database_id uuid not null,
  environment text not null,
  -- The master key that wraps what is made now; rotation moves it on before it wraps the rest anew.
  master_id text not null,
  made_at timestamptz not null default now()
);

create table secret (
  name text primary key,
  wrapped bytea not null,
  master_id text not null
);

create table account_key (
  account_id uuid primary key,
  wrapped bytea not null,
  master_id text not null,
  made_at timestamptz not null default now()
);
create index account_key_made on account_key (made_at);

-- Whose key was destroyed gets no other one. A keyed mark, because the id itself is to be gone.
create table destroyed_key (
  mark bytea primary key,
  destroyed_at timestamptz not null default now()
);

-- Each statement of a function sees what was committed before it, so that of making and destroying at once one comes first.
create function make_key(of_account uuid, its_mark bytea, new_key bytea, by_master text)
returns table (wrapped bytea, master_id text, refused boolean) language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(of_account::text, 0));
  if exists (select from destroyed_key d where d.mark = its_mark) then
    return query select null::bytea, null::text, true;
    return;
  end if;
  -- The lock keeps a rotation from ending before this key is there for it to wrap anew.
  perform from keyring k where k.master_id = by_master for share;
  if found then
    insert into account_key (account_id, wrapped, master_id) values (of_account, new_key, by_master) on conflict do nothing;
  end if;
  return query select a.wrapped, a.master_id, false from account_key a where a.account_id = of_account;
end $$;

create function destroy_key(of_account uuid, its_mark bytea) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(of_account::text, 0));
  insert into destroyed_key (mark) values (its_mark) on conflict do nothing;
  delete from account_key where account_id = of_account;
end $$;
