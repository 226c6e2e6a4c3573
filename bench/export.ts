// A copy of everything somebody has, read, hashed and packed into the bucket, against zip-stream packing the same files alone;
// and what memory that takes of a process of its own, for a tenth of the pictures and for all of them.

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import type { AccountId } from '../src/core/domain/ids.ts';
import { diskBucket } from '../src/storage/disk-bucket.ts';
import type { OpenKeyring } from '../src/storage/keyring.ts';
import { migrate } from '../src/storage/migrate.ts';
import { openPairedKeyring } from '../src/storage/open-keyring.ts';
import { sealedBucket } from '../src/storage/sealed-bucket.ts';
import { startChild, type Child } from './children.ts';
import { paired, print, printRatio, type Timing } from './measure.ts';
import { startPostgres, withClient } from './servers.ts';

/** The figure that was promised is that of 10,000. */
const IMAGES = Number(process.env['BENCH_IMAGES'] ?? 2_000);
const IMAGE_BYTES = 200_000;
const IMAGES_A_REQUEST = 4;
const PUT_AT_ONCE = 8;
const PAIRS = Number(process.env['BENCH_PAIRS'] ?? 5);

type Env = { readonly DATABASE_URL: string; readonly KEYRING_URL: string; readonly DATA_DIR: string };
type Somebody = { readonly accountId: AccountId; readonly images: number; readonly keys: readonly string[] };

/** Both write one ZIP to the same disk, neither waits for it to be flushed. */
export async function run(): Promise<void> {
  const postgres = await startPostgres();
  const folder = await mkdtemp(join(tmpdir(), 'easel-bench-export-'));
  const env: Env = {
    DATA_DIR: folder,
    DATABASE_URL: await postgres.database('export'),
    KEYRING_URL: await postgres.database('export_keyring'),
  };
  try {
    await migrate(env.DATABASE_URL);
    const [few, many] = [await somebody(env, IMAGES / 10), await somebody(env, IMAGES)];
    await compare(env, many);
    const [idle, withFew, withMany] = [await peakMib(env, null), await peakMib(env, few), await peakMib(env, many)];
    printRatio('export-memory-idle', idle);
    printRatio(`export-memory-${few.images}`, withFew);
    printRatio(`export-memory-${many.images}`, withMany);
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(env: Env, many: Somebody): Promise<void> {
  await withChild(env, async (child) => {
    const comparison = await paired({
      name: `Copy of ${IMAGES.toLocaleString('en')} pictures of ${IMAGE_BYTES / 1_000} kB`,
      floor: () => pass(child, 'zip', { keys: many.keys }),
      ours: () => pass(child, 'pack', { accountId: many.accountId }),
      pairs: PAIRS,
    });
    print(comparison, (IMAGES * IMAGE_BYTES) / 1e6, 'MB');
    printRatio('export', comparison.ratio);
    printRatio('export-cpu', comparison.floorCpuMs / comparison.oursCpuMs);
  });
}

async function pass(child: Child, deed: 'zip' | 'pack', what: object): Promise<Timing> {
  const { bytes, ...timing } = await child.ask<Timing & { bytes: number }>(deed, what);
  if (bytes < IMAGES * IMAGE_BYTES) throw new Error(`only ${bytes} bytes`);
  return timing;
}

/** Of a new process that has packed everything of somebody, or nothing. */
function peakMib(env: Env, who: Somebody | null): Promise<number> {
  return withChild(env, async (ours) => {
    if (who) await ours.ask('pack', { accountId: who.accountId });
    return ours.ask<number>('peakMib');
  });
}

async function withChild<T>(env: Env, work: (child: Child) => Promise<T>): Promise<T> {
  const child = await startChild('export-ours.ts', { env, killAfterMs: 3_600_000 });
  try {
    return await work(child);
  } finally {
    await child.close();
  }
}

/** One account with so many pictures, four to a request. */
async function somebody(env: Env, count: number): Promise<Somebody> {
  const accountId = uuid() as AccountId;
  const images = Array.from({ length: count }, () => uuid());
  const keys = images.map((id) => `t/${accountId}/images/${id}`);
  const place = { databaseUrl: env.DATABASE_URL, keyringUrl: env.KEYRING_URL, dataDir: env.DATA_DIR };
  const keyring = await openPairedKeyring({ ...place, environment: 'local', masterKeys: [] }, true, () => undefined);
  try {
    await keyring.make(accountId);
    await putAll(env, keyring, keys);
    await writeRows(env, keyring, accountId, images);
  } finally {
    await keyring.close();
  }
  return { accountId, images: count, keys };
}

async function putAll({ DATA_DIR: folder }: Env, keyring: OpenKeyring, keys: readonly string[]): Promise<void> {
  const bucket = sealedBucket(diskBucket(join(folder, 'bucket'), { durable: false }), keyring);
  for (let at = 0; at < keys.length; at += PUT_AT_ONCE)
    await Promise.all(
      keys.slice(at, at + PUT_AT_ONCE).map((key) => bucket.putIfAbsent(key, randomBytes(IMAGE_BYTES), 'image/png')),
    );
}

async function writeRows(env: Env, keyring: OpenKeyring, accountId: AccountId, images: string[]): Promise<void> {
  const generations = Array.from({ length: Math.ceil(images.length / IMAGES_A_REQUEST) }, () => uuid());
  const seal = await keyring.of(accountId);
  const params = JSON.stringify({ style: null, count: IMAGES_A_REQUEST });
  await withClient(env.DATABASE_URL, async (client) => {
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
       select id, $1, ($3::uuid[])[1 + (n - 1) / $5], (n - 1) % $5, n, 'ready', 1, 't/' || $1::uuid || '/images/' || id, 'image/png', 512, 512, $4, now()
       from unnest($2::uuid[]) with ordinality as i (id, n)`,
      [accountId, images, generations, IMAGE_BYTES, IMAGES_A_REQUEST],
    );
  });
}
