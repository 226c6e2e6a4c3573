-- What people ask for is sealed: prompts and how they are drawn, files and what is in them, searches. There is no account yet (0016).

alter table generation
  alter column prompt type bytea using null,
  alter column params type bytea using null,
  alter column filename type bytea using null;

alter table bulk_run
  alter column file_name type bytea using null,
  alter column first_prompt type bytea using null,
  alter column unknown_columns type bytea using null,
  alter column parts drop default;
-- Named after the file. Null: there is no ZIP.
alter table bulk_run
  alter column parts drop not null,
  alter column parts type bytea using null;

-- The same words are found again by a mark that only the key of their account can make.
alter table history drop constraint history_words_check;
alter table history drop constraint history_account_id_words_key;
alter table history alter column words type bytea using null;
alter table history add column words_mark text not null;
alter table history add unique (account_id, words_mark);

alter table kept_request alter column wish type bytea using null;
