// Where the time goes in the database: its statements by what they cost a picture, BullMQ's among them.

import { withClient } from './servers.ts';

const SHOWN = 12;

type Statement = { readonly query: string; readonly calls: number; readonly ms: number };

/** Prints what pg_stat_statements has counted in one database, through which `images` have passed. */
export async function printStatements(url: string, images: number): Promise<void> {
  const statements = await withClient(url, async (client) => {
    const { rows } = await client.query<Statement>(
      `select regexp_replace(query, '\\s+', ' ', 'g') as query, calls::int, total_exec_time as ms
       from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database())
       order by total_exec_time desc`,
    );
    return rows;
  });
  console.table(
    statements.slice(0, SHOWN).map(({ query, calls, ms }) => ({
      statement: query.slice(0, 72),
      'calls an image': (calls / images).toFixed(3),
      'µs an image': Math.round((ms * 1000) / images),
    })),
  );
  const calls = (counted: readonly Statement[]): number => counted.reduce((sum, each) => sum + each.calls, 0);
  const all = calls(statements);
  // xact_commit of pg_stat_database would say more, because every NOTIFY starts a transaction in whoever listens. A statement
  // alone is one transaction; of those between begin and commit we only know that begin is none.
  const begins = calls(statements.filter(({ query }) => /^begin$/i.test(query)));
  console.log(
    `${(all / images).toFixed(2)} statements and at most ${((all - begins) / images).toFixed(2)} commits an image`,
  );
}
