-- Whoever uses a platform is found by a keyed mark of their user id; the id itself is sealed. There is no account yet (0016).

alter table identity drop constraint identity_pkey;
alter table identity alter column user_id type bytea using null;
alter table identity add column mark text not null;
alter table identity add primary key (platform, mark);
