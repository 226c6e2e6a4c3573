// Exports as rows: one at a time for an account, and a link that is used once.

import { sql, type Kysely, type Selectable } from 'kysely';
import type { Export, ExportRows } from '../core/export-rows.ts';
import type { Schema } from './schema.ts';

type Row = Selectable<Schema['export']>;

export function exportRows(db: Kysely<Schema>): ExportRows {
  return { ...asking(db), ...packing(db), ...fetching(db) };
}

function asking(db: Kysely<Schema>): Pick<ExportRows, 'add' | 'find' | 'running' | 'askedSince'> {
  return {
    async add(id, accountId, at) {
      await db.insertInto('export').values({ id, account_id: accountId, asked_at: at, parts: '[]' }).execute();
    },
    async find(id, lock) {
      const query = db.selectFrom('export').selectAll().where('id', '=', id);
      const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
      return row ? toExport(row) : null;
    },
    async running(accountId) {
      const row = await db
        .selectFrom('export')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('state', 'in', ['waiting', 'packing'])
        .executeTakeFirst();
      return row ? toExport(row) : null;
    },
    async askedSince(accountId, since) {
      const rows = await db
        .selectFrom('export')
        .select('asked_at')
        .where('account_id', '=', accountId)
        .where('asked_at', '>', since)
        .where('state', '<>', 'failed')
        .orderBy('asked_at')
        .execute();
      return rows.map((row) => row.asked_at);
    },
  };
}

function packing(db: Kysely<Schema>): Pick<ExportRows, 'begin' | 'progress' | 'finish' | 'fail' | 'spoil'> {
  return {
    async begin(id) {
      await db
        .updateTable('export')
        .set({ state: 'packing', packed: 0, files: 0, stale: false })
        .where('id', '=', id)
        .execute();
    },
    async progress(id, packed, files) {
      await db.updateTable('export').set({ packed, files }).where('id', '=', id).execute();
    },
    async finish(id, way, parts, at, expiresAt) {
      await db
        .updateTable('export')
        .set({ state: 'ready', way, parts: JSON.stringify(parts), finished_at: at, expires_at: expiresAt })
        .where('id', '=', id)
        .execute();
    },
    async fail(id, at) {
      await db.updateTable('export').set({ state: 'failed', finished_at: at }).where('id', '=', id).execute();
    },
    async spoil(accountIds) {
      if (accountIds.length === 0) return [];
      const { rows } = await sql<Row>`
        /* spoil-exports */ update export set stale = true
        where account_id = any(${accountIds}::uuid[]) and state in ('packing', 'ready') returning *
      `.execute(db);
      return rows.map(toExport).filter(({ state }) => state === 'ready');
    },
  };
}

function fetching(
  db: Kysely<Schema>,
): Pick<ExportRows, 'setLink' | 'byLink' | 'takeByLink' | 'due' | 'end' | 'removeOld'> {
  return {
    async setLink(id, hash) {
      await db
        .updateTable('export')
        .set({ link_hash: hash })
        .where('id', '=', id)
        .where('state', '=', 'ready')
        .execute();
    },
    async byLink(hash, at) {
      const { rows } = await sql<Row>`select * from export_linked(${hash}, ${at})`.execute(db);
      return rows[0] ? toExport(rows[0]) : null;
    },
    async takeByLink(hash, at) {
      const { rows } = await sql<Row>`select * from take_export(${hash}, ${at})`.execute(db);
      return rows[0] ? toExport(rows[0]) : null;
    },
    async due(at, limit) {
      const rows = await db
        .selectFrom('export')
        .selectAll()
        .where('state', '=', 'ready')
        .where('expires_at', '<=', at)
        .orderBy('expires_at')
        .limit(limit)
        .execute();
      return rows.map(toExport);
    },
    async end(id) {
      await db
        .updateTable('export')
        .set({ state: 'gone', parts: '[]', link_hash: null })
        .where('id', '=', id)
        .execute();
    },
    async removeOld(keepDays, limit) {
      const { numAffectedRows } = await sql`
        delete from export where id = any(array(
          select id from export where asked_at < now() - make_interval(days => ${keepDays}) and state in ('gone', 'failed')
          order by asked_at limit ${limit} for update skip locked
        ))
      `.execute(db);
      return Number(numAffectedRows ?? 0);
    },
  };
}

function toExport(row: Row): Export {
  return {
    id: row.id,
    accountId: row.account_id,
    state: row.state,
    files: row.files,
    packed: row.packed,
    stale: row.stale,
    way: row.way,
    parts: row.parts,
    expiresAt: row.expires_at,
  };
}
