// Bulk runs: one uploaded file being worked off, its rows as requests, and the tally of their pictures.

import { sql, type Kysely, type Selectable } from 'kysely';
import { poolOf } from '../core/domain/pools.ts';
import type { AccountId } from '../core/domain/ids.ts';
import type { RunImage } from '../core/file-ports.ts';
import type { NewId } from '../core/ports.ts';
import type { BulkRun, RunRows, RunTally, RunWork } from '../core/store.ts';
import { addRows } from './add-rows.ts';
import type { Schema } from './schema.ts';

export function runRows(db: Kysely<Schema>, newId: NewId): RunRows {
  return {
    async propose(run) {
      await db
        .insertInto('bulk_run')
        .values({
          id: run.id,
          account_id: run.accountId,
          state: 'proposed',
          file_name: run.fileName,
          source_key: run.sourceKey,
          first_prompt: run.firstPrompt,
          rows: run.rows,
          problem_rows: run.problemRows,
          unknown_columns: JSON.stringify(run.unknownColumns),
          images: run.images,
          credits: run.credits,
          parts: '[]',
        })
        .execute();
    },
    async find(id) {
      const row = await db.selectFrom('bulk_run').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toRun(row) : null;
    },
    async lock(id) {
      const row = await db.selectFrom('bulk_run').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
      return row ? { ...toWork(row), packed: row.parts.length > 0 } : null;
    },
    addRows: (run, rows) => addRows(db, newId, run, rows),
    async setState(id, state, more = {}) {
      await db
        .updateTable('bulk_run')
        .set({
          state,
          ...(more.holdId && { hold_id: more.holdId }),
          ...(more.stopped && { stopped_at: sql<Date>`coalesce(stopped_at, now())` }),
          ...(more.parts && { parts: JSON.stringify(more.parts) }),
          ...(state === 'running' && { started_at: sql<Date>`coalesce(started_at, now())` }),
          ...((state === 'finished' || state === 'cancelled') && { finished_at: sql<Date>`now()` }),
        })
        .where('id', '=', id)
        .execute();
    },
    async glance(id, max) {
      const { rows } = await sql<{ owed: boolean; uncaptured: number }>`
        /* glance-run */ select exists (select from image where run_id = ${id} and state = 'owed') as owed, (
          select count(*) from (
            select from image where run_id = ${id} and state = 'ready' and captured_at is null limit ${max}
          ) as finished
        ) as uncaptured
      `.execute(db);
      return rows[0] ?? { owed: false, uncaptured: 0 };
    },
    tally: (id) => tally(db, id),
    async running() {
      const rows = await db.selectFrom('bulk_run').select('id').where('state', '=', 'running').execute();
      return rows.map((row) => row.id);
    },
    async working(accountId) {
      const rows = await atWork(db, accountId).select('id').execute();
      return rows.map((row) => row.id);
    },
    async open(accountId, limit) {
      return (await atWork(db, accountId).selectAll().limit(limit).execute()).map(toRun);
    },
    async proposed(accountId, since, limit) {
      const rows = await db
        .selectFrom('bulk_run')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('state', '=', 'proposed')
        .where('created_at', '>', since)
        .orderBy('created_at', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toRun);
    },
    async latest(accountId, limit) {
      const rows = await db
        .selectFrom('bulk_run')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('state', '=', 'finished')
        .orderBy('created_at', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toRun);
    },
    async markCaptured(id) {
      const { rows } = await sql<{ images: number; credits: number }>`
        /* mark-captured */ with marked as (
          update image set captured_at = now() where run_id = ${id} and state = 'ready' and captured_at is null returning credits
        ) select count(*) as images, coalesce(sum(credits), 0)::bigint as credits from marked
      `.execute(db);
      return rows[0] ?? { images: 0, credits: 0 };
    },
    images: (id) => images(db, id),
    async forgetParts(ids) {
      const { rows } = await sql<Pick<BulkRun, 'id' | 'accountId'>>`
        update bulk_run set parts = '[]' where id = any(${ids}::uuid[]) and state <> 'assembling'
        returning id, account_id as "accountId"
      `.execute(db);
      return rows;
    },
  };
}

function atWork(db: Kysely<Schema>, accountId: AccountId) {
  return db
    .selectFrom('bulk_run')
    .where('account_id', '=', accountId)
    .where('state', 'in', ['running', 'assembling'])
    .orderBy('created_at', 'desc');
}

async function tally(db: Kysely<Schema>, id: BulkRun['id']): Promise<RunTally> {
  const { rows } = await sql<RunTally>`
    /* tally-run */ select count(*) filter (where i.state = 'owed') as owed, count(*) filter (where i.state = 'ready' and i.deleting_at is null) as ready,
      count(*) filter (where i.state = 'failed') as failed, count(*) filter (where i.state = 'cancelled') as cancelled,
      count(*) filter (where i.state = 'ready' and i.captured_at is null) as "uncapturedImages",
      max(r.gone_images) + count(*) filter (where i.state = 'ready' and i.deleting_at is not null) as gone,
      (max(r.gone_credits) + coalesce(sum(i.credits) filter (where i.captured_at is not null), 0))::bigint as "capturedCredits"
    from bulk_run r left join image i on i.run_id = r.id where r.id = ${id}
  `.execute(db);
  return rows[0] as RunTally;
}

async function images(db: Kysely<Schema>, id: BulkRun['id']): Promise<readonly RunImage[]> {
  const rows = await db
    .selectFrom('image')
    .innerJoin('generation', 'generation.id', 'image.generation_id')
    .select([
      'image.id',
      'image.index',
      'image.seed',
      'image.state',
      'image.failure',
      'image.credits',
      'image.captured_at',
      'image.object_key',
      'image.media_type',
      'image.bytes',
      'image.sha256',
    ])
    .select([
      'generation.row_number',
      'generation.filename',
      'generation.prompt',
      'generation.model',
      'generation.params',
    ])
    .where('image.run_id', '=', id)
    .where('image.deleting_at', 'is', null)
    .orderBy('generation.row_number')
    .orderBy('image.index')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    row: row.row_number ?? 0,
    index: row.index,
    rowCount: row.params.count,
    prompt: row.prompt,
    filename: row.filename,
    seed: row.seed,
    model: row.model,
    provider: poolOf(row.model).replace('draw-', ''),
    state: row.state,
    failure: row.failure,
    credits: row.captured_at ? row.credits : 0,
    objectKey: row.object_key,
    mediaType: row.media_type,
    bytes: row.bytes ?? 0,
    sha256: row.sha256,
  }));
}

type Row = Selectable<Schema['bulk_run']>;

function toRun(row: Row): BulkRun {
  return {
    ...toWork(row),
    fileName: row.file_name,
    firstPrompt: row.first_prompt,
    unknownColumns: row.unknown_columns,
    parts: row.parts,
  };
}

function toWork(row: Row): Omit<RunWork, 'packed'> {
  return {
    id: row.id,
    accountId: row.account_id,
    state: row.state,
    stopped: row.stopped_at !== null,
    sourceKey: row.source_key,
    rows: row.rows,
    problemRows: row.problem_rows,
    images: row.images,
    credits: row.credits,
    holdId: row.hold_id,
    createdAt: row.created_at,
    goneImages: row.gone_images,
    goneCredits: row.gone_credits,
    goneRows: row.gone_rows,
  };
}
