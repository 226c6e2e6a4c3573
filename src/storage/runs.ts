// Bulk runs: one uploaded file being worked off, its rows as requests, and the tally of their pictures.

import { sql, type Kysely, type Selectable } from 'kysely';
import type { AccountId } from '../core/domain/ids.ts';
import type { NewId } from '../core/ports.ts';
import type { BulkRun, RunRows, RunTally, RunWork } from '../core/run-rows.ts';
import { addRows } from './add-rows.ts';
import { sealToOpen } from './going.ts';
import { runImages } from './run-images.ts';
import type { Schema } from './schema.ts';
import type { AccountSeal, Seals } from './seals.ts';

export function runRows(db: Kysely<Schema>, newId: NewId, seals: Seals): RunRows {
  /** Of one account. */
  const opened = async (rows: readonly Row[]): Promise<BulkRun[]> => {
    const seal = rows[0] && (await sealToOpen(db, seals, rows[0].account_id));
    return seal ? rows.map((row) => toRun(seal, row)) : [];
  };
  return {
    async propose(run) {
      const seal = await seals.of(run.accountId);
      await db
        .insertInto('bulk_run')
        .values({
          id: run.id,
          account_id: run.accountId,
          state: 'proposed',
          file_name: seal.seal('bulk_run.file_name', run.fileName),
          source_key: run.sourceKey,
          first_prompt: seal.seal('bulk_run.first_prompt', run.firstPrompt),
          rows: run.rows,
          problem_rows: run.problemRows,
          unknown_columns: seal.seal('bulk_run.unknown_columns', JSON.stringify(run.unknownColumns)),
          images: run.images,
          credits: run.credits,
        })
        .execute();
    },
    async find(id) {
      const rows = await db.selectFrom('bulk_run').selectAll().where('id', '=', id).execute();
      return (await opened(rows))[0] ?? null;
    },
    async lock(id) {
      const row = await db.selectFrom('bulk_run').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
      return row ? { ...toWork(row), packed: row.parts !== null } : null;
    },
    addRows: (run, rows) => addRows(db, newId, seals, run, rows),
    async setState(id, state, more = {}) {
      await db
        .updateTable('bulk_run')
        .set({
          state,
          ...(more.holdId && { hold_id: more.holdId }),
          ...(more.stopped && { stopped_at: sql<Date>`coalesce(stopped_at, now())` }),
          ...(state === 'running' && { started_at: sql<Date>`coalesce(started_at, now())` }),
          ...(state === 'cancelled' && { finished_at: sql<Date>`now()` }),
        })
        .where('id', '=', id)
        .execute();
    },
    async finish({ id, accountId }, parts) {
      const sealed =
        parts.length > 0 ? (await seals.of(accountId)).seal('bulk_run.parts', JSON.stringify(parts)) : null;
      await db
        .updateTable('bulk_run')
        .set({ state: 'finished', parts: sealed, finished_at: sql<Date>`now()` })
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
      return opened(await atWork(db, accountId).selectAll().limit(limit).execute());
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
      return opened(rows);
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
      return opened(rows);
    },
    async markCaptured(id) {
      const { rows } = await sql<{ images: number; credits: number }>`
        /* mark-captured */ with marked as (
          update image set captured_at = now() where run_id = ${id} and state = 'ready' and captured_at is null returning credits
        ) select count(*) as images, coalesce(sum(credits), 0)::bigint as credits from marked
      `.execute(db);
      return rows[0] ?? { images: 0, credits: 0 };
    },
    images: (id) => runImages(db, seals, id),
    async forgetParts(ids) {
      const { rows } = await sql<Pick<BulkRun, 'id' | 'accountId'>>`
        update bulk_run set parts = null where id = any(${ids}::uuid[]) and state <> 'assembling'
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

type Row = Selectable<Schema['bulk_run']>;

function toRun(seal: AccountSeal, row: Row): BulkRun {
  return {
    ...toWork(row),
    fileName: seal.open('bulk_run.file_name', row.file_name),
    firstPrompt: seal.open('bulk_run.first_prompt', row.first_prompt),
    unknownColumns: JSON.parse(seal.open('bulk_run.unknown_columns', row.unknown_columns)) as BulkRun['unknownColumns'],
    parts: row.parts === null ? [] : (JSON.parse(seal.open('bulk_run.parts', row.parts)) as BulkRun['parts']),
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
