// What PostgreSQL leaves behind of rows that are gone: their bytes stay in pages and in the write-ahead log until these are written anew.

import { Client } from 'pg';

/** A table being rewritten answers nobody: rather than wait for one that is in use, it is left for the next time. */
const LOCK_MS = 2_000;
/** Larger ones take longer than people wait; their owner does it when nobody is there. */
const TABLE_BYTES = 256 * 1024 * 1024;

const STATISTICS = 'pg_catalog.pg_statistic';
/** Of a table without rows nothing new is learned, so that the server goes on remembering what was last in it. */
const FORGET_EMPTY = `
  delete from pg_statistic s using pg_class c left join pg_index i on i.indrelid = c.oid
  where s.starelid in (c.oid, i.indexrelid) and c.reltuples = 0 and c.relkind = 'r'
    and c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)'`;

/** Names of tables: written anew, too large for that, and in use. */
export type Scrubbed = Readonly<Record<'rewritten' | 'large' | 'busy', readonly string[]>>;

/** Scrubs when somebody was erased since the last time; the first time, when somebody was within a day. */
export function scrubbing(databaseUrls: readonly string[]): () => Promise<void> {
  let until: string | null = null;
  return async () => {
    let latest: string | null = null;
    await withClient(databaseUrls[0] ?? '', async (client) => {
      const { rows } = await client.query<{ at: string | null }>(
        `select max(at)::text as at from (select coalesce(done_at, erased_at) as at from erasure) as ended
         where at > coalesce($1::timestamptz, now() - interval '1 day')`,
        [until],
      );
      latest = rows[0]?.at ?? null;
    });
    if (latest === null) return;
    const { busy } = await scrub(databaseUrls);
    // What was in use is tried again the next time.
    if (busy.length === 0) until = latest;
  };
}

/**
 * Rewrites every table of these databases, and what the server remembers of their values; then lets go of the write-ahead log behind. Needs a superuser, and a server that does not recycle its log.
 */
export async function scrub(databaseUrls: readonly string[]): Promise<Scrubbed> {
  const scrubbed = { rewritten: [] as string[], large: [] as string[], busy: [] as string[] };
  for (const url of databaseUrls)
    await withClient(url, async (client) => {
      for (const { name, small } of await tablesOf(client)) {
        if (name === STATISTICS) await client.query(FORGET_EMPTY);
        scrubbed[small ? await rewrite(client, name) : 'large'].push(name);
      }
    });
  await withClient(databaseUrls[0] ?? '', async (client) => {
    // Pages first, so that the log of what was there is not needed; then the file of the log that it ends in.
    await client.query('checkpoint');
    await client.query('select pg_switch_wal()');
    await client.query('checkpoint');
  });
  return scrubbed;
}

async function tablesOf(client: Client): Promise<readonly { name: string; small: boolean }[]> {
  const { rows } = await client.query<{ name: string; small: boolean }>(
    `select oid::regclass::text as name, pg_total_relation_size(oid) <= $1 as small from pg_class
     where relkind = 'r' and relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
     -- What the server remembers of values: last, because the others are analysed on the way.
     union all select $2, true`,
    [TABLE_BYTES, STATISTICS],
  );
  return rows;
}

async function rewrite(client: Client, name: string): Promise<'rewritten' | 'busy'> {
  try {
    await client.query(`vacuum (full, analyze) ${name}`);
    return 'rewritten';
  } catch (error) {
    if ((error as { code?: unknown }).code !== LOCK_NOT_AVAILABLE) throw error;
    return 'busy';
  }
}

const LOCK_NOT_AVAILABLE = '55P03';

async function withClient(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({
    connectionString: url,
    application_name: 'easel-scrub',
    options: `-c lock_timeout=${LOCK_MS}`,
  });
  // A server that goes away rejects what is running; without a listener it would end the program as well.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
