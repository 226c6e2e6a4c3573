-- The tenant wall. The program works under roles that own no table, and on every table they see and change only what is theirs:
-- a person's command the rows of that person, the sweeper what is due, the eraser what is being erased. Grants and policies
-- below are what src/storage/wall.ts makes of the data catalogue.

do $$
declare
  role text;
begin
  foreach role in array array[
    'easel_app', 'easel_worker', 'easel_sweeper', 'easel_eraser', 'easel_exporter', 'easel_support', 'easel_backup', 'easel_lookup'
  ] loop
    begin
      if not exists (select from pg_roles where rolname = role) then
        execute format('create role %I nologin', role);
      end if;
    exception
      when insufficient_privilege then null;
      -- Another database of this server was migrated at the same moment.
      when duplicate_object or unique_violation then null;
    end;
    -- Lent, not inherited: who forgets to take a role on has none of its rights.
    begin
      if not exists (select from pg_roles where rolname = role) or not pg_has_role(current_user, role, 'SET') then
        execute format('grant %I to %I with inherit false, set true', role, current_user);
      end if;
    exception
      when insufficient_privilege or undefined_object then
        raise exception using errcode = 'EASEL', message = format(
          'Easel works under database roles of its own (easel_app, easel_worker and others), and %s may not make or use %s. '
          'Let an administrator make them, as "Roles" in docs/operations.md says, or migrate once as one who may: MIGRATE_URL.',
          current_user, role);
    end;
    execute format('revoke all on all tables in schema public from %I', role);
    execute format('grant usage on schema public to %I', role);
  end loop;
end $$;

grant usage on sequence ledger_op_seq_seq to easel_app, easel_worker, easel_eraser;
grant select on all tables in schema public to easel_backup;
grant select on all sequences in schema public to easel_backup;

-- A row belongs to the account of the row it belongs to: the check of a foreign key looks past the policies.
alter table image
  add foreign key (account_id, run_id) references bulk_run (account_id, id);
alter table generation
  drop constraint generation_hold_id_fkey,
  add foreign key (account_id, hold_id) references hold (account_id, id);
alter table bulk_run
  drop constraint bulk_run_hold_id_fkey,
  add foreign key (account_id, hold_id) references hold (account_id, id);

