-- Where people are answered, what they wrote to a human and what they were told is sealed. There is no account yet (0016).

alter table delivery
  -- In clear, because how long a message can be taken back depends on it.
  add column platform text not null check (platform in ('discord', 'telegram')),
  alter column address type bytea using null,
  alter column message type bytea using null;
comment on column delivery.steps is 'step -> null, or the message it made, sealed and in base64';

alter table purchase
  alter column address type bytea using null,
  alter column url type bytea using null;
alter table payment alter column address type bytea using null;

alter table notice alter column facts type bytea using null;

alter table ticket drop constraint ticket_text_check;
alter table ticket
  alter column text type bytea using null,
  alter column address type bytea using null,
  alter column answer type bytea using null;
