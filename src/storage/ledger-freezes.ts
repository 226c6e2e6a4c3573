// Freezes of accounts: each has its own reference and is lifted by it, and the account is frozen while any is open.

import { sql } from 'kysely';
import type { LedgerRows } from '../core/ledger-rows.ts';
import type { Place } from './transactions.ts';

export function freezeRows(place: Place): Pick<LedgerRows, 'isLifted' | 'postFreeze'> {
  return {
    async isLifted(accountId, ref) {
      const row = await place.kysely
        .selectFrom('credit_freeze')
        .select('lifted_at')
        .where('account_id', '=', accountId)
        .where('ref', '=', ref)
        .executeTakeFirst();
      return (row?.lifted_at ?? null) !== null;
    },
    async postFreeze({ id, accountId, op, result, at, ref, reason, isOpen }) {
      const lifts = reason === null;
      // What stays open beside this one is read as it was before the statement, so this one is named apart.
      await sql`
        /* post-freeze unread */ with op as (
          insert into ledger_op (id, key, kind, account_id, args, result, created_at)
          values (${id}, ${op.key}, ${op.kind}, ${accountId}, ${JSON.stringify(op.args)}, ${result}, ${at})
        ), noted as (
          insert into credit_freeze (account_id, ref, reason, frozen_at, lifted_at)
          values (${accountId}, ${ref}, ${reason}, ${lifts ? null : at}, ${lifts ? at : null})
          on conflict (account_id, ref) do update set lifted_at = coalesce(credit_freeze.lifted_at, excluded.lifted_at)
        )
        update credit_account as a set frozen_at = least(${isOpen ? at : null}::timestamptz, (
          select min(frozen_at) from credit_freeze f where f.account_id = a.account_id and f.lifted_at is null and f.ref <> ${ref}
        ))
        where a.account_id = ${accountId}
      `.execute(place.kysely);
    },
  };
}
