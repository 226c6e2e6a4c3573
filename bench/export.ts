// A copy of everything somebody has, read, hashed and packed into the bucket, against zip-stream packing the same files alone.

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { v7 as uuid } from 'uuid';
import ZipStream from 'zip-stream';
import { catalogueVersion, copyReadme, describeTable } from '../src/core/copy-words.ts';
import type { AccountId, ExportId } from '../src/core/domain/ids.ts';
import { createArchivist } from '../src/files/archivist.ts';
import { openDatabase, type Database } from '../src/storage/db.ts';
import { diskBucket } from '../src/storage/disk-bucket.ts';
import { exportSnapshot } from '../src/storage/export-snapshot.ts';
import type { OpenKeyring } from '../src/storage/keyring.ts';
import { sealedBucket } from '../src/storage/sealed-bucket.ts';
import { migrate } from '../src/storage/migrate.ts';
import { memoryGrowthMib, paired, print, printRatio } from './measure.ts';
import { startPostgres, withClient } from './servers.ts';

const IMAGES = Number(process.env['BENCH_IMAGES'] ?? 2_000);
const IMAGE_BYTES = 200_000;
const PAIRS = Number(process.env['BENCH_PAIRS'] ?? 5);

type Stage = {
  readonly folder: string;
  readonly database: Database;
  readonly keyring: OpenKeyring;
  readonly accountId: AccountId;
  readonly keys: readonly string[];
};

/** Both write one ZIP to the same disk, neither waits for it to be flushed. */
export async function run(): Promise<void> {
  const postgres = await startPostgres();
  const url = await postgres.database('export');
  await migrate(url);
  const folder = await mkdtemp(join(tmpdir(), 'easel-bench-export-'));
  const database = openDatabase(url, 4, () => undefined);
  const keyring = await postgres.keyring(url);
  try {
    const stage = await setStage({ folder, database, keyring }, url);
    const megabytes = (IMAGES * IMAGE_BYTES) / 1e6;
    const comparison = await paired({
      name: `Copy of ${IMAGES.toLocaleString('en')} pictures of ${IMAGE_BYTES / 1_000} kB`,
      floor: () => zipAlone(stage),
      ours: () => pack(stage),
      pairs: PAIRS,
    });
    const growthMib = await memoryGrowthMib((sample) => pack(stage, sample));
    print(comparison, megabytes, 'MB');
    printRatio('export', comparison.ratio);
    printRatio('export-memory', growthMib);
  } finally {
    await keyring.close();
    await database.close();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** One account with so many pictures, four to a request. */
async function setStage(place: Pick<Stage, 'folder' | 'database' | 'keyring'>, url: string): Promise<Stage> {
  const accountId = uuid() as AccountId;
  await place.keyring.make(accountId);
  const bucket = sealedBucket(diskBucket(place.folder, { durable: false }), place.keyring);
  const images = Array.from({ length: IMAGES }, () => uuid());
  const keys = images.map((id) => `t/${accountId}/images/${id}`);
  for (const key of keys) await bucket.putIfAbsent(key, randomBytes(IMAGE_BYTES), 'image/png');
  const generations = Array.from({ length: Math.ceil(IMAGES / 4) }, () => uuid());
  const seal = await place.keyring.of(accountId);
  const params = JSON.stringify({ style: null, count: 4 });
  await withClient(url, async (client) => {
    await client.query(`insert into account (id, locale) values ($1, 'en')`, [accountId]);
    await client.query(
      `insert into generation (id, account_id, model, prompt, params, credits_each)
       select id, $1, 'sketch', prompt, params, 1 from unnest($2::uuid[], $3::bytea[], $4::bytea[]) as g (id, prompt, params)`,
      [
        accountId,
        generations,
        generations.map((id) => seal.seal('generation.prompt', `a red fox asleep in the snow, ${id}`)),
        generations.map(() => seal.seal('generation.params', params)),
      ],
    );
    await client.query(
      `insert into image (id, account_id, generation_id, index, seed, state, credits, object_key, media_type, width, height, bytes, finished_at)
       select id, $1, ($3::uuid[])[1 + (n - 1) / 4], (n - 1) % 4, n, 'ready', 1, 't/' || $1::uuid || '/images/' || id, 'image/png', 512, 512, $4, now()
       from unnest($2::uuid[]) with ordinality as i (id, n)`,
      [accountId, images, generations, IMAGE_BYTES],
    );
  });
  return { ...place, accountId, keys };
}

/** As the use case does it, without its own rows. */
async function pack({ folder, database, keyring, accountId }: Stage, sample?: () => void): Promise<void> {
  const bucket = sealedBucket(diskBucket(folder, { durable: false }), keyring);
  const copy = createArchivist().exportParts({
    accountId,
    pieces: exportSnapshot(database.kysely, keyring).read(accountId, uuid() as ExportId),
    read: (key) => bucket.get(key),
    maxBytes: Number.MAX_SAFE_INTEGER,
    readme: copyReadme(),
    catalogueVersion: catalogueVersion(),
    about: describeTable,
    packed(files) {
      if (files % 100 === 0) sample?.();
    },
  });
  for await (const chunks of copy) {
    const { bytes } = await bucket.putStream(`t/${accountId}/exports/bench/part-1`, chunks, 'application/zip');
    if (bytes < IMAGES * IMAGE_BYTES) throw new Error(`only ${bytes} bytes`);
  }
}

/** Reads, packs and writes; no rows, no hashes, no tables. */
async function zipAlone({ folder, keys }: Stage): Promise<void> {
  const path = join(folder, 'floor', 'all.zip');
  await mkdir(join(folder, 'floor'), { recursive: true });
  const stream = new ZipStream();
  const writing = pipeline(stream, createWriteStream(path));
  for (const [at, key] of keys.entries()) {
    const bytes = await readFile(join(folder, key));
    await new Promise<void>((resolve, reject) => {
      stream.entry(bytes, { name: `${at}.png`, store: true, date: new Date(0) }, (error) =>
        error ? reject(error) : resolve(),
      );
    });
    if (stream.writableNeedDrain) await once(stream, 'drain');
  }
  stream.finish();
  await writing;
  const { size } = await stat(path);
  if (size < IMAGES * IMAGE_BYTES) throw new Error(`only ${size} bytes`);
}
