// Forgetting somebody with very many pictures: the product, from the second step of /deleteme until nothing of them is left,
// against bare deletes of the same rows and of their folder. Each erasure has a process of its own, whose memory is looked at.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { clocked, startChild, type Child } from './children.ts';
import { median, printRatio, type Timing } from './measure.ts';
import { startPostgres, withClient, type BenchPostgres } from './servers.ts';

/** The figure that was promised is that of 100,000. */
const IMAGES = Number(process.env['BENCH_IMAGES'] ?? 5_000);
const PAIRS = Number(process.env['BENCH_PAIRS'] ?? 3);
const IMAGES_A_RUN = 10_000;
const IMAGE_BYTES = 1_024;
const FILES_AT_ONCE = 200;

type Stage = {
  readonly postgres: BenchPostgres;
  readonly url: string;
  readonly bucket: string;
  /** A new process of ours, for as long as `work` takes. */
  withOurs<T>(work: (ours: Child) => Promise<T>): Promise<T>;
};
/** `peakMib` is that of our process: where it erased, or where it only met somebody. */
type Costs = Timing & { readonly serverCpuMs: number; readonly peakMib: number };
type Counts = Readonly<Record<string, number>>;

export async function run(): Promise<void> {
  const postgres = await startPostgres();
  const folder = await mkdtemp(join(tmpdir(), 'easel-bench-erase-'));
  const url = await postgres.database('erase');
  const env = { DATA_DIR: folder, DATABASE_URL: url, KEYRING_URL: await postgres.database('erase_keyring') };
  const stage: Stage = {
    postgres,
    url,
    bucket: join(folder, 'bucket'),
    async withOurs(work) {
      const ours = await startChild('erase-ours.ts', { env, killAfterMs: 3_600_000 });
      try {
        return await work(ours);
      } finally {
        await ours.close();
      }
    },
  };
  try {
    const floor: Costs[] = [];
    const erased: Costs[] = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      const turns = [async () => floor.push(await bareDeletes(stage)), async () => erased.push(await erase(stage))];
      if (pair % 2 === 1) turns.reverse();
      for (const turn of turns) await turn();
    }
    report(floor, erased);
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function report(floor: readonly Costs[], erased: readonly Costs[]): void {
  const seconds = (ms: number): string => (ms / 1_000).toFixed(1);
  const peak = (costs: readonly Costs[]): number => Math.max(...costs.map(({ peakMib }) => peakMib));
  const line = (name: string, costs: readonly Costs[]): Record<string, string | number> => ({
    [`${IMAGES.toLocaleString('en')} pictures`]: name,
    seconds: costs.map(({ wallMs }) => seconds(wallMs)).join(' '),
    'Node CPU, s': seconds(median(costs.map(({ cpuMs }) => cpuMs))),
    'Postgres CPU, s': seconds(median(costs.map(({ serverCpuMs }) => serverCpuMs))),
    'peak of our process, MiB': Math.round(peak(costs)),
  });
  console.table([line('bare deletes; our process is idle', floor), line('an erasure', erased)]);
  printRatio('erase', median(floor.map(({ wallMs }, at) => wallMs / (erased[at]?.wallMs ?? Number.NaN))));
  printRatio('erase-seconds', median(erased.map(({ wallMs }) => wallMs)) / 1_000);
  printRatio('erase-memory', peak(erased));
  printRatio('erase-memory-idle', peak(floor));
}

/** Somebody whose pictures came of runs, as that many do; their words are sealed, which nobody reads here. */
async function somebody({ url, bucket }: Stage, ours: Child): Promise<{ account: string; user: string }> {
  const user = uuid();
  const account = await ours.ask<string>('meet', { user });
  const images = Array.from({ length: IMAGES }, () => uuid());
  const runs = Array.from({ length: Math.ceil(IMAGES / IMAGES_A_RUN) }, () => uuid());
  await withClient(url, async (client) => {
    await client.query(
      `insert into bulk_run (id, account_id, state, file_name, source_key, first_prompt, rows, problem_rows, unknown_columns, images, credits, finished_at)
       select id, $1::uuid, 'finished', ''::bytea, 't/' || $1::uuid || '/runs/' || id || '/source', ''::bytea, $3, 0, ''::bytea, $3, 0, now()
       from unnest($2::uuid[]) as r (id)`,
      [account, runs, IMAGES_A_RUN],
    );
    for (const [at, id] of runs.entries()) {
      const own = images.slice(at * IMAGES_A_RUN, (at + 1) * IMAGES_A_RUN);
      await client.query(
        `with g as (
           insert into generation (id, account_id, run_id, row_number, model, prompt, params, credits_each)
           select gen_random_uuid(), $1::uuid, $2::uuid, n, 'sketch', $4::bytea, $4::bytea, 0 from generate_series(1, cardinality($3::uuid[])) as n
           returning id, row_number
         ), i as (
           insert into image (id, account_id, generation_id, run_id, index, seed, state, credits, object_key, media_type, width, height, bytes, finished_at)
           select i.id, $1::uuid, g.id, $2::uuid, 0, n, 'ready', 0, 't/' || $1::uuid || '/images/' || i.id, 'image/png', 512, 512, $5::int, now()
           from unnest($3::uuid[]) with ordinality as i (id, n) join g on g.row_number = n
         )
         insert into task (id, kind, subject_id, account_id, pool, class, state, ended_at)
         select gen_random_uuid(), 'generate', id, $1::uuid, 'model-sketch', 'bulk', 'done', now() from unnest($3::uuid[]) as i (id)`,
        [account, id, own, Buffer.alloc(120), IMAGE_BYTES],
      );
    }
    await client.query('analyze');
  });
  await writeFiles(join(bucket, 't', account, 'images'), images);
  return { account, user };
}

async function writeFiles(folder: string, names: readonly string[]): Promise<void> {
  const bytes = Buffer.alloc(IMAGE_BYTES, 7);
  await mkdir(folder, { recursive: true });
  for (let at = 0; at < names.length; at += FILES_AT_ONCE)
    await Promise.all(names.slice(at, at + FILES_AT_ONCE).map((name) => writeFile(join(folder, name), bytes)));
}

function erase(stage: Stage): Promise<Costs> {
  return stage.withOurs(async (ours) => {
    const { user } = await somebody(stage, ours);
    const { counts, ...costs } = await measured(stage, () => ours.ask<Timing & { counts: Counts }>('erase', { user }));
    const { image = 0, files = 0 } = counts;
    if (image < IMAGES || files < IMAGES) throw new Error(`only ${image} rows and ${files} files are counted`);
    return { ...costs, peakMib: await ours.ask<number>('peakMib') };
  });
}

/** As somebody would who knows nothing but where it all is: a statement a table, and the folder. */
function bareDeletes(stage: Stage): Promise<Costs> {
  return stage.withOurs(async (ours) => {
    const { account } = await somebody(stage, ours);
    const costs = await withClient(stage.url, (client) =>
      measured(stage, () =>
        clocked(async () => {
          await rm(join(stage.bucket, 't', account), { recursive: true });
          await client.query('begin');
          for (const table of ['task', 'image', 'generation', 'bulk_run'])
            await client.query(`delete from ${table} where account_id = $1`, [account]);
          await client.query('commit');
        }),
      ),
    );
    return { ...costs, peakMib: await ours.ask<number>('peakMib') };
  });
}

async function measured<T>({ postgres }: Stage, work: () => Promise<T>): Promise<T & { serverCpuMs: number }> {
  const before = await postgres.cpuMs();
  const done = await work();
  return { ...done, serverCpuMs: (await postgres.cpuMs()) - before };
}
