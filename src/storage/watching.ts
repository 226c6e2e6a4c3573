// Whether promises about data are being kept, asked of the running database: what is late, open, unlisted, or without a row.

import { sql, type Kysely } from 'kysely';
import { TABLES } from '../core/domain/data-catalogue.ts';
import type { Lateness, WatchRows } from '../core/watch-rows.ts';
import type { Schema } from './schema.ts';
import { wallHoles } from './wall-holes.ts';

export function watchRows(db: Kysely<Schema>): WatchRows {
  return {
    async lateness(pictureDays) {
      const { rows } = await sql<Lateness>`
        select ${age(sql`(
          select min(least(finished_at + make_interval(days => ${pictureDays}), coalesce(deleting_at, 'infinity')))
          from image where (saved_at is null and finished_at is not null) or deleting_at is not null
        )`)} as "sweepSeconds",
        ${age(sql`(select min(confirmed_at) from erasure where state = 'confirmed')`)} as "erasureSeconds",
        ${age(sql`least(
          (select min(created_at) from ticket where answered_at is null),
          (select min(asked_at) from export where state in ('waiting', 'packing')),
          (select min(confirmed_at) from erasure where state = 'confirmed')
        )`)} as "requestSeconds"
      `.execute(db);
      return rows[0] ?? { sweepSeconds: 0, erasureSeconds: 0, requestSeconds: 0 };
    },
    wallHoles: () => wallHoles(db),
    async unlisted() {
      // information_schema shows a role only what it may use: a column nobody has listed is one that nobody may.
      const { rows } = await sql<{ name: string }>`
        select c.relname || '.' || a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname not like 'kysely%'
          and a.attnum > 0 and not a.attisdropped
      `.execute(db);
      const stored = new Set(rows.map(({ name }) => name));
      const listed = new Set(
        Object.entries(TABLES).flatMap(([table, { columns }]) =>
          Object.keys(columns).map((column) => `${table}.${column}`),
        ),
      );
      return [...stored.symmetricDifference(listed)].toSorted();
    },
    async orphans(keys) {
      const named = keys.map((key) => KEY.exec(key));
      const { rows } = await sql<{ key: string }>`
        with file as (
          select * from unnest(${keys}::text[], ${named.map((each) => each?.[1] ?? null)}::uuid[],
            ${named.map((each) => each?.[2] ?? '')}::text[], ${named.map((each) => each?.[3] ?? null)}::uuid[])
            as f (key, account_id, folder, id)
        )
        select f.key from file f where case f.folder
          when 'images' then not exists (select from image r where r.id = f.id and r.account_id = f.account_id)
          when 'runs' then not exists (select from bulk_run r where r.id = f.id and r.account_id = f.account_id)
          when 'exports' then not exists (select from export r where r.id = f.id and r.account_id = f.account_id)
          else true end
      `.execute(db);
      return rows.map(({ key }) => key);
    },
  };
}

/** `t/<account>/<folder>/<row>…` */
const KEY = /^t\/([0-9a-f-]{36})\/(images|runs|exports)\/([0-9a-f-]{36})(?:\/|$)/;

/** How long ago a moment was; 0 where there is none, or it is still to come. */
function age(moment: ReturnType<typeof sql>): ReturnType<typeof sql> {
  return sql`greatest(0, coalesce(extract(epoch from now() - ${moment}), 0))::float8`;
}
