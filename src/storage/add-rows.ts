// The rows of a bulk run become requests, pictures-to-be and tasks, a stretch of them in one statement.

import { sql, type Kysely } from 'kysely';
import type { GenerationId, ImageId } from '../core/domain/ids.ts';
import { CLASS_OF_RUN, poolOf } from '../core/domain/pools.ts';
import type { NewId } from '../core/ports.ts';
import type { BulkRun, RunRows } from '../core/run-rows.ts';
import type { Schema } from './schema.ts';
import { sealOrder } from './sealed-orders.ts';
import type { Seals } from './seals.ts';

export async function addRows(
  db: Kysely<Schema>,
  newId: NewId,
  seals: Seals,
  run: Pick<BulkRun, 'id' | 'accountId'>,
  rows: Parameters<RunRows['addRows']>[1],
): Promise<void> {
  const seal = await seals.of(run.accountId);
  const requests = rows.map(({ row, filename, order }) => ({
    id: newId<GenerationId>(),
    row,
    order,
    filename: filename === null ? null : seal.seal('generation.filename', filename),
    columns: sealOrder(seal, order),
  }));
  const pictures = requests.flatMap((request) =>
    Array.from({ length: request.order.count }, (_, index) => ({
      id: newId<ImageId>(),
      task: newId<string>(),
      request: request.id,
      index,
      seed: request.order.seed === null ? null : request.order.seed + index,
      credits: request.order.creditsEach,
      pool: poolOf(request.order.model),
    })),
  );
  await sql`
    /* add-rows unread */ with request as (
      insert into generation (id, account_id, run_id, row_number, filename, model, prompt, params, credits_each)
      select r.id, ${run.accountId}::uuid, ${run.id}::uuid, r.row_number, r.filename, r.model, r.prompt, r.params, r.credits
      from unnest(
        ${requests.map((each) => each.id)}::uuid[], ${requests.map((each) => each.row)}::int[], ${requests.map((each) => each.filename)}::bytea[],
        ${requests.map((each) => each.columns.model)}::text[], ${requests.map((each) => each.columns.prompt)}::bytea[],
        ${requests.map((each) => each.columns.params)}::bytea[], ${requests.map((each) => each.columns.creditsEach)}::bigint[]
      ) as r (id, row_number, filename, model, prompt, params, credits)
    ), picture as (
      select * from unnest(
        ${pictures.map((each) => each.id)}::uuid[], ${pictures.map((each) => each.task)}::uuid[], ${pictures.map((each) => each.request)}::uuid[],
        ${pictures.map((each) => each.index)}::smallint[], ${pictures.map((each) => each.seed)}::bigint[],
        ${pictures.map((each) => each.credits)}::bigint[], ${pictures.map((each) => each.pool)}::text[]
      ) as p (id, task, request, index, seed, credits, pool)
    ), owed as (
      insert into image (id, account_id, generation_id, run_id, index, seed, credits)
      select id, ${run.accountId}::uuid, request, ${run.id}::uuid, index, seed, credits from picture
    )
    insert into task (id, kind, subject_id, account_id, pool, class)
    select task, 'generate', id, ${run.accountId}::uuid, pool, ${CLASS_OF_RUN} from picture
  `.execute(db);
}
