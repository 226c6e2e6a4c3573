-- What people write is sealed with keys of another database, the keyring; this table says which one belongs to this database.

do $$ begin
  if exists (select from account) then
    raise exception using errcode = 'EASEL', message =
      'This database was filled by a version of Easel that did not seal what people write, and cannot be sealed afterwards. '
      'Let people take their data with /export from that version, start this one on an empty database, an empty keyring and '
      'an empty bucket, and load the exports with npm run import.';
  end if;
end $$;

-- Apart from the tables with data: it holds nothing about a person, and lives as long as the database.
create schema installation;
create table installation.keyring_pair (
  only_one boolean primary key default true check (only_one),
  id uuid not null default gen_random_uuid(),
  paired_at timestamptz
);
insert into installation.keyring_pair default values;
grant usage on schema installation to public;
grant select on installation.keyring_pair to public;
