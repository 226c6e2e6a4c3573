// A backup and its restoration, small: every row of one database in another.

import type { Pool } from 'pg';

/** All rows of ours into an empty, migrated database, as a dump would bring them: no trigger looks at them. */
export async function copyRows(from: Pool, to: Pool): Promise<void> {
  const { rows: tables } = await from.query<{ name: string; columns: string }>(
    `select c.table_name as name, string_agg(quote_ident(c.column_name), ', ' order by c.ordinal_position) as columns
     from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.table_name not like 'kysely_%' and c.is_generated = 'NEVER'
     group by 1`,
  );
  const [client, source] = [await to.connect(), await from.connect()];
  try {
    // As one moment saw them, whoever is at work.
    await source.query('begin isolation level repeatable read read only');
    await client.query(`begin; set local session_replication_role = 'replica'`);
    for (const { name, columns } of tables) {
      const { rows } = await source.query<{ all: string }>(
        `select coalesce(json_agg(t), '[]')::text as all from ${name} t`,
      );
      await client.query(
        `insert into ${name} (${columns}) overriding system value
         select ${columns} from json_populate_recordset(null::${name}, $1::json)`,
        [rows[0]?.all ?? '[]'],
      );
    }
    // Numbers go on from where they were, as with a dump.
    const { rows: counted } = await source.query<{ sequence: string; at: string }>(
      `select format('%I.%I', schemaname, sequencename) as sequence, last_value as at from pg_sequences
       where schemaname = 'public' and last_value is not null`,
    );
    for (const { sequence, at } of counted) await client.query('select setval($1::regclass, $2)', [sequence, at]);
    await client.query('commit');
    await source.query('commit');
  } finally {
    client.release();
    source.release();
  }
}
