-- What of a hold is settled is said by its parts. The hold said the same once more, and every settlement wrote a row for it.
alter table hold drop column captured, drop column released;
alter table hold reset (fillfactor); -- it is never changed any more
