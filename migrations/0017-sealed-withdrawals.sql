-- The key of an account is destroyed when its erasure is confirmed; what takes our messages out of its chats is done after that.

-- Which messages, and where: sealed with a key of the receipt, which goes when they are taken out.
alter table erasure
  add column to_withdraw bytea,
  add constraint erasure_to_withdraw_check check (to_withdraw is null or state = 'confirmed');
