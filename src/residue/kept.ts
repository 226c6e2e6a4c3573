// What an erasure keeps for a while, by rule: the old id of the account, by which files are found that a slow worker still brings.

import type { Client } from 'pg';
import { LATE_MS } from '../core/usecases/erase-account.ts';
import type { Places } from './look.ts';
import { reading } from './reading.ts';
import type { KeptRule } from './report.ts';

/** Where the server has what is in the row: the table, what it remembers of its values, its files and their log. */
const IN_DUMP = /^main: (?:public\.erasure\.old_id|pg_catalog\.pg_statistic\.)/;
const BELOW: ReadonlySet<string> = new Set(['data files', 'write-ahead log']);

/** Nothing where there is no such table, as in a database that is none of ours. */
export async function keptByRule({ databases }: Pick<Places, 'databases'>): Promise<readonly KeptRule[]> {
  const main = databases.find(({ called }) => called === 'main');
  return main ? reading(main.url, keptIn) : [];
}

async function keptIn(client: Client): Promise<readonly KeptRule[]> {
  const { rows: tables } = await client.query<{ name: string | null }>(`select to_regclass('public.erasure') as name`);
  if (tables[0]?.name === null) return [];
  const { rows } = await client.query<{ id: string; at: string }>(
    // What is there for longer is kept by no rule.
    `select old_id as id, (extract(epoch from erased_at) * 1000)::bigint as at from erasure
     where old_id is not null and erased_at > now() - make_interval(secs => $1)`,
    [LATE_MS / 1_000],
  );
  return rows.map(({ id, at }) => ({
    text: id,
    until: new Date(Number(at) + LATE_MS),
    isAt: (store, place) => BELOW.has(store) || (store === 'dump' && IN_DUMP.test(place)),
  }));
}
