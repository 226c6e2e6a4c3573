// Accounts that courts want kept, case by case: asked for by one operator, in force when another has approved; and what stays of a
// case that was lifted.

import { sql, type Kysely } from 'kysely';
import type { LegalHoldRows } from '../core/erasure-rows.ts';
import type { Schema } from './schema.ts';

export function legalHoldRows(db: Kysely<Schema>): LegalHoldRows {
  const change = async (
    { accountId, reference }: Parameters<LegalHoldRows['lift']>[0],
    to: Partial<Pick<Schema['legal_hold'], 'approved_by' | 'lift_asked_by' | 'lift_reason'>> & { in_force?: boolean },
  ): Promise<void> => {
    await db
      .updateTable('legal_hold')
      .set(to)
      .where('account_id', '=', accountId)
      .where('reference', '=', reference)
      .execute();
  };
  return {
    async find(accountId, reference) {
      const row = await db
        .selectFrom('legal_hold')
        .select([
          'in_force as inForce',
          'opened_by as openedBy',
          'lift_asked_by as liftAskedBy',
          'lift_reason as liftReason',
        ])
        .where('account_id', '=', accountId)
        .where('reference', '=', reference)
        .executeTakeFirst();
      return row ? { accountId, reference, ...row } : null;
    },
    async open({ accountId, reference }, by) {
      await db
        .insertInto('legal_hold')
        .values({ account_id: accountId, reference, in_force: false, opened_by: by })
        .onConflict((conflict) => conflict.columns(['account_id', 'reference']).doUpdateSet({ opened_by: by }))
        .execute();
    },
    approve: (hold, by) => change(hold, { in_force: true, approved_by: by }),
    askLift: (hold, by, reason) => change(hold, { lift_asked_by: by, lift_reason: reason }),
    async lift({ accountId, reference }, { id, askedMark, approvedMark }) {
      await sql`
        with lifted as (
          delete from legal_hold where account_id = ${accountId} and reference = ${reference}
          returning account_id, reference, lift_reason, placed_at
        )
        insert into lifted_hold (id, account_id, reference, reason, placed_at, asked_mark, approved_mark)
        select ${id}::uuid, account_id, reference, lift_reason, placed_at, ${askedMark}::text, ${approvedMark}::text from lifted
      `.execute(db);
    },
  };
}
