// How many pictures wait in front of a request, as SQL that a query of its own and the placing of a request share.

import { sql } from 'kysely';

/**
 * Two table expressions for a `with recursive`, after one named `mine(pool, id, account_id)`: the request's first task. The
 * second one is `line(ahead)`, at most `max`. Account by account, so that it costs as many index entries as it counts, however
 * long the queue is.
 */
export function placeInLine(max: number) {
  return sql`
    account_waiting as (
      (select t.account_id from task t where t.pool = (select pool from mine) and t.state = 'queued' order by t.account_id limit 1)
      union all
      select (
        select t.account_id from task t
        where t.pool = (select pool from mine) and t.state = 'queued' and t.account_id > a.account_id order by t.account_id limit 1
      ) from account_waiting a where a.account_id is not null
    ), line as (
      select count(*) as ahead from (
        select from account_waiting a cross join mine cross join lateral (
          select from task t where t.pool = mine.pool and t.account_id = a.account_id and t.state = 'queued'
            and (t.class = 'interactive' or t.account_id <> mine.account_id) and t.id < mine.id
          limit ${max}
        ) as waiting
        union all
        select from mine join task t on t.pool = mine.pool and t.state in ('dispatched', 'running')
        where t.state = 'dispatched' and (t.class = 'interactive' or t.account_id <> mine.account_id) and t.id < mine.id
        limit ${max}
      ) as before
    )`;
}
