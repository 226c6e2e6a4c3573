// The pictures of a run as its ZIP lists them: there may be ten thousand and more.

import { setImmediate as turn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { poolOf } from '../core/domain/pools.ts';
import type { RunImage } from '../core/file-ports.ts';
import type { BulkRun } from '../core/run-rows.ts';
import type { Schema } from './schema.ts';
import { openOrder } from './sealed-orders.ts';
import type { AccountSeal, Seals } from './seals.ts';

/** After so many everybody else has a turn. */
const ROWS_A_TURN = 250;

type Row = Awaited<ReturnType<typeof read>>[number];

/** @throws KeyGone when the account is going */
export async function runImages(db: Kysely<Schema>, seals: Seals, id: BulkRun['id']): Promise<readonly RunImage[]> {
  const rows = await read(db, id);
  const images: RunImage[] = [];
  for (let at = 0; at < rows.length; at += ROWS_A_TURN) {
    if (at > 0) await turn();
    const stretch = rows.slice(at, at + ROWS_A_TURN);
    const seal = stretch[0] && (await seals.of(stretch[0].account_id));
    if (seal) images.push(...stretch.map((row) => toImage(seal, row)));
  }
  return images;
}

function read(db: Kysely<Schema>, id: BulkRun['id']) {
  return db
    .selectFrom('image')
    .innerJoin('generation', 'generation.id', 'image.generation_id')
    .select([
      'image.id',
      'image.account_id',
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
      'generation.credits_each',
    ])
    .where('image.run_id', '=', id)
    .where('image.deleting_at', 'is', null)
    .orderBy('generation.row_number')
    .orderBy('image.index')
    .execute();
}

function toImage(seal: AccountSeal, row: Row): RunImage {
  const { prompt, count } = openOrder(seal, row);
  return {
    id: row.id,
    row: row.row_number ?? 0,
    index: row.index,
    rowCount: count,
    prompt,
    filename: row.filename && seal.open('generation.filename', row.filename),
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
  };
}
