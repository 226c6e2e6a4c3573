// Requests to a model and the pictures they owe or produced.

import { sql, type Kysely, type Selectable } from 'kysely';
import { CLASS_OF_REQUEST, poolOf } from '../core/domain/pools.ts';
import type { AccountId, GenerationId } from '../core/domain/ids.ts';
import type { NewId } from '../core/ports.ts';
import type { Generation, GenerationRows, GenerationWork, StoredImage } from '../core/generation-rows.ts';
import { sealsToOpen } from './going.ts';
import type { Schema } from './schema.ts';
import { openOrder, sealOrder } from './sealed-orders.ts';
import type { AccountSeal, Seals } from './seals.ts';

type Row = Selectable<Schema['generation']>;
type ImageRow = Selectable<Schema['image']>;

/** What settling needs. */
const WORK = [
  'id',
  'account_id',
  'run_id',
  'credits_each',
  'hold_id',
  'created_at',
  'gone_images',
  'gone_credits',
] as const;

export function generationRows(db: Kysely<Schema>, newId: NewId, seals: Seals): GenerationRows {
  const withImages = async (rows: readonly Row[]): Promise<Generation[]> => {
    if (rows.length === 0) return [];
    const of = await imagesOf(
      db,
      rows.map((row) => row.id),
    );
    const keys = await sealsToOpen(
      db,
      seals,
      rows.map((row) => row.account_id),
    );
    return rows.flatMap((row) => {
      const seal = keys.get(row.account_id);
      return seal ? [toGeneration(seal, row, of.get(row.id) ?? [])] : [];
    });
  };
  return {
    async add({ id, accountId, order, holdId, images }) {
      const { prompt, model, creditsEach, params } = sealOrder(await seals.of(accountId), order);
      await sql`
        /* add-generation unread */ with request as (
          insert into generation (id, account_id, model, prompt, params, credits_each, hold_id)
          values (${id}, ${accountId}, ${model}, ${prompt}, ${params}, ${creditsEach}, ${holdId})
        ), picture as (
          insert into image (id, account_id, generation_id, index, seed, credits)
          select i.id, ${accountId}::uuid, ${id}::uuid, i.at - 1, ${order.seed}::bigint + i.at - 1, ${creditsEach}::bigint
          from unnest(${images}::uuid[]) with ordinality as i (id, at)
        )
        insert into task (id, kind, subject_id, account_id, pool, class)
        select t.id, 'generate', t.subject, ${accountId}::uuid, ${poolOf(model)}, ${CLASS_OF_REQUEST}
        from unnest(${images.map(() => newId<string>())}::uuid[], ${images}::uuid[]) as t (id, subject)
      `.execute(db);
    },
    async find(id) {
      return (
        (await withImages(await db.selectFrom('generation').selectAll().where('id', '=', id).execute()))[0] ?? null
      );
    },
    async lock(id) {
      const row = await db.selectFrom('generation').select(WORK).where('id', '=', id).forUpdate().executeTakeFirst();
      return row ? toWork(row, (await imagesOf(db, [row.id])).get(row.id) ?? []) : null;
    },
    working: (accountId) => owing(db, accountId).select(['id', 'hold_id as holdId']).execute(),
    async open(accountId, limit) {
      return withImages(await owing(db, accountId).selectAll().limit(limit).execute());
    },
    async close(images, state, failure) {
      if (images.length === 0) return 0;
      const result = await db
        .updateTable('image')
        .set({ state, failure, finished_at: sql<Date>`now()` })
        .where('id', '=', sql<never>`any(${images}::uuid[])`)
        .where('state', '=', 'owed')
        .executeTakeFirst();
      return Number(result.numUpdatedRows);
    },
    async finish(image) {
      await db
        .updateTable('image')
        .set({
          state: 'ready',
          object_key: image.objectKey,
          media_type: image.mediaType,
          width: image.width,
          height: image.height,
          bytes: image.bytes,
          sha256: image.sha256,
          finished_at: sql<Date>`now()`,
          // A single request is captured in the same transaction.
          captured_at: sql<Date>`now()`,
        })
        .where('id', '=', image.imageId)
        .where('state', '=', 'owed')
        .execute();
    },
    async requestCancel(what) {
      await db
        .updateTable('generation')
        .set({ cancelled_at: sql<Date>`now()` })
        .where('id', '=', what)
        .where('cancelled_at', 'is', null)
        .execute();
    },
    async latest(accountId: AccountId, limit: number) {
      const rows = await db
        .selectFrom('generation')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('run_id', 'is', null)
        .orderBy('created_at', 'desc')
        .limit(limit)
        .execute();
      return withImages(rows);
    },
  };
}

/** Requests of which pictures are still owed, newest first. */
function owing(db: Kysely<Schema>, accountId: AccountId) {
  return db
    .selectFrom('generation')
    .where('account_id', '=', accountId)
    .where('run_id', 'is', null)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('image')
          .select('image.id')
          .whereRef('image.generation_id', '=', 'generation.id')
          .where('image.state', '=', 'owed'),
      ),
    )
    .orderBy('created_at', 'desc');
}

async function imagesOf(
  db: Kysely<Schema>,
  ids: readonly GenerationId[],
): Promise<ReadonlyMap<GenerationId, readonly ImageRow[]>> {
  const images = await db.selectFrom('image').selectAll().where('generation_id', 'in', ids).orderBy('index').execute();
  return Map.groupBy(images, (image) => image.generation_id);
}

function toGeneration(seal: AccountSeal, row: Row, images: readonly ImageRow[]): Generation {
  const { creditsEach: _, ...work } = toWork(row, images);
  return { ...work, order: openOrder(seal, row) };
}

/** Pictures that are being deleted count as gone before their rows are. */
function toWork(row: Pick<Row, (typeof WORK)[number]>, images: readonly ImageRow[]): GenerationWork {
  const going = images.filter((image) => image.deleting_at !== null);
  const paid = going.filter((image) => image.captured_at !== null);
  return {
    id: row.id,
    accountId: row.account_id,
    runId: row.run_id,
    creditsEach: row.credits_each,
    holdId: row.hold_id,
    createdAt: row.created_at,
    images: images.filter((image) => image.deleting_at === null).map(toImage),
    goneImages: row.gone_images + going.filter((image) => image.state === 'ready').length,
    goneCredits: row.gone_credits + paid.reduce((sum, image) => sum + image.credits, 0),
  };
}

function toImage(row: ImageRow): StoredImage {
  return {
    id: row.id,
    index: row.index,
    seed: row.seed,
    state: row.state,
    failure: row.failure,
    objectKey: row.object_key,
    mediaType: row.media_type,
    captured: row.captured_at !== null,
    finishedAt: row.finished_at,
    savedAt: row.saved_at,
  };
}
