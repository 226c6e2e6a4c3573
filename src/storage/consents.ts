// Agreements to the privacy notice, and what waits for one.

import { sql, type Kysely } from 'kysely';
import type { ConsentRows, KeptRequestRows } from '../core/choice-rows.ts';
import type { Wish } from '../core/domain/order.ts';
import { sealToOpen } from './going.ts';
import type { Schema } from './schema.ts';
import type { Seals } from './seals.ts';

export function consentRows(db: Kysely<Schema>): ConsentRows {
  return {
    async standing(accountId) {
      const row = await db
        .selectFrom('consent')
        .select(['version', 'language', 'given_at as givenAt'])
        .where('account_id', '=', accountId)
        .where('withdrawn_at', 'is', null)
        .orderBy('given_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row ?? null;
    },
    async covers(accountId, versions) {
      const row = await db
        .selectFrom('consent')
        .select('version')
        .where('account_id', '=', accountId)
        .where('withdrawn_at', 'is', null)
        .where('version', 'in', versions)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
    async everGiven(accountId) {
      const row = await db
        .selectFrom('consent')
        .select('version')
        .where('account_id', '=', accountId)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
    async give(accountId, { version, language }) {
      // The account first: of two presses at once the second sees what the first has written.
      await db.updateTable('account').set({ refused_at: null }).where('id', '=', accountId).execute();
      await sql`
        insert into consent (account_id, version, language, given_at)
        select ${accountId}::uuid, ${version}::text, ${language}::text, clock_timestamp()
        where not exists (
          select from consent where account_id = ${accountId}::uuid and version = ${version}::text and withdrawn_at is null
        )
      `.execute(db);
    },
    async withdraw(accountId) {
      await db
        .updateTable('account')
        .set({ refused_at: sql<Date>`now()` })
        .where('id', '=', accountId)
        .execute();
      await db
        .updateTable('consent')
        .set({ withdrawn_at: sql<Date>`clock_timestamp()` })
        .where('account_id', '=', accountId)
        .where('withdrawn_at', 'is', null)
        .execute();
      await db.deleteFrom('kept_request').where('account_id', '=', accountId).execute();
    },
  };
}

export function keptRequestRows(db: Kysely<Schema>, seals: Seals): KeptRequestRows {
  return {
    async keep(accountId, id, wish) {
      const sealed = (await seals.of(accountId)).seal('kept_request.wish', JSON.stringify(wish));
      const row = { id, wish: sealed, kept_at: sql<Date>`now()` };
      await db
        .insertInto('kept_request')
        .values({ account_id: accountId, ...row })
        .onConflict((conflict) => conflict.column('account_id').doUpdateSet(row))
        .execute();
    },
    async find(id) {
      const row = await db
        .selectFrom('kept_request')
        .select(['account_id as accountId', 'wish'])
        .where('id', '=', id)
        .executeTakeFirst();
      const seal = row && (await sealToOpen(db, seals, row.accountId));
      return seal
        ? { accountId: row.accountId, wish: JSON.parse(seal.open('kept_request.wish', row.wish)) as Wish }
        : null;
    },
    async take(id) {
      const row = await db.deleteFrom('kept_request').where('id', '=', id).returning('id').executeTakeFirst();
      return row !== undefined;
    },
    async forget(before) {
      const { numDeletedRows } = await db.deleteFrom('kept_request').where('kept_at', '<', before).executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}