alter table account enable row level security, force row level security;
create policy owner on account to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert, update on account to easel_app;
create policy app on account to easel_app using (id = nullif(current_setting('app.account', true), '')::uuid) with check (id = nullif(current_setting('app.account', true), '')::uuid);
grant select, insert, update on account to easel_worker;
create policy worker on account to easel_worker using (true) with check (true);
grant select, update, delete on account to easel_eraser;
create policy eraser on account to easel_eraser using (state <> 'active') with check (state <> 'active');
grant select on account to easel_exporter;
create policy exporter on account for select to easel_exporter using (id = nullif(current_setting('app.account', true), '')::uuid);
grant select on account to easel_support;
create policy support on account to easel_support using (true) with check (true);
grant select on account to easel_backup;
create policy backup on account for select to easel_backup using (true);
grant select (id, locale, locale_chosen, state, paused_at, refused_at, last_used_at), update (last_used_at, idle_told_at, idle_number) on account to easel_lookup;
create policy lookup on account to easel_lookup using (true) with check (true);
alter table identity enable row level security, force row level security;
create policy owner on identity to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert on identity to easel_app;
create policy app on identity to easel_app using (account_id = nullif(current_setting('app.account', true), '')::uuid) with check (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select on identity to easel_worker;
create policy worker on identity to easel_worker using (true) with check (true);
grant select, delete on identity to easel_eraser;
create policy eraser on identity to easel_eraser using (exists (select from account a where a.id = identity.account_id and a.state <> 'active')) with check (exists (select from account a where a.id = identity.account_id and a.state <> 'active'));
grant select (platform, user_id, account_id, created_at) on identity to easel_exporter;
create policy exporter on identity for select to easel_exporter using (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select on identity to easel_backup;
create policy backup on identity for select to easel_backup using (true);
grant select (platform, mark, account_id) on identity to easel_lookup;
create policy lookup on identity to easel_lookup using (true) with check (true);
alter table consent enable row level security, force row level security;
create policy owner on consent to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert, update on consent to easel_app;
create policy app on consent to easel_app using (account_id = nullif(current_setting('app.account', true), '')::uuid) with check (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select on consent to easel_worker;
create policy worker on consent to easel_worker using (true) with check (true);
grant select, delete on consent to easel_eraser;
create policy eraser on consent to easel_eraser using (exists (select from account a where a.id = consent.account_id and a.state <> 'active')) with check (exists (select from account a where a.id = consent.account_id and a.state <> 'active'));
grant select on consent to easel_exporter;
create policy exporter on consent for select to easel_exporter using (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select on consent to easel_backup;
create policy backup on consent for select to easel_backup using (true);
grant select (account_id, version, given_at, withdrawn_at) on consent to easel_lookup;
create policy lookup on consent to easel_lookup using (true) with check (true);
alter table kept_request enable row level security, force row level security;
create policy owner on kept_request to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert, update, delete on kept_request to easel_app;
create policy app on kept_request to easel_app using (account_id = nullif(current_setting('app.account', true), '')::uuid) with check (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select (ctid, account_id, id, kept_at), update, delete on kept_request to easel_sweeper;
create policy sweeper_sees on kept_request for select to easel_sweeper using (true);
create policy sweeper_marks on kept_request for update to easel_sweeper using (kept_request.kept_at < now() - interval '1 days') with check (false);
create policy sweeper_removes on kept_request for delete to easel_sweeper using (kept_request.kept_at < now() - interval '1 days');
grant select (ctid, account_id, id, kept_at), delete on kept_request to easel_eraser;
create policy eraser on kept_request to easel_eraser using (exists (select from account a where a.id = kept_request.account_id and a.state <> 'active')) with check (exists (select from account a where a.id = kept_request.account_id and a.state <> 'active'));
grant select on kept_request to easel_exporter;
create policy exporter on kept_request for select to easel_exporter using (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select on kept_request to easel_backup;
create policy backup on kept_request for select to easel_backup using (true);
grant select (id, account_id) on kept_request to easel_lookup;
create policy lookup on kept_request to easel_lookup using (true) with check (true);
alter table usage_hourly enable row level security, force row level security;
create policy owner on usage_hourly to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert on usage_hourly to easel_worker;
create policy worker on usage_hourly to easel_worker using (true) with check (true);
grant select, update, delete on usage_hourly to easel_sweeper;
create policy sweeper_sees on usage_hourly for select to easel_sweeper using (true);
create policy sweeper_marks on usage_hourly for update to easel_sweeper using (usage_hourly.hour < now() - interval '400 days') with check (false);
create policy sweeper_removes on usage_hourly for delete to easel_sweeper using (usage_hourly.hour < now() - interval '400 days');
grant select on usage_hourly to easel_backup;
create policy backup on usage_hourly for select to easel_backup using (true);
alter table inbound_event enable row level security, force row level security;
create policy owner on inbound_event to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert on inbound_event to easel_app;
create policy app on inbound_event to easel_app using (true) with check (true);
grant select, update, delete on inbound_event to easel_sweeper;
create policy sweeper_sees on inbound_event for select to easel_sweeper using (true);
create policy sweeper_marks on inbound_event for update to easel_sweeper using (inbound_event.received_at < now() - interval '35 days') with check (false);
create policy sweeper_removes on inbound_event for delete to easel_sweeper using (inbound_event.received_at < now() - interval '35 days');
grant select on inbound_event to easel_backup;
create policy backup on inbound_event for select to easel_backup using (true);
alter table credit_account enable row level security, force row level security;
create policy owner on credit_account to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert, update on credit_account to easel_app;
create policy app on credit_account to easel_app using (account_id = nullif(current_setting('app.account', true), '')::uuid) with check (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select, insert, update on credit_account to easel_worker;
create policy worker on credit_account to easel_worker using (true) with check (true);
grant select, update, delete on credit_account to easel_eraser;
create policy eraser on credit_account to easel_eraser using (exists (select from account a where a.id = credit_account.account_id and a.state <> 'active')) with check (exists (select from account a where a.id = credit_account.account_id and a.state <> 'active'));
grant select on credit_account to easel_exporter;
create policy exporter on credit_account for select to easel_exporter using (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select on credit_account to easel_backup;
create policy backup on credit_account for select to easel_backup using (true);
alter table credit_grant enable row level security, force row level security;
create policy owner on credit_grant to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert, update on credit_grant to easel_app;
create policy app on credit_grant to easel_app using (account_id = nullif(current_setting('app.account', true), '')::uuid) with check (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select, insert, update on credit_grant to easel_worker;
create policy worker on credit_grant to easel_worker using (true) with check (true);
grant select, update, delete on credit_grant to easel_eraser;
create policy eraser on credit_grant to easel_eraser using (exists (select from account a where a.id = credit_grant.account_id and a.state <> 'active')) with check (exists (select from account a where a.id = credit_grant.account_id and a.state <> 'active'));
grant select on credit_grant to easel_exporter;
create policy exporter on credit_grant for select to easel_exporter using (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select on credit_grant to easel_backup;
create policy backup on credit_grant for select to easel_backup using (true);
grant select (source, created_at) on credit_grant to easel_lookup;
create policy lookup on credit_grant to easel_lookup using (true) with check (true);
alter table credit_freeze enable row level security, force row level security;
create policy owner on credit_freeze to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select on credit_freeze to easel_app;
create policy app on credit_freeze to easel_app using (account_id = nullif(current_setting('app.account', true), '')::uuid) with check (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select, insert, update on credit_freeze to easel_worker;
create policy worker on credit_freeze to easel_worker using (true) with check (true);
grant select, update, delete on credit_freeze to easel_eraser;
create policy eraser on credit_freeze to easel_eraser using (exists (select from account a where a.id = credit_freeze.account_id and a.state <> 'active')) with check (exists (select from account a where a.id = credit_freeze.account_id and a.state <> 'active'));
grant select on credit_freeze to easel_exporter;
create policy exporter on credit_freeze for select to easel_exporter using (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select on credit_freeze to easel_backup;
create policy backup on credit_freeze for select to easel_backup using (true);
alter table hold enable row level security, force row level security;
create policy owner on hold to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert, update on hold to easel_app;
create policy app on hold to easel_app using (account_id = nullif(current_setting('app.account', true), '')::uuid) with check (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select, insert, update on hold to easel_worker;
create policy worker on hold to easel_worker using (true) with check (true);
grant select, update, delete on hold to easel_eraser;
create policy eraser on hold to easel_eraser using (exists (select from account a where a.id = hold.account_id and a.state <> 'active')) with check (exists (select from account a where a.id = hold.account_id and a.state <> 'active'));
grant select on hold to easel_exporter;
create policy exporter on hold for select to easel_exporter using (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select on hold to easel_backup;
create policy backup on hold for select to easel_backup using (true);
alter table hold_part enable row level security, force row level security;
create policy owner on hold_part to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert, update on hold_part to easel_app;
create policy app on hold_part to easel_app using (account_id = nullif(current_setting('app.account', true), '')::uuid) with check (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select, insert, update on hold_part to easel_worker;
create policy worker on hold_part to easel_worker using (true) with check (true);
grant select, update, delete on hold_part to easel_eraser;
create policy eraser on hold_part to easel_eraser using (exists (select from account a where a.id = hold_part.account_id and a.state <> 'active')) with check (exists (select from account a where a.id = hold_part.account_id and a.state <> 'active'));
grant select on hold_part to easel_exporter;
create policy exporter on hold_part for select to easel_exporter using (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select on hold_part to easel_backup;
create policy backup on hold_part for select to easel_backup using (true);
alter table ledger_op enable row level security, force row level security;
create policy owner on ledger_op to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert on ledger_op to easel_app;
create policy app on ledger_op to easel_app using (account_id = nullif(current_setting('app.account', true), '')::uuid) with check (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select, insert on ledger_op to easel_worker;
create policy worker on ledger_op to easel_worker using (true) with check (true);
grant select, insert, update (account_id, key, args), delete on ledger_op to easel_eraser;
create policy eraser on ledger_op to easel_eraser using (exists (select from account a where a.id = ledger_op.account_id and a.state <> 'active')) with check (exists (select from account a where a.id = ledger_op.account_id and a.state <> 'active'));
grant select on ledger_op to easel_exporter;
create policy exporter on ledger_op for select to easel_exporter using (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select on ledger_op to easel_backup;
create policy backup on ledger_op for select to easel_backup using (true);
alter table ledger_transfer enable row level security, force row level security;
create policy owner on ledger_transfer to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert on ledger_transfer to easel_app;
create policy app on ledger_transfer to easel_app using (account_id = nullif(current_setting('app.account', true), '')::uuid) with check (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select, insert on ledger_transfer to easel_worker;
create policy worker on ledger_transfer to easel_worker using (true) with check (true);
grant select, insert, update (account_id), delete on ledger_transfer to easel_eraser;
create policy eraser on ledger_transfer to easel_eraser using (exists (select from account a where a.id = ledger_transfer.account_id and a.state <> 'active')) with check (exists (select from account a where a.id = ledger_transfer.account_id and a.state <> 'active'));
grant select on ledger_transfer to easel_exporter;
create policy exporter on ledger_transfer for select to easel_exporter using (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select on ledger_transfer to easel_backup;
create policy backup on ledger_transfer for select to easel_backup using (true);
alter table bulk_run enable row level security, force row level security;
create policy owner on bulk_run to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert, update, delete on bulk_run to easel_app;
create policy app on bulk_run to easel_app using (account_id = nullif(current_setting('app.account', true), '')::uuid) with check (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select, update on bulk_run to easel_worker;
create policy worker on bulk_run to easel_worker using (true) with check (true);
grant select (ctid, id, account_id, state, stopped_at, source_key, rows, problem_rows, images, credits, hold_id, created_at, started_at, finished_at, gone_images, gone_credits, gone_rows), update (gone_images, gone_credits, gone_rows), delete on bulk_run to easel_sweeper;
create policy sweeper_sees on bulk_run for select to easel_sweeper using (true);
create policy sweeper_marks on bulk_run for update to easel_sweeper using (exists (select from image i where i.run_id = bulk_run.id and i.deleting_at is not null)) with check (true);
create policy sweeper_removes on bulk_run for delete to easel_sweeper using ((bulk_run.started_at is not null or bulk_run.created_at < now() - interval '31 days') and not exists (select from generation c where c.run_id = bulk_run.id));
grant select, update, delete on bulk_run to easel_eraser;
create policy eraser on bulk_run to easel_eraser using (exists (select from account a where a.id = bulk_run.account_id and a.state <> 'active')) with check (exists (select from account a where a.id = bulk_run.account_id and a.state <> 'active'));
grant select (id, account_id, state, stopped_at, file_name, source_key, first_prompt, rows, problem_rows, unknown_columns, images, credits, hold_id, created_at, started_at, finished_at, gone_images, gone_credits, gone_rows) on bulk_run to easel_exporter;
create policy exporter on bulk_run for select to easel_exporter using (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select on bulk_run to easel_backup;
create policy backup on bulk_run for select to easel_backup using (true);
grant select (id, account_id) on bulk_run to easel_lookup;
create policy lookup on bulk_run to easel_lookup using (true) with check (true);
alter table generation enable row level security, force row level security;
create policy owner on generation to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert, update, delete on generation to easel_app;
create policy app on generation to easel_app using (account_id = nullif(current_setting('app.account', true), '')::uuid) with check (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select, update on generation to easel_worker;
create policy worker on generation to easel_worker using (true) with check (true);
grant select (ctid, id, account_id, run_id, row_number, credits_each, hold_id, cancelled_at, created_at, gone_images, gone_credits), update (gone_images, gone_credits), delete on generation to easel_sweeper;
create policy sweeper_sees on generation for select to easel_sweeper using (true);
create policy sweeper_marks on generation for update to easel_sweeper using (exists (select from image i where i.generation_id = generation.id and i.deleting_at is not null)) with check (true);
create policy sweeper_removes on generation for delete to easel_sweeper using (not exists (select from image c where c.generation_id = generation.id));
grant select (ctid, id, account_id, run_id, row_number, credits_each, hold_id, cancelled_at, created_at, gone_images, gone_credits), delete on generation to easel_eraser;
create policy eraser on generation to easel_eraser using (exists (select from account a where a.id = generation.account_id and a.state <> 'active')) with check (exists (select from account a where a.id = generation.account_id and a.state <> 'active'));
grant select on generation to easel_exporter;
create policy exporter on generation for select to easel_exporter using (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select on generation to easel_backup;
create policy backup on generation for select to easel_backup using (true);
grant select (id, account_id) on generation to easel_lookup;
create policy lookup on generation to easel_lookup using (true) with check (true);
alter table image enable row level security, force row level security;
create policy owner on image to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert, update, delete on image to easel_app;
create policy app on image to easel_app using (account_id = nullif(current_setting('app.account', true), '')::uuid) with check (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select, update on image to easel_worker;
create policy worker on image to easel_worker using (true) with check (true);
grant select (ctid, id, account_id, generation_id, run_id, index, state, failure, credits, captured_at, object_key, media_type, width, height, bytes, finished_at, saved_at, deleting_at), update (deleting_at), delete on image to easel_sweeper;
create policy sweeper_sees on image for select to easel_sweeper using (true);
create policy sweeper_marks on image for update to easel_sweeper using (image.deleting_at is not null or (image.finished_at < now() - interval '30 days' and image.saved_at is null)) with check (deleting_at is not null);
create policy sweeper_removes on image for delete to easel_sweeper using (image.deleting_at is not null);
grant select, update, delete on image to easel_eraser;
create policy eraser on image to easel_eraser using (exists (select from account a where a.id = image.account_id and a.state <> 'active')) with check (exists (select from account a where a.id = image.account_id and a.state <> 'active'));
grant select on image to easel_exporter;
create policy exporter on image for select to easel_exporter using (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select on image to easel_backup;
create policy backup on image for select to easel_backup using (true);
grant select (id, account_id, state, deleting_at) on image to easel_lookup;
create policy lookup on image to easel_lookup using (true) with check (true);
alter table history enable row level security, force row level security;
create policy owner on history to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert, update on history to easel_app;
create policy app on history to easel_app using (account_id = nullif(current_setting('app.account', true), '')::uuid) with check (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select, update on history to easel_worker;
create policy worker on history to easel_worker using (true) with check (true);
grant select (ctid, id, account_id, words_mark, page, shown_at), update, delete on history to easel_sweeper;
create policy sweeper_sees on history for select to easel_sweeper using (true);
create policy sweeper_marks on history for update to easel_sweeper using (history.shown_at < now() - interval '30 days') with check (false);
create policy sweeper_removes on history for delete to easel_sweeper using (history.shown_at < now() - interval '30 days');
grant select (ctid, id, account_id, words_mark, page, shown_at), delete on history to easel_eraser;
create policy eraser on history to easel_eraser using (exists (select from account a where a.id = history.account_id and a.state <> 'active')) with check (exists (select from account a where a.id = history.account_id and a.state <> 'active'));
grant select (id, account_id, words, page, images, shown_at) on history to easel_exporter;
create policy exporter on history for select to easel_exporter using (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select on history to easel_backup;
create policy backup on history for select to easel_backup using (true);
alter table task enable row level security, force row level security;
create policy owner on task to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert, update, delete on task to easel_app;
create policy app on task to easel_app using (account_id = nullif(current_setting('app.account', true), '')::uuid) with check (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select, insert, update, delete on task to easel_worker;
create policy worker on task to easel_worker using (true) with check (true);
grant select, update, delete on task to easel_sweeper;
create policy sweeper_sees on task for select to easel_sweeper using (true);
create policy sweeper_marks on task for update to easel_sweeper using (task.ended_at < now() - interval '30 days' or case task.kind when 'generate' then not exists (select from image s where s.id = task.subject_id and s.deleting_at is null) when 'assemble' then not exists (select from bulk_run s where s.id = task.subject_id) when 'export' then not exists (select from export s where s.id = task.subject_id) when 'erase' then not exists (select from erasure s where s.id = task.subject_id) else not exists (select from delivery d where d.id = task.subject_id and not (coalesce(d.ended_at, d.created_at) < now() - interval '30 days' or case d.subject_kind when 'image' then not exists (select from image s where s.id = d.subject_id) when 'generation' then not exists (select from generation s where s.id = d.subject_id) when 'run' then not exists (select from bulk_run s where s.id = d.subject_id) when 'history' then not exists (select from history s where s.id = d.subject_id) when 'purchase' then not exists (select from purchase s where s.id = d.subject_id) when 'notice' then not exists (select from notice s where s.id = d.subject_id) when 'export' then not exists (select from export s where s.id = d.subject_id) end)) end) with check (false);
create policy sweeper_removes on task for delete to easel_sweeper using (task.ended_at < now() - interval '30 days' or case task.kind when 'generate' then not exists (select from image s where s.id = task.subject_id and s.deleting_at is null) when 'assemble' then not exists (select from bulk_run s where s.id = task.subject_id) when 'export' then not exists (select from export s where s.id = task.subject_id) when 'erase' then not exists (select from erasure s where s.id = task.subject_id) else not exists (select from delivery d where d.id = task.subject_id and not (coalesce(d.ended_at, d.created_at) < now() - interval '30 days' or case d.subject_kind when 'image' then not exists (select from image s where s.id = d.subject_id) when 'generation' then not exists (select from generation s where s.id = d.subject_id) when 'run' then not exists (select from bulk_run s where s.id = d.subject_id) when 'history' then not exists (select from history s where s.id = d.subject_id) when 'purchase' then not exists (select from purchase s where s.id = d.subject_id) when 'notice' then not exists (select from notice s where s.id = d.subject_id) when 'export' then not exists (select from export s where s.id = d.subject_id) end)) end);
grant select, insert, update, delete on task to easel_eraser;
create policy eraser on task to easel_eraser using (exists (select from account a where a.id = task.account_id and a.state <> 'active')) with check (exists (select from account a where a.id = task.account_id and a.state <> 'active'));
grant select (id, kind, subject_id, account_id, pool, class, cost, state, gen, attempts, not_before, lease_until, worker, created_at, ended_at) on task to easel_exporter;
create policy exporter on task for select to easel_exporter using (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select, insert, update (state, attempts, not_before, ended_at) on task to easel_support;
create policy support on task to easel_support using (true) with check (true);
grant select on task to easel_backup;
create policy backup on task for select to easel_backup using (true);
grant select (id, account_id, pool, class, state) on task to easel_lookup;
create policy lookup on task to easel_lookup using (true) with check (true);
alter table delivery enable row level security, force row level security;
create policy owner on delivery to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert, update, delete on delivery to easel_app;
create policy app on delivery to easel_app using (account_id = nullif(current_setting('app.account', true), '')::uuid) with check (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select, insert, update, delete on delivery to easel_worker;
create policy worker on delivery to easel_worker using (true) with check (true);
grant select (ctid, id, account_id, subject_kind, subject_id, status_expected_until, state, created_at, ended_at), update, delete on delivery to easel_sweeper;
create policy sweeper_sees on delivery for select to easel_sweeper using (true);
create policy sweeper_marks on delivery for update to easel_sweeper using (coalesce(delivery.ended_at, delivery.created_at) < now() - interval '30 days' or case delivery.subject_kind when 'image' then not exists (select from image s where s.id = delivery.subject_id) when 'generation' then not exists (select from generation s where s.id = delivery.subject_id) when 'run' then not exists (select from bulk_run s where s.id = delivery.subject_id) when 'history' then not exists (select from history s where s.id = delivery.subject_id) when 'purchase' then not exists (select from purchase s where s.id = delivery.subject_id) when 'notice' then not exists (select from notice s where s.id = delivery.subject_id) when 'export' then not exists (select from export s where s.id = delivery.subject_id) end) with check (false);
create policy sweeper_removes on delivery for delete to easel_sweeper using (coalesce(delivery.ended_at, delivery.created_at) < now() - interval '30 days' or case delivery.subject_kind when 'image' then not exists (select from image s where s.id = delivery.subject_id) when 'generation' then not exists (select from generation s where s.id = delivery.subject_id) when 'run' then not exists (select from bulk_run s where s.id = delivery.subject_id) when 'history' then not exists (select from history s where s.id = delivery.subject_id) when 'purchase' then not exists (select from purchase s where s.id = delivery.subject_id) when 'notice' then not exists (select from notice s where s.id = delivery.subject_id) when 'export' then not exists (select from export s where s.id = delivery.subject_id) end);
grant select, update, delete on delivery to easel_eraser;
create policy eraser on delivery to easel_eraser using (exists (select from account a where a.id = delivery.account_id and a.state <> 'active')) with check (exists (select from account a where a.id = delivery.account_id and a.state <> 'active'));
grant select on delivery to easel_exporter;
create policy exporter on delivery for select to easel_exporter using (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant insert on delivery to easel_support;
create policy support on delivery to easel_support using (true) with check (true);
grant select on delivery to easel_backup;
create policy backup on delivery for select to easel_backup using (true);
alter table purchase enable row level security, force row level security;
create policy owner on purchase to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert, update on purchase to easel_app;
create policy app on purchase to easel_app using (account_id = nullif(current_setting('app.account', true), '')::uuid) with check (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select, update on purchase to easel_worker;
create policy worker on purchase to easel_worker using (true) with check (true);
grant select (ctid, id, account_id, product, rail, credits, amount, currency, state, session_id, url, expires_at, created_at, ended_at), update, delete on purchase to easel_sweeper;
create policy sweeper_sees on purchase for select to easel_sweeper using (true);
create policy sweeper_marks on purchase for update to easel_sweeper using (purchase.created_at < now() - interval '13 months') with check (false);
create policy sweeper_removes on purchase for delete to easel_sweeper using (purchase.created_at < now() - interval '13 months');
grant select, delete on purchase to easel_eraser;
create policy eraser on purchase to easel_eraser using (exists (select from account a where a.id = purchase.account_id and a.state <> 'active')) with check (exists (select from account a where a.id = purchase.account_id and a.state <> 'active'));
grant select on purchase to easel_exporter;
create policy exporter on purchase for select to easel_exporter using (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select on purchase to easel_backup;
create policy backup on purchase for select to easel_backup using (true);
grant select (id, account_id) on purchase to easel_lookup;
create policy lookup on purchase to easel_lookup using (true) with check (true);
alter table stripe_customer enable row level security, force row level security;
create policy owner on stripe_customer to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert, update on stripe_customer to easel_app;
create policy app on stripe_customer to easel_app using (account_id = nullif(current_setting('app.account', true), '')::uuid) with check (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select, update on stripe_customer to easel_worker;
create policy worker on stripe_customer to easel_worker using (true) with check (true);
grant select, delete on stripe_customer to easel_eraser;
create policy eraser on stripe_customer to easel_eraser using (exists (select from account a where a.id = stripe_customer.account_id and a.state <> 'active')) with check (exists (select from account a where a.id = stripe_customer.account_id and a.state <> 'active'));
grant select on stripe_customer to easel_exporter;
create policy exporter on stripe_customer for select to easel_exporter using (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select on stripe_customer to easel_backup;
create policy backup on stripe_customer for select to easel_backup using (true);
alter table stripe_subscription enable row level security, force row level security;
create policy owner on stripe_subscription to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select on stripe_subscription to easel_app;
create policy app on stripe_subscription to easel_app using (account_id = nullif(current_setting('app.account', true), '')::uuid) with check (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select, insert, update on stripe_subscription to easel_worker;
create policy worker on stripe_subscription to easel_worker using (true) with check (true);
grant select, delete on stripe_subscription to easel_eraser;
create policy eraser on stripe_subscription to easel_eraser using (exists (select from account a where a.id = stripe_subscription.account_id and a.state <> 'active')) with check (exists (select from account a where a.id = stripe_subscription.account_id and a.state <> 'active'));
grant select on stripe_subscription to easel_exporter;
create policy exporter on stripe_subscription for select to easel_exporter using (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select on stripe_subscription to easel_backup;
create policy backup on stripe_subscription for select to easel_backup using (true);
alter table payment enable row level security, force row level security;
create policy owner on payment to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select on payment to easel_app;
create policy app on payment to easel_app using (account_id = nullif(current_setting('app.account', true), '')::uuid) with check (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select, insert, update on payment to easel_worker;
create policy worker on payment to easel_worker using (true) with check (true);
grant select (ctid, ref, account_id, purchase_id, product, credits, owes_credits, amount, currency, refunded, tax_country, intent_id, paid_at, created_at), update, delete on payment to easel_sweeper;
create policy sweeper_sees on payment for select to easel_sweeper using (true);
create policy sweeper_marks on payment for update to easel_sweeper using (payment.paid_at < now() - interval '10 years') with check (false);
create policy sweeper_removes on payment for delete to easel_sweeper using (payment.paid_at < now() - interval '10 years');
grant select, update, delete on payment to easel_eraser;
create policy eraser on payment to easel_eraser using (exists (select from account a where a.id = payment.account_id and a.state <> 'active')) with check (exists (select from account a where a.id = payment.account_id and a.state <> 'active'));
grant select on payment to easel_exporter;
create policy exporter on payment for select to easel_exporter using (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select on payment to easel_backup;
create policy backup on payment for select to easel_backup using (true);
alter table payment_grant enable row level security, force row level security;
create policy owner on payment_grant to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select on payment_grant to easel_app;
create policy app on payment_grant to easel_app using (exists (select from payment p where p.ref = payment_grant.payment_ref and p.account_id = nullif(current_setting('app.account', true), '')::uuid)) with check (exists (select from payment p where p.ref = payment_grant.payment_ref and p.account_id = nullif(current_setting('app.account', true), '')::uuid));
grant select, insert on payment_grant to easel_worker;
create policy worker on payment_grant to easel_worker using (true) with check (true);
grant select, update, delete on payment_grant to easel_sweeper;
create policy sweeper_sees on payment_grant for select to easel_sweeper using (true);
create policy sweeper_marks on payment_grant for update to easel_sweeper using (exists (select from payment p where p.ref = payment_grant.payment_ref and p.paid_at < now() - interval '10 years')) with check (false);
create policy sweeper_removes on payment_grant for delete to easel_sweeper using (exists (select from payment p where p.ref = payment_grant.payment_ref and p.paid_at < now() - interval '10 years'));
grant select, update, delete on payment_grant to easel_eraser;
create policy eraser on payment_grant to easel_eraser using (exists (select from payment p join account a on a.id = p.account_id where p.ref = payment_grant.payment_ref and a.state <> 'active')) with check (exists (select from payment p join account a on a.id = p.account_id where p.ref = payment_grant.payment_ref and a.state <> 'active'));
grant select on payment_grant to easel_exporter;
create policy exporter on payment_grant for select to easel_exporter using (exists (select from payment p where p.ref = payment_grant.payment_ref and p.account_id = nullif(current_setting('app.account', true), '')::uuid));
grant select on payment_grant to easel_backup;
create policy backup on payment_grant for select to easel_backup using (true);
alter table payment_dispute enable row level security, force row level security;
create policy owner on payment_dispute to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select on payment_dispute to easel_app;
create policy app on payment_dispute to easel_app using (exists (select from payment p where p.ref = payment_dispute.payment_ref and p.account_id = nullif(current_setting('app.account', true), '')::uuid)) with check (exists (select from payment p where p.ref = payment_dispute.payment_ref and p.account_id = nullif(current_setting('app.account', true), '')::uuid));
grant select, insert, update on payment_dispute to easel_worker;
create policy worker on payment_dispute to easel_worker using (true) with check (true);
grant select, update, delete on payment_dispute to easel_sweeper;
create policy sweeper_sees on payment_dispute for select to easel_sweeper using (true);
create policy sweeper_marks on payment_dispute for update to easel_sweeper using (exists (select from payment p where p.ref = payment_dispute.payment_ref and p.paid_at < now() - interval '10 years')) with check (false);
create policy sweeper_removes on payment_dispute for delete to easel_sweeper using (exists (select from payment p where p.ref = payment_dispute.payment_ref and p.paid_at < now() - interval '10 years'));
grant select, update, delete on payment_dispute to easel_eraser;
create policy eraser on payment_dispute to easel_eraser using (exists (select from payment p join account a on a.id = p.account_id where p.ref = payment_dispute.payment_ref and a.state <> 'active')) with check (exists (select from payment p join account a on a.id = p.account_id where p.ref = payment_dispute.payment_ref and a.state <> 'active'));
grant select on payment_dispute to easel_exporter;
create policy exporter on payment_dispute for select to easel_exporter using (exists (select from payment p where p.ref = payment_dispute.payment_ref and p.account_id = nullif(current_setting('app.account', true), '')::uuid));
grant select on payment_dispute to easel_backup;
create policy backup on payment_dispute for select to easel_backup using (true);
alter table stripe_inbox enable row level security, force row level security;
create policy owner on stripe_inbox to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert on stripe_inbox to easel_worker;
create policy worker on stripe_inbox to easel_worker using (true) with check (true);
grant select, update, delete on stripe_inbox to easel_sweeper;
create policy sweeper_sees on stripe_inbox for select to easel_sweeper using (true);
create policy sweeper_marks on stripe_inbox for update to easel_sweeper using (stripe_inbox.received_at < now() - interval '35 days') with check (false);
create policy sweeper_removes on stripe_inbox for delete to easel_sweeper using (stripe_inbox.received_at < now() - interval '35 days');
grant select on stripe_inbox to easel_backup;
create policy backup on stripe_inbox for select to easel_backup using (true);
alter table settlement enable row level security, force row level security;
create policy owner on settlement to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert, update on settlement to easel_worker;
create policy worker on settlement to easel_worker using (true) with check (true);
grant select, update, delete on settlement to easel_sweeper;
create policy sweeper_sees on settlement for select to easel_sweeper using (true);
create policy sweeper_marks on settlement for update to easel_sweeper using (coalesce(settlement.settled_at, settlement.due_at) < now() - interval '35 days') with check (false);
create policy sweeper_removes on settlement for delete to easel_sweeper using (coalesce(settlement.settled_at, settlement.due_at) < now() - interval '35 days');
grant select on settlement to easel_backup;
create policy backup on settlement for select to easel_backup using (true);
alter table notice enable row level security, force row level security;
create policy owner on notice to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert on notice to easel_app;
create policy app on notice to easel_app using (account_id = nullif(current_setting('app.account', true), '')::uuid) with check (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select, insert on notice to easel_worker;
create policy worker on notice to easel_worker using (true) with check (true);
grant select (ctid, id, account_id, ref, created_at), update, delete on notice to easel_sweeper;
create policy sweeper_sees on notice for select to easel_sweeper using (true);
create policy sweeper_marks on notice for update to easel_sweeper using (notice.created_at < now() - interval '13 months') with check (false);
create policy sweeper_removes on notice for delete to easel_sweeper using (notice.created_at < now() - interval '13 months');
grant select (ctid, id, account_id, ref, created_at), delete on notice to easel_eraser;
create policy eraser on notice to easel_eraser using (exists (select from account a where a.id = notice.account_id and a.state <> 'active')) with check (exists (select from account a where a.id = notice.account_id and a.state <> 'active'));
grant select on notice to easel_exporter;
create policy exporter on notice for select to easel_exporter using (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select, insert on notice to easel_support;
create policy support on notice to easel_support using (true) with check (true);
grant select on notice to easel_backup;
create policy backup on notice for select to easel_backup using (true);
grant select (account_id, ref) on notice to easel_lookup;
create policy lookup on notice to easel_lookup using (true) with check (true);
alter table ticket enable row level security, force row level security;
create policy owner on ticket to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert on ticket to easel_app;
create policy app on ticket to easel_app using (account_id = nullif(current_setting('app.account', true), '')::uuid) with check (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select (ctid, id, number, account_id, created_at, answered_at), update, delete on ticket to easel_sweeper;
create policy sweeper_sees on ticket for select to easel_sweeper using (true);
create policy sweeper_marks on ticket for update to easel_sweeper using (coalesce(ticket.answered_at, ticket.created_at) < now() - interval '2 years') with check (false);
create policy sweeper_removes on ticket for delete to easel_sweeper using (coalesce(ticket.answered_at, ticket.created_at) < now() - interval '2 years');
grant select (ctid, id, number, account_id, created_at, answered_at), delete on ticket to easel_eraser;
create policy eraser on ticket to easel_eraser using (exists (select from account a where a.id = ticket.account_id and a.state <> 'active')) with check (exists (select from account a where a.id = ticket.account_id and a.state <> 'active'));
grant select on ticket to easel_exporter;
create policy exporter on ticket for select to easel_exporter using (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select, update (answer, answered_at) on ticket to easel_support;
create policy support on ticket to easel_support using (true) with check (true);
grant select on ticket to easel_backup;
create policy backup on ticket for select to easel_backup using (true);
alter table reconciliation enable row level security, force row level security;
create policy owner on reconciliation to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert on reconciliation to easel_worker;
create policy worker on reconciliation to easel_worker using (true) with check (true);
grant select, update, delete on reconciliation to easel_sweeper;
create policy sweeper_sees on reconciliation for select to easel_sweeper using (true);
create policy sweeper_marks on reconciliation for update to easel_sweeper using (reconciliation.ended_at < now() - interval '400 days') with check (false);
create policy sweeper_removes on reconciliation for delete to easel_sweeper using (reconciliation.ended_at < now() - interval '400 days');
grant select on reconciliation to easel_backup;
create policy backup on reconciliation for select to easel_backup using (true);
alter table erasure enable row level security, force row level security;
create policy owner on erasure to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert, update, delete on erasure to easel_app;
create policy app on erasure to easel_app using (account_id = nullif(current_setting('app.account', true), '')::uuid) with check (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select, insert, update, delete on erasure to easel_worker;
create policy worker on erasure to easel_worker using (true) with check (true);
grant select (ctid, id, number, account_id, receipt_id, state, asked_at, confirmed_at, erased_at, done_at, old_id, at_provider, counts), update, delete on erasure to easel_sweeper;
create policy sweeper_sees on erasure for select to easel_sweeper using (true);
create policy sweeper_marks on erasure for update to easel_sweeper using (erasure.asked_at < now() - interval '1 days' and erasure.confirmed_at is null) with check (false);
create policy sweeper_removes on erasure for delete to easel_sweeper using (erasure.asked_at < now() - interval '1 days' and erasure.confirmed_at is null);
grant select, update, delete on erasure to easel_eraser;
create policy eraser on erasure to easel_eraser using (exists (select from account a where a.id = erasure.account_id and a.state <> 'active')) with check (exists (select from account a where a.id = erasure.account_id and a.state <> 'active'));
grant select (id, number, account_id, receipt_id, state, asked_at, confirmed_at, erased_at, done_at, old_id, at_provider, counts) on erasure to easel_exporter;
create policy exporter on erasure for select to easel_exporter using (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select on erasure to easel_backup;
create policy backup on erasure for select to easel_backup using (true);
grant select on erasure to easel_lookup;
create policy lookup on erasure to easel_lookup using (true) with check (true);
alter table export enable row level security, force row level security;
create policy owner on export to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert, update on export to easel_app;
create policy app on export to easel_app using (account_id = nullif(current_setting('app.account', true), '')::uuid) with check (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select, update on export to easel_worker;
create policy worker on export to easel_worker using (true) with check (true);
grant select (ctid, id, account_id, state, files, packed, stale, way, link_hash, asked_at, finished_at, expires_at, fetched_at), update, delete on export to easel_sweeper;
create policy sweeper_sees on export for select to easel_sweeper using (true);
create policy sweeper_marks on export for update to easel_sweeper using (export.asked_at < now() - interval '30 days') with check (false);
create policy sweeper_removes on export for delete to easel_sweeper using (export.asked_at < now() - interval '30 days');
grant select, delete on export to easel_eraser;
create policy eraser on export to easel_eraser using (exists (select from account a where a.id = export.account_id and a.state <> 'active')) with check (exists (select from account a where a.id = export.account_id and a.state <> 'active'));
grant select (id, account_id, state, files, packed, stale, way, asked_at, finished_at, expires_at, fetched_at) on export to easel_exporter;
create policy exporter on export for select to easel_exporter using (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select on export to easel_backup;
create policy backup on export for select to easel_backup using (true);
grant select, update (fetched_at) on export to easel_lookup;
create policy lookup on export to easel_lookup using (true) with check (true);
alter table suppression enable row level security, force row level security;
create policy owner on suppression to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select, insert, update on suppression to easel_app;
create policy app on suppression to easel_app using (true) with check (true);
grant select, insert, update on suppression to easel_worker;
create policy worker on suppression to easel_worker using (true) with check (true);
grant select, update, delete on suppression to easel_sweeper;
create policy sweeper_sees on suppression for select to easel_sweeper using (true);
create policy sweeper_marks on suppression for update to easel_sweeper using (suppression.marked_at < now() - interval '40 days') with check (false);
create policy sweeper_removes on suppression for delete to easel_sweeper using (suppression.marked_at < now() - interval '40 days');
grant select on suppression to easel_backup;
create policy backup on suppression for select to easel_backup using (true);
alter table legal_hold enable row level security, force row level security;
create policy owner on legal_hold to current_user using (current_setting('easel.migrates', true) = 'yes') with check (current_setting('easel.migrates', true) = 'yes');
grant select on legal_hold to easel_app;
create policy app on legal_hold to easel_app using (account_id = nullif(current_setting('app.account', true), '')::uuid) with check (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select, insert, update, delete on legal_hold to easel_worker;
create policy worker on legal_hold to easel_worker using (true) with check (true);
grant select, delete on legal_hold to easel_eraser;
create policy eraser on legal_hold to easel_eraser using (exists (select from account a where a.id = legal_hold.account_id and a.state <> 'active')) with check (exists (select from account a where a.id = legal_hold.account_id and a.state <> 'active'));
grant select (account_id, reference, placed_at, in_force) on legal_hold to easel_exporter;
create policy exporter on legal_hold for select to easel_exporter using (account_id = nullif(current_setting('app.account', true), '')::uuid);
grant select on legal_hold to easel_backup;
create policy backup on legal_hold for select to easel_backup using (true);

-- What a person's command has to know of others, or before it is known whose it is: each answers one question.

-- Whose account a person has on a platform; from here on, in this transaction, it is theirs.
create function recognise(platform text, mark text)
  returns table (id uuid, locale text, locale_chosen boolean, state text, paused_at timestamptz, refused_at timestamptz)
  language sql volatile security definer
  begin atomic
    select k.id, k.locale, k.locale_chosen, k.state, k.paused_at, k.refused_at
    from (
      select a.id, a.locale, a.locale_chosen, a.state, a.paused_at, a.refused_at, set_config('app.account', a.id::text, true) as told
      from public.identity i join public.account a on a.id = i.account_id
      where i.platform = recognise.platform and i.mark = recognise.mark
    ) k where k.told is not null;
  end;

-- How somebody stands with us, noting that they were here today.
create function standing(platform text, mark text, told_ref text)
  returns table (id uuid, chosen text, agreed_to text, told boolean)
  language sql volatile security definer
  begin atomic
    with used as (
      update public.account a set last_used_at = now(), idle_told_at = null, idle_number = null
      from public.identity i
      where i.platform = standing.platform and i.mark = standing.mark and a.id = i.account_id and a.state = 'active'
        and a.last_used_at < now() - interval '1 day'
    )
    select a.id, case when a.locale_chosen then a.locale end,
      (select c.version from public.consent c where c.account_id = a.id and c.withdrawn_at is null order by c.given_at desc limit 1),
      exists (select from public.notice n where n.account_id = a.id and n.ref = standing.told_ref)
    from public.identity i join public.account a on a.id = i.account_id
    where i.platform = standing.platform and i.mark = standing.mark;
  end;

-- Whether something that is not there for whoever asks is there for somebody else: a button in a chat is seen by everybody.
create function is_anothers(kind text, id uuid) returns boolean
  language sql stable security definer
  begin atomic
    select exists (
      select from (
        select account_id from public.image i
        where is_anothers.kind = 'image' and i.id = is_anothers.id and i.state = 'ready' and i.deleting_at is null
        union all select account_id from public.generation g where is_anothers.kind = 'generation' and g.id = is_anothers.id
        union all select account_id from public.bulk_run r where is_anothers.kind = 'run' and r.id = is_anothers.id
        union all select account_id from public.purchase p where is_anothers.kind = 'purchase' and p.id = is_anothers.id
        union all select account_id from public.erasure e where is_anothers.kind = 'erasure' and e.id = is_anothers.id
        union all select account_id from public.kept_request k where is_anothers.kind = 'request' and k.id = is_anothers.id
      ) found
      where account_id is distinct from nullif(current_setting('app.account', true), '')::uuid
    );
  end;

-- How many pictures wait in front of a task, at most so many. Account by account, so that it costs as many index entries as it
-- counts, however long the queue is.
create function pictures_ahead(pool text, task uuid, account uuid, most int) returns bigint
  language sql stable security definer
  begin atomic
    with recursive account_waiting as (
      (select t.account_id from public.task t where t.pool = pictures_ahead.pool and t.state = 'queued' order by t.account_id limit 1)
      union all
      select (
        select t.account_id from public.task t
        where t.pool = pictures_ahead.pool and t.state = 'queued' and t.account_id > a.account_id order by t.account_id limit 1
      ) from account_waiting a where a.account_id is not null
    )
    select count(*) from (
      select from account_waiting a cross join lateral (
        select from public.task t where t.pool = pictures_ahead.pool and t.account_id = a.account_id and t.state = 'queued'
          and (t.class = 'interactive' or t.account_id <> pictures_ahead.account) and t.id < pictures_ahead.task
        limit pictures_ahead.most
      ) waiting
      union all
      select from public.task t
      where t.pool = pictures_ahead.pool and t.state in ('dispatched', 'running') and t.state = 'dispatched'
        and (t.class = 'interactive' or t.account_id <> pictures_ahead.account) and t.id < pictures_ahead.task
      limit pictures_ahead.most
    ) before;
  end;

-- How many newcomers got their starter credits since then.
create function starters_since(since timestamptz) returns bigint
  language sql stable security definer
  begin atomic
    select count(*) from public.credit_grant g where g.source = 'starter' and g.created_at > starters_since.since;
  end;

-- What a link leads to, and the one use of it. Nobody guesses the secret that the hash is of.
create function export_linked(hash text, at timestamptz) returns setof export
  language sql stable security definer
  begin atomic
    select * from public.export e
    where e.link_hash = export_linked.hash and e.state = 'ready' and e.fetched_at is null and e.expires_at > export_linked.at;
  end;

create function take_export(hash text, at timestamptz) returns setof export
  language sql volatile security definer
  begin atomic
    update public.export e set fetched_at = take_export.at
    where e.link_hash = take_export.hash and e.state = 'ready' and e.fetched_at is null and e.expires_at > take_export.at
    returning e.*;
  end;

-- What became of an erasure, for whoever holds the number of its receipt.
create function receipt_numbered(number text) returns setof erasure
  language sql stable security definer
  begin atomic
    select * from public.erasure e where e.number = receipt_numbered.number and e.confirmed_at is not null;
  end;

grant create on schema public to easel_lookup;
do $$
declare
  called regprocedure;
begin
  for called in
    select p.oid from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.prosecdef and p.proname in (
      'recognise', 'standing', 'is_anothers', 'pictures_ahead', 'starters_since', 'export_linked', 'take_export', 'receipt_numbered'
    )
  loop
    execute format('revoke execute on function %s from public', called);
    execute format('grant execute on function %s to easel_app, easel_worker', called);
    execute format('alter function %s owner to easel_lookup', called);
  end loop;
end $$;
revoke create on schema public from easel_lookup;
