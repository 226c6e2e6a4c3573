// How many pictures wait in front of a request, as SQL that a query of its own and the placing of a request share.

import { sql } from 'kysely';

/**
 * A table expression after one named `mine(pool, id, account_id)`, the request's first task: `line(ahead)`, at most `max`. It
 * counts what others wait for, so a function does that looks past the tenant wall (migrations/, pictures_ahead).
 */
export function placeInLine(max: number) {
  return sql`line as (select pictures_ahead(pool, id, account_id, ${max}::int) as ahead from mine)`;
}
