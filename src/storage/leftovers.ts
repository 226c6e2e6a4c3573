// What the sweep removes besides pictures, a batch a statement, by the database's clock.

import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { AccountId, BulkRunId } from '../core/domain/ids.ts';
import type { LeftoverRows } from '../core/picture-rows.ts';
import { removeDeliveriesOf } from './image-removal.ts';
import type { Schema } from './schema.ts';

const before = (days: number): RawBuilder<Date> => sql`now() - make_interval(days => ${days})`;

export function leftoverRows(db: Kysely<Schema>): LeftoverRows {
  const count = async (statement: RawBuilder<unknown>): Promise<number> =>
    Number((await statement.execute(db)).numAffectedRows ?? 0);
  return {
    async emptyRuns(keepDays, limit, among) {
      const { rows } = await sql<{ id: BulkRunId; accountId: AccountId }>`
        select r.id, r.account_id as "accountId" from bulk_run r
        where ${among ? sql`r.id = any(${among}::uuid[])` : sql`true`} and ${isEmpty(keepDays)} order by r.created_at limit ${limit}
      `.execute(db);
      return rows;
    },
    async removeRun(id) {
      const { rows } = await sql`
        delete from bulk_run r where r.id = ${id} and r.state not in ('running', 'assembling')
          and not exists (select from generation g where g.run_id = r.id) returning r.id
      `.execute(db);
      if (rows.length === 0) return false;
      await sql`delete from task where kind = 'assemble' and subject_id = ${id}`.execute(db);
      await removeDeliveriesOf(db, [id]);
      return true;
    },
    removeEvents: (keepDays, limit) =>
      count(sql`
        delete from inbound_event where ctid = any(array(
          select ctid from inbound_event where received_at < ${before(keepDays)} limit ${limit}
        ))
      `),
    removeTasks: (keepDays, limit) =>
      count(sql`
        delete from task where id = any(array(
          select id from task where ended_at < ${before(keepDays)} and state in ('done', 'failed', 'cancelled', 'dead')
          order by ended_at limit ${limit} for update skip locked
        ))
      `),
    removeDeliveries: (keepDays, limit) =>
      count(sql`
        delete from delivery where id = any(array(
          select d.id from delivery d where coalesce(d.ended_at, d.created_at) < ${before(keepDays)} and not exists (
            select from task t where t.subject_id = d.id and t.state in ('queued', 'dispatched', 'running')
          ) and not ${stillWorkedOn} limit ${limit} for update of d skip locked
        ))
      `),
    async removeHistories(keepDays, limit) {
      const { rows } = await sql<{ id: string }>`
        delete from history where id = any(array(
          select id from history where shown_at < ${before(keepDays)} order by shown_at limit ${limit} for update skip locked
        )) returning id
      `.execute(db);
      await removeDeliveriesOf(
        db,
        rows.map(({ id }) => id),
      );
      return rows.length;
    },
    async removeDelivery(id) {
      await sql`delete from delivery where id = ${id}`.execute(db);
      await sql`delete from task where kind in ('deliver', 'withdraw') and subject_id = ${id}`.execute(db);
    },
  };
}

/** What has waited so long is brought all the same. */
const stillWorkedOn = sql`(d.ended_at is null and (
  exists (select from image i where i.generation_id = d.subject_id and i.state = 'owed')
  or exists (select from bulk_run r where r.id = d.subject_id and r.state in ('running', 'assembling'))
))`;

/** Nothing was made of it, or nothing of that is left: at once after its pictures, and an upload that only waited after its time. */
function isEmpty(keepDays: number): RawBuilder<boolean> {
  return sql`r.state not in ('running', 'assembling') and not exists (select from generation g where g.run_id = r.id)
    and (r.started_at is not null or r.created_at < ${before(keepDays)})`;
}
