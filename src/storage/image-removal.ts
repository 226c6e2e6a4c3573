// Marked pictures go: rows, tasks, requests without pictures, and the deliveries of both. What stays counts what is gone.

import { sql, type Kysely } from 'kysely';
import type { MarkedImage } from '../core/picture-rows.ts';
import type { Schema } from './schema.ts';

/** Runs first and in order, then requests in order, as everybody who locks them does. Inside the caller's transaction. */
export async function removeMarked(db: Kysely<Schema>, images: readonly MarkedImage[]): Promise<void> {
  const ids = images.map(({ id }) => id);
  const requests = [...new Set(images.map(({ generationId }) => generationId))];
  const runs = [...new Set(images.flatMap(({ runId }) => (runId === null ? [] : [runId])))];
  await sql`select from bulk_run where id = any(${runs}::uuid[]) order by id for update`.execute(db);
  await sql`select from generation where id = any(${requests}::uuid[]) order by id for update`.execute(db);
  await sql`
    /* remove-images unread */ with gone as (
      delete from image where id = any(${ids}::uuid[]) and deleting_at is not null
      returning generation_id, run_id, (state = 'ready')::int as drawn, case when captured_at is null then 0 else credits end as credits
    ), by_request as (
      select generation_id, sum(drawn) as images, sum(credits) as credits from gone group by generation_id
    ), by_run as (
      select gone.run_id, sum(drawn) as images, sum(gone.credits) as credits,
        array_agg(distinct g.row_number) filter (where gone.drawn = 1) as rows
      from gone join generation g on g.id = gone.generation_id where gone.run_id is not null group by gone.run_id
    ), requests as (
      update generation g set gone_images = g.gone_images + b.images, gone_credits = g.gone_credits + b.credits
      from by_request b where g.id = b.generation_id
    )
    update bulk_run r set gone_images = r.gone_images + b.images, gone_credits = r.gone_credits + b.credits,
      gone_rows = array(select distinct unnest(r.gone_rows || coalesce(b.rows, '{}')) order by 1)
    from by_run b where r.id = b.run_id
  `.execute(db);
  const { rows: empty } = await sql<{ id: string }>`
    delete from generation g where g.id = any(${requests}::uuid[]) and not exists (select from image i where i.generation_id = g.id)
    returning g.id
  `.execute(db);
  await sql`delete from task where kind = 'generate' and subject_id = any(${ids}::uuid[])`.execute(db);
  await removeDeliveriesOf(db, [...ids, ...empty.map(({ id }) => id)]);
}

/** Deliveries of what is gone, and their tasks; those whose message is still to be brought up to date go with that. */
export async function removeDeliveriesOf(db: Kysely<Schema>, subjects: readonly string[]): Promise<void> {
  await sql`
    /* remove-deliveries unread */ with gone as (
      delete from delivery d where d.subject_id = any(${subjects}::uuid[]) and not exists (
        select from task t where t.kind = 'withdraw' and t.subject_id = d.id and t.state in ('queued', 'dispatched', 'running')
      ) returning d.id
    )
    delete from task t using gone where t.subject_id = gone.id
  `.execute(db);
}
