// The marks of who was erased, as this database keeps them.

import { sql, type Kysely } from 'kysely';
import type { AccountId } from '../core/domain/ids.ts';
import type { ErasedMark, ErasureRows } from '../core/erasure-rows.ts';
import type { Schema } from './schema.ts';

export function markRows(
  db: Kysely<Schema>,
): Pick<ErasureRows, 'erasedAt' | 'marksOf' | 'unknownMarks' | 'keepMark' | 'cameBack'> {
  return {
    async erasedAt(mark) {
      const row = await db.selectFrom('suppression').select('marked_at').where('mark', '=', mark).executeTakeFirst();
      return row?.marked_at ?? null;
    },
    async unknownMarks(marks) {
      const [names, times] = [marks.map(({ mark }) => mark), marks.map(({ at }) => at)];
      const { rows } = await sql<ErasedMark>`
        select m.mark, m.at from unnest(${names}::text[], ${times}::timestamptz[]) as m (mark, at)
        where not exists (select from suppression s where s.mark = m.mark and s.marked_at >= m.at)
      `.execute(db);
      return rows;
    },
    async keepMark({ mark, at }) {
      // The latest erasure counts.
      await sql`
        insert into suppression (mark, marked_at) values (${mark}, ${at})
        on conflict (mark) do update set marked_at = greatest(suppression.marked_at, excluded.marked_at)
      `.execute(db);
    },
    async marksOf(accountId) {
      const rows = await db.selectFrom('identity').select('mark').where('account_id', '=', accountId).execute();
      return rows.map(({ mark }) => mark);
    },
    async cameBack(marks) {
      const [names, times] = [marks.map(({ mark }) => mark), marks.map(({ at }) => at)];
      const { rows } = await sql<{ id: AccountId }>`
        select distinct i.account_id as id from unnest(${names}::text[], ${times}::timestamptz[]) as m (mark, at)
        join identity i on i.mark = m.mark and i.created_at < m.at
      `.execute(db);
      return rows.map(({ id }) => id);
    },
  };
}
