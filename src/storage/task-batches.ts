// The two statements every picture passes, written for many pictures at once: fewer commits is what makes Postgres fast here.

import { sql, type Kysely } from 'kysely';
import type { TaskId } from '../core/domain/ids.ts';
import type { NewId } from '../core/ports.ts';
import type { FinishedImage } from '../core/generation-rows.ts';
import type { Claim, ClaimedTask, Draw } from '../core/task-rows.ts';
import type { Schema } from './schema.ts';
import { openOrder } from './sealed-orders.ts';
import type { AccountSeal, Sealed, Seals } from './seals.ts';

type Job = { readonly id: TaskId; readonly gen: number; readonly leaseMs: number };

type ClaimRow = {
  id: TaskId;
  kind: ClaimedTask['kind'];
  account_id: ClaimedTask['accountId'];
  subject_id: string;
  attempts: number;
  lease_token: string;
  image_id: Draw['imageId'] | null;
  generation_id: Draw['generationId'];
  run_id: Draw['runId'];
  seed: number | null;
  prompt: Sealed<'generation.prompt'>;
  model: string;
  credits_each: number;
  params: Sealed<'generation.params'>;
  cancelled: boolean;
};

/** Takes dispatched tasks whose generation still matches; a stale job gets null. */
export function claimMany(
  db: Kysely<Schema>,
  newId: NewId,
  worker: () => number | null,
  seals: Seals,
): (jobs: readonly Job[]) => Promise<readonly (Claim | null)[]> {
  return async (jobs) => {
    const { rows } = await sql<ClaimRow>`
      /* claim-tasks */ with job as (
        select * from unnest(
          ${jobs.map((each) => each.id)}::uuid[], ${jobs.map((each) => each.gen)}::int[],
          ${jobs.map((each) => each.leaseMs / 1000)}::double precision[], ${jobs.map(() => newId<string>())}::uuid[]
        ) as j (id, gen, lease, token)
      ), free as (
        select t.id, job.token, job.lease from task t join job on t.id = job.id and t.gen = job.gen
        where t.state = 'dispatched' for update of t skip locked
      ), claimed as (
        update task t set state = 'running', attempts = t.attempts + 1, lease_token = free.token, worker = ${worker()}::int,
          lease_until = now() + make_interval(secs => free.lease)
        from free where t.id = free.id
        returning t.id, t.kind, t.account_id, t.subject_id, t.attempts, t.lease_token
      )
      select c.*, i.id as image_id, i.generation_id, i.run_id, i.seed, g.prompt, g.model, g.credits_each, g.params,
        (g.cancelled_at is not null or r.stopped_at is not null or a.paused_at is not null or a.refused_at is not null) as cancelled
      from claimed c join account a on a.id = c.account_id
      left join image i on c.kind = 'generate' and i.id = c.subject_id
      left join generation g on g.id = i.generation_id
      left join bulk_run r on r.id = i.run_id
    `.execute(db);
    // Pictures of several accounts at once.
    const keys = await seals.ofAll(rows.filter((row) => row.image_id !== null).map((row) => row.account_id));
    const byTask = new Map(rows.map((row) => [row.id, row]));
    return jobs.map(({ id }) => {
      const row = byTask.get(id);
      // The same job twice in one group: one row, one claim.
      byTask.delete(id);
      return row ? toClaim(row, keys.get(row.account_id)) : null;
    });
  };
}

function toClaim(row: ClaimRow, seal: AccountSeal | undefined): Claim {
  const { cancelled } = row;
  const task = {
    id: row.id,
    kind: row.kind,
    accountId: row.account_id,
    subjectId: row.subject_id,
    attempts: row.attempts,
    leaseToken: row.lease_token,
  };
  if (row.image_id === null) return { task, cancelled, draw: null, unreadable: false };
  if (!seal) return { task, cancelled, draw: null, unreadable: true };
  const draw = {
    imageId: row.image_id,
    generationId: row.generation_id,
    runId: row.run_id,
    order: openOrder(seal, row),
    seed: row.seed,
  };
  return { task, cancelled, draw, unreadable: false };
}

/** Ends tasks and records their pictures; false for a task whose lease was lost. */
export function finishManyRunImages(
  db: Kysely<Schema>,
): (items: readonly { task: ClaimedTask; image: FinishedImage }[]) => Promise<readonly boolean[]> {
  return async (items) => {
    const { rows } = await sql<{ id: TaskId }>`
      /* finish-run-images */ with drawn as (
        select * from unnest(
          ${items.map((each) => each.task.id)}::uuid[], ${items.map((each) => each.task.leaseToken)}::uuid[], ${items.map((each) => each.image.imageId)}::uuid[],
          ${items.map((each) => each.image.objectKey)}::text[], ${items.map((each) => each.image.mediaType)}::text[], ${items.map((each) => each.image.width)}::int[],
          ${items.map((each) => each.image.height)}::int[], ${items.map((each) => each.image.bytes)}::int[], ${items.map((each) => each.image.sha256)}::text[]
        ) as d (task_id, token, image_id, object_key, media_type, width, height, bytes, sha256)
      ), writable as (
        -- In order, as everybody locks them who locks several; whoever is about to erase one of them waits.
        select id from account where id = any(${items.map((each) => each.task.accountId)}::uuid[]) and state = 'active'
        order by id for key share
      ), ended as (
        update task t set state = 'done', ended_at = now(), lease_token = null, lease_until = null, worker = null
        from drawn, writable where t.id = drawn.task_id and t.account_id = writable.id and t.lease_token = drawn.token and t.state = 'running'
        returning t.id
      ), picture as (
        update image i set state = 'ready', object_key = d.object_key, media_type = d.media_type, width = d.width, height = d.height,
          bytes = d.bytes, sha256 = d.sha256, finished_at = now()
        from drawn d join ended e on e.id = d.task_id
        where i.id = d.image_id and i.state = 'owed'
      )
      select id from ended
    `.execute(db);
    const ended = new Set(rows.map((row) => row.id));
    return items.map((each) => ended.has(each.task.id));
  };
}
