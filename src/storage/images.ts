// Finished pictures: looked through, kept, and marked for going. What goes is in image-removal.ts.

import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { MarkedImage, ImageRows, Picture } from '../core/picture-rows.ts';
import { sealToOpen } from './going.ts';
import { removeMarked } from './image-removal.ts';
import { requestsHolding } from './prompt-search.ts';
import type { Schema } from './schema.ts';
import { openOrder } from './sealed-orders.ts';
import type { AccountSeal, Sealed, Seals } from './seals.ts';

type Row = Omit<Picture, 'order'> & {
  prompt: Sealed<'generation.prompt'>;
  model: string;
  credits_each: number;
  params: Sealed<'generation.params'>;
};

const PICTURE = sql`i.id, i.account_id as "accountId", i.generation_id as "generationId", i.run_id as "runId", i.seed,
  i.object_key as "objectKey", i.media_type as "mediaType", i.finished_at as "finishedAt", i.saved_at as "savedAt",
  g.prompt, g.model, g.credits_each, g.params`;
const FROM = sql`from image i join generation g on g.id = i.generation_id`;
/** The same words wherever a picture is looked for: what is marked is not there for anybody. */
const THERE = sql`i.state = 'ready' and i.deleting_at is null`;
const MARKED = sql`id, account_id as "accountId", generation_id as "generationId", run_id as "runId", object_key as "objectKey"`;

export function imageRows(db: Kysely<Schema>, seals: Seals): ImageRows {
  const one = async (where: RawBuilder<unknown>): Promise<Picture | null> => {
    const { rows } = await sql<Row>`select ${PICTURE} ${FROM} where ${THERE} and ${where}`.execute(db);
    return (await opened(rows))[0] ?? null;
  };
  /** Of one account. */
  const opened = async (rows: readonly Row[]): Promise<Picture[]> => {
    const seal = rows[0] && (await sealToOpen(db, seals, rows[0].accountId));
    return seal ? rows.map((row) => toPicture(seal, row)) : [];
  };
  return {
    find: (id) => one(sql`i.id = ${id}`),
    async isThere(id) {
      const { rows } = await sql`select from image where id = ${id} and deleting_at is null`.execute(db);
      return rows.length > 0;
    },
    findOwn: (accountId, id) => one(sql`i.id = ${id} and i.account_id = ${accountId}`),
    async page(accountId, { words, offset, limit }) {
      const each = words.split(/\s+/).filter((word) => word !== '');
      const requests = each.length > 0 ? await requestsHolding(db, seals, accountId, each) : null;
      const among = requests ? sql`i.generation_id = any(${requests}::uuid[])` : sql`true`;
      const where = sql`${THERE} and i.account_id = ${accountId} and ${among}`;
      const counted = await sql<{ found: number }>`select count(*) as found ${FROM} where ${where}`.execute(db);
      const { rows } = await sql<Row>`
        select ${PICTURE} ${FROM} where ${where} order by i.finished_at desc, i.id desc offset ${offset} limit ${limit}
      `.execute(db);
      return { found: counted.rows[0]?.found ?? 0, pictures: await opened(rows) };
    },
    async save(accountId, ids, saved) {
      // Waits for a sweep that is just marking one of them, and then finds it marked.
      const { rows } = await sql<{ id: Picture['id'] }>`
        update image i set saved_at = ${saved ? sql`coalesce(i.saved_at, now())` : sql`null`}
        where i.id = any(${ids}::uuid[]) and i.account_id = ${accountId} and ${THERE} returning i.id
      `.execute(db);
      return rows.map(({ id }) => id);
    },
    async mark(accountId, ids) {
      const { rows } = await sql<MarkedImage>`
        update image i set deleting_at = now() where i.id = any(${ids}::uuid[]) and i.account_id = ${accountId} and ${THERE}
        returning ${MARKED}
      `.execute(db);
      return rows;
    },
    async markRun(accountId, runId) {
      const { rows } = await sql<MarkedImage>`
        update image i set deleting_at = now()
        where i.run_id = ${runId} and i.account_id = ${accountId} and i.state <> 'owed' and i.deleting_at is null returning ${MARKED}
      `.execute(db);
      return rows;
    },
    async countOfRun(runId) {
      const { rows } = await sql<{ images: number; saved: number }>`
        select count(*)::int as images, count(i.saved_at)::int as saved from image i where i.run_id = ${runId} and ${THERE}
      `.execute(db);
      return rows[0] ?? { images: 0, saved: 0 };
    },
    async markDue(keepDays, limit) {
      // Locked before they are marked: one that is saved meanwhile is looked at again, and stays.
      const { rows } = await sql<MarkedImage>`
        with due as (
          select id from image
          where finished_at < now() - make_interval(days => ${keepDays}) and saved_at is null and deleting_at is null
          order by finished_at limit ${limit} for update skip locked
        ), marked as (update image i set deleting_at = now() from due where i.id = due.id returning i.id, i.account_id, i.generation_id, i.run_id, i.object_key)
        select ${MARKED} from marked
      `.execute(db);
      return rows;
    },
    async marked(limit) {
      const { rows } = await sql<MarkedImage>`
        select ${MARKED} from image where deleting_at is not null order by deleting_at limit ${limit}
      `.execute(db);
      return rows;
    },
    remove: (images) => removeMarked(db, images),
    async anyMarked(runId) {
      const { rows } = await sql`
        select from image where run_id = ${runId} and deleting_at is not null limit 1
      `.execute(db);
      return rows.length > 0;
    },
  };
}

function toPicture(seal: AccountSeal, { prompt, model, credits_each, params, ...picture }: Row): Picture {
  return { ...picture, order: openOrder(seal, { prompt, model, credits_each, params }) };
}
