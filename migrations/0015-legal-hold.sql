-- Holding an account for a court takes two people: who asks for it, and who approves; so does lifting that.

-- Each case by itself: what one asks for is not lifted by another.
alter table legal_hold drop constraint legal_hold_pkey;
alter table legal_hold add primary key (account_id, reference);
alter table legal_hold add column in_force boolean not null default true;
alter table legal_hold add column opened_by text;
alter table legal_hold add column approved_by text;
alter table legal_hold add column lift_asked_by text;
alter table legal_hold add constraint legal_hold_two_people check (opened_by <> approved_by);
alter table legal_hold add constraint legal_hold_approved check (in_force or approved_by is null);
alter table legal_hold add constraint legal_hold_lift check (lift_asked_by is null or in_force);
