// What somebody looks at in /history: a row for each thing searched for.

import { sql, type Kysely } from 'kysely';
import type { HistoryId, ImageId } from '../core/domain/ids.ts';
import type { HistoryRows } from '../core/picture-rows.ts';
import { sealToOpen } from './going.ts';
import type { Schema } from './schema.ts';
import type { Seals } from './seals.ts';

export function historyRows(db: Kysely<Schema>, seals: Seals): HistoryRows {
  return {
    async find(id) {
      const row = await db.selectFrom('history').selectAll().where('id', '=', id).executeTakeFirst();
      const seal = row && (await sealToOpen(db, seals, row.account_id));
      if (!seal) return null;
      return { id: row.id, accountId: row.account_id, words: seal.open('history.words', row.words), page: row.page };
    },
    async show({ id, accountId, words, page, images }) {
      const seal = await seals.of(accountId);
      const { rows } = await sql<{ id: HistoryId }>`
        insert into history (id, account_id, words, words_mark, page, images)
        values (${id}, ${accountId}, ${seal.seal('history.words', words)}, ${seal.mark('history.words', words)}, ${page}, ${images}::uuid[])
        on conflict (account_id, words_mark) do update
          set page = excluded.page, images = excluded.images, shown_at = clock_timestamp()
        returning id
      `.execute(db);
      return rows[0]?.id ?? id;
    },
    async refresh(id, page, images) {
      await sql`update history set page = ${page}, images = ${images}::uuid[] where id = ${id}`.execute(db);
    },
    async lastShown(accountId) {
      const { rows } = await sql<{ images: ImageId[] }>`
        select images from history where account_id = ${accountId} order by shown_at desc limit 1
      `.execute(db);
      return rows[0]?.images ?? [];
    },
    async showing(images) {
      // Only owners look at their pictures, so their account leads there.
      const { rows } = await sql<{ id: HistoryId }>`
        select id from history where account_id in (select account_id from image where id = any(${images}::uuid[]))
          and images && ${images}::uuid[]
      `.execute(db);
      return rows.map(({ id }) => id);
    },
  };
}
