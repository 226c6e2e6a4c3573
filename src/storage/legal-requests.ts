// Requests of authorities: asked for by one operator, approved by another, handed out, told.

import { sql, type Kysely } from 'kysely';
import type { LegalRequestRows } from '../core/legal-request-rows.ts';
import type { Schema } from './schema.ts';

export function legalRequestRows(db: Kysely<Schema>): LegalRequestRows {
  const requests = db.updateTable('legal_request');
  return {
    async find(accountId, reference) {
      const row = await db
        .selectFrom('legal_request')
        .select([
          'id',
          'account_id as accountId',
          'reference',
          'scope',
          'secret',
          'opened_by as openedBy',
          'approved_by as approvedBy',
          'handed_out_at as handedOutAt',
        ])
        .where('account_id', '=', accountId)
        .where('reference', '=', reference)
        .executeTakeFirst();
      return row ?? null;
    },
    async open({ id, accountId, reference, scope, secret, openedBy }) {
      await db
        .insertInto('legal_request')
        .values({ id, account_id: accountId, reference, scope, secret, opened_by: openedBy })
        .execute();
    },
    async approve(id, by) {
      await requests.set({ approved_by: by }).where('id', '=', id).execute();
    },
    async handedOut(id) {
      await requests
        .set({ handed_out_at: sql<Date>`now()` })
        .where('id', '=', id)
        .execute();
    },
    async told(id) {
      await requests
        .set({ told_at: sql<Date>`now()`, secret: false })
        .where('id', '=', id)
        .execute();
    },
  };
}
