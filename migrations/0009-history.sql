-- Pictures that are kept, deleted or let go: the mark before the bytes, what stays for the books, and the pages of /history.

-- From this moment nobody sees the picture: its bytes go next and the row last, and whoever tries again finds it by this mark.
alter table image add column deleting_at timestamptz;
create index image_deleting on image (deleting_at) where deleting_at is not null;
create index image_due on image (finished_at) where saved_at is null and deleting_at is null and finished_at is not null;

-- Pictures whose rows are gone, and what had been captured for them: what is left of a request still adds up with its hold.
alter table generation add column gone_images int not null default 0 check (gone_images >= 0);
alter table generation add column gone_credits bigint not null default 0 check (gone_credits >= 0);
alter table bulk_run add column gone_images int not null default 0 check (gone_images >= 0);
alter table bulk_run add column gone_credits bigint not null default 0 check (gone_credits >= 0);
-- The lines of the upload they were drawn for, so that nobody is offered to draw again what they deleted.
alter table bulk_run add column gone_rows int[] not null default '{}';

-- What somebody looks at in /history: by the words searched for, '' without any. The buttons below a page carry its id.
create table history (
  id uuid primary key,
  account_id uuid not null references account (id),
  words text not null check (length(words) <= 200),
  page int not null check (page >= 1),
  -- As numbered on that page: /show 3 means the third.
  images uuid[] not null,
  shown_at timestamptz not null default now(),
  unique (account_id, words)
);
create index history_shown on history (shown_at);

alter table delivery drop constraint delivery_subject_kind_check;
alter table delivery add constraint delivery_subject_kind_check
  check (subject_kind in ('generation', 'run', 'image', 'history', 'purchase', 'notice'));
create index delivery_ended on delivery (ended_at) where ended_at is not null;
create index inbound_event_received on inbound_event (received_at);
create index task_ended on task (ended_at) where ended_at is not null;

-- withdraw: a message is brought up to date after pictures it shows are gone.
alter table task drop constraint task_kind_check;
alter table task add constraint task_kind_check check (kind in ('generate', 'deliver', 'assemble', 'withdraw', 'erase'));
