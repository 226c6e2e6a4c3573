// The task table: what is owed, who may work on it until when, and in what order it is handed out.

import { sql, type Kysely } from 'kysely';
import type { GenerationId } from '../core/domain/ids.ts';
import type { NewId } from '../core/ports.ts';
import type { ClaimedTask, TaskRows } from '../core/task-rows.ts';
import { inNameOf } from './account-context.ts';
import { coalesce } from './coalesce.ts';
import { placeInLine } from './place-in-line.ts';
import type { Schema } from './schema.ts';
import type { Seals } from './seals.ts';
import { claimMany, finishManyRunImages } from './task-batches.ts';

/** A session-level advisory lock of this class says that a worker is alive; workers.ts takes it. */
export const WORKER_LOCK = 0x6561_7365;

const seconds = (ms: number) => sql`make_interval(secs => ${ms / 1000}::double precision)`;

// Whoever takes several tasks at once skips those that somebody else is just taking: nobody waits for a row while holding
// others, so no two of them can deadlock. What is skipped is found again: by the next round, by its lease, or, where a
// cancel skipped it, by its claim, which sees that somebody asked to stop.

/** Tasks as each transaction sees them, except claim and finishRunImage, which gather many callers (see task-batches.ts). */
export function taskRows(db: Kysely<Schema>, gathered: Pick<TaskRows, 'claim' | 'finishRunImage'>): TaskRows {
  return {
    ...gathered,
    // An erasure is owed to its receipt.
    add: (task) => (task.kind === 'erase' ? inNameOf(db, task.accountId, () => add(db, task)) : add(db, task)),
    dispatch: (pool, room, leaseMs) => dispatch(db, pool, room, leaseMs),
    async pools() {
      // Two index skips instead of a scan: a backlog of ten thousand must not slow the dispatcher down.
      const { rows } = await sql<{ pool: string; outstanding: number }>`
        /* pools */ with recursive waiting as (
          (select pool from task where state = 'queued' order by pool limit 1)
          union all
          select (select t.pool from task t where t.state = 'queued' and t.pool > w.pool order by t.pool limit 1) from waiting w where w.pool is not null
        )
        select w.pool, (select count(*) from task t where t.pool = w.pool and t.state in ('dispatched', 'running')) as outstanding
        from waiting w where w.pool is not null
      `.execute(db);
      return rows;
    },
    async renew(task, leaseMs) {
      const { rows } = await sql`
        update task set lease_until = now() + ${seconds(leaseMs)} where id = ${task.id} and lease_token = ${task.leaseToken} returning id
      `.execute(db);
      return rows.length > 0;
    },
    async end(task, state) {
      const { rows } = await sql`
        update task set state = ${state}, ended_at = now(), lease_token = null, lease_until = null, worker = null
        where id = ${task.id} and lease_token = ${task.leaseToken} and state = 'running' returning id
      `.execute(db);
      return rows.length > 0;
    },
    async giveBack(task, afterMs, counted) {
      const { rows } = await sql`
        update task set state = 'queued', lease_token = null, lease_until = null, worker = null, not_before = now() + ${seconds(afterMs)},
          attempts = attempts - ${counted ? 0 : 1}::smallint
        where id = ${task.id} and lease_token = ${task.leaseToken} and state = 'running' returning id
      `.execute(db);
      return rows.length > 0;
    },
    async recover() {
      // A worker whose session is gone is dead, whatever its lease says; otherwise the lease decides. The dead also held jobs
      // they had not claimed yet. Nobody knows which, so all that are handed out are handed out again: the old jobs are stale.
      const { rows } = await sql`
        with dead as (
          select id from task where state = 'running' and worker is not null and not exists (
            select from pg_locks where locktype = 'advisory' and classid = ${WORKER_LOCK}::oid and objid = worker::oid and objsubid = 2
              and database = (select oid from pg_database where datname = current_database())
          )
        ), lost as (
          select id from task
          where state in ('dispatched', 'running') and (
            lease_until < now() or id in (select id from dead) or (state = 'dispatched' and exists (select from dead))
          ) for update skip locked
        )
        update task t set state = 'queued', lease_token = null, lease_until = null, worker = null
        from lost where t.id = lost.id returning t.id
      `.execute(db);
      return rows.length;
    },
    async cancelWaiting({ accountId, generationId = null, runId = null }) {
      const { rows } = await sql<{ imageId: never; generationId: never; runId: never }>`
        with waiting as (
          select t.id from task t join image i on i.id = t.subject_id
          where t.kind = 'generate' and t.account_id = ${accountId} and t.state in ('queued', 'dispatched')
            and (${generationId}::uuid is null or i.generation_id = ${generationId}) and (${runId}::uuid is null or i.run_id = ${runId})
          for update of t skip locked
        ), stopped as (
          update task t set state = 'cancelled', ended_at = now(), lease_token = null, lease_until = null
          from waiting where t.id = waiting.id
          returning t.subject_id
        )
        update image i set state = 'cancelled', finished_at = now() from stopped
        where i.id = stopped.subject_id and i.state = 'owed'
        returning i.id as "imageId", i.generation_id as "generationId", i.run_id as "runId"
      `.execute(db);
      return rows;
    },
    ahead: (generationId, max) => ahead(db, generationId, max),
    async started(generationId) {
      const row = await db
        .selectFrom('task')
        .innerJoin('image', 'image.id', 'task.subject_id')
        .select('task.id')
        .where('image.generation_id', '=', generationId)
        .where('task.state', '=', 'running')
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

async function add(db: Kysely<Schema>, task: Parameters<TaskRows['add']>[0]): Promise<void> {
  await db
    .insertInto('task')
    .values({
      id: task.id,
      kind: task.kind,
      subject_id: task.subjectId,
      account_id: task.accountId,
      pool: task.pool,
      class: task.class,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['kind', 'subject_id'])
        .doUpdateSet({ state: 'queued', attempts: 0, not_before: sql<Date>`now()`, ended_at: null })
        .where('task.state', 'in', ['done', 'failed', 'dead', 'cancelled']),
    )
    .modifyEnd(sql`/* add-task unread */`)
    .execute();
}

/**
 * Hands out up to `room` tasks of a pool: first every account's first, then every account's second …, counting what an
 * account already has out; within an account what was asked for by hand goes first, then the oldest.
 */
async function dispatch(
  db: Kysely<Schema>,
  pool: string,
  room: number,
  leaseMs: number,
): ReturnType<TaskRows['dispatch']> {
  const { rows } = await sql<{ id: never; gen: number }>`
    /* dispatch */ with recursive account as (
      (select account_id from task where pool = ${pool} and state = 'queued' order by account_id limit 1)
      union all
      select (select t.account_id from task t where t.pool = ${pool} and t.state = 'queued' and t.account_id > a.account_id order by t.account_id limit 1)
      from account a where a.account_id is not null
    ), waiting as (
      select w.id, w.by_run, o.outstanding + row_number() over (partition by a.account_id order by w.by_run, w.id) as round
      from account a
      cross join lateral (
        select id, class <> 'interactive' as by_run from task
        where pool = ${pool} and account_id = a.account_id and state = 'queued' and not_before <= now()
        order by (class <> 'interactive'), id limit ${room}
      ) as w
      cross join lateral (
        select count(*) as outstanding from task where pool = ${pool} and account_id = a.account_id and state in ('dispatched', 'running')
      ) as o
      where a.account_id is not null
    ), chosen as (select id from waiting order by round, by_run, id limit ${room}),
    free as (select task.id from task join chosen on chosen.id = task.id where task.state = 'queued' for update of task skip locked)
    update task set state = 'dispatched', gen = gen + 1, lease_token = null, worker = null, lease_until = now() + ${seconds(leaseMs)}
    from free where task.id = free.id
    returning task.id, task.gen
  `.execute(db);
  return rows;
}

/** From the picture to its task, which a planner without statistics (of a young database) would do the other way round. */
async function ahead(db: Kysely<Schema>, generationId: GenerationId, max: number): Promise<number> {
  const { rows } = await sql<{ ahead: number }>`
    /* ahead */ with mine as (
      select first.* from image i cross join lateral (
        select t.pool, t.id, t.account_id from task t
        where t.kind = 'generate' and t.subject_id = i.id and t.state in ('queued', 'dispatched') limit 1
      ) as first
      where i.generation_id = ${generationId} order by first.id limit 1
    ), ${placeInLine(max)}
    select ahead from line
  `.execute(db);
  return rows[0]?.ahead ?? 0;
}

/** Claims and finished pictures, gathered over every caller in this process. */
export function gatheredTaskRows(
  db: Kysely<Schema>,
  newId: NewId,
  worker: () => number | null,
  seals: Seals,
): Pick<TaskRows, 'claim' | 'finishRunImage'> {
  const claims = coalesce(claimMany(db, newId, worker, seals), 64);
  const finishes = coalesce(finishManyRunImages(db), 64);
  return {
    claim: (id, gen, leaseMs) => claims({ id, gen, leaseMs }),
    finishRunImage: (task: ClaimedTask, image) => finishes({ task, image }),
  };
}
