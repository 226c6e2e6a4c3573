// The marks of who was erased, as this database keeps them.

import { sql, type Kysely } from 'kysely';
import type { DatedLogin, ErasedMark, ErasureRows } from '../core/erasure-rows.ts';
import type { Schema } from './schema.ts';

export function markRows(db: Kysely<Schema>): Pick<ErasureRows, 'isMarked' | 'unknownMarks' | 'keepMark' | 'logins'> {
  return {
    async isMarked(mark) {
      const row = await db.selectFrom('suppression').select('mark').where('mark', '=', mark).executeTakeFirst();
      return row !== undefined;
    },
    async unknownMarks(marks) {
      const [names, times] = [marks.map(({ mark }) => mark), marks.map(({ at }) => at)];
      const { rows } = await sql<ErasedMark>`
        select m.mark, m.at from unnest(${names}::text[], ${times}::timestamptz[]) as m (mark, at)
        where not exists (select from suppression s where s.mark = m.mark and s.marked_at >= m.at)
      `.execute(db);
      return rows;
    },
    keepMark: (mark) => keepMark(db, mark),
    async logins(after, limit) {
      const { rows } = await sql<DatedLogin>`
        select platform, user_id as "userId", account_id as "accountId", created_at as "createdAt" from identity
        where ${after === null ? sql`true` : sql`(platform, user_id) > (${after.platform}, ${after.userId})`}
        order by platform, user_id limit ${limit}
      `.execute(db);
      return rows;
    },
  };
}

/** The latest erasure counts. */
export async function keepMark(db: Kysely<Schema>, { mark, at }: ErasedMark): Promise<void> {
  await sql`
    insert into suppression (mark, marked_at) values (${mark}, ${at})
    on conflict (mark) do update set marked_at = greatest(suppression.marked_at, excluded.marked_at)
  `.execute(db);
}
