// Who is affected by a breach: the accounts that were there and have something of what was seen, with a login to tell them by.

import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Affected, AffectedRows } from '../core/affected-rows.ts';
import type { LegalScope } from '../core/domain/legal-scope.ts';
import { sealsToOpen } from './going.ts';
import type { Schema } from './schema.ts';
import type { Sealed, Seals } from './seals.ts';

type Row = Omit<Affected, 'userId'> & { readonly box: Sealed<'identity.user_id'> | null };

export function affectedRows(db: Kysely<Schema>, seals: Seals): AffectedRows {
  return {
    async accounts({ what, until }, after, limit) {
      const { rows } = await sql<Row>`
        select a.id as "accountId", a.locale, i.platform, i.user_id as box
        from account a left join lateral (
          select platform, user_id from identity where account_id = a.id order by created_at limit 1
        ) as i on true
        where (${after}::uuid is null or a.id > ${after}::uuid) and a.state <> 'erased' and a.created_at < ${until}::timestamptz
          and (${sql.join(SEEN_IN[what].map(hasSome), sql` or `)})
        order by a.id limit ${limit}
      `.execute(db);
      const opened = await sealsToOpen(
        db,
        seals,
        rows.map(({ accountId }) => accountId),
      );
      return rows.map(({ box, ...row }) => ({
        ...row,
        userId: box === null ? null : (opened.get(row.accountId)?.open('identity.user_id', box) ?? null),
      }));
    },
    async erasedSince(since) {
      const { rows } = await sql<{ count: number }>`
        select count(*)::int as count from erasure where confirmed_at >= ${since}::timestamptz
      `.execute(db);
      return rows[0]?.count ?? 0;
    },
  };
}

/** Who has a row in any of these has something of that kind; everybody has a login. */
const SEEN_IN = {
  login: ['identity'],
  payments: ['purchase', 'payment', 'stripe_customer'],
  content: ['generation', 'bulk_run'],
  everything: ['identity'],
} as const satisfies Readonly<Record<LegalScope, readonly (keyof Schema)[]>>;

function hasSome(table: keyof Schema): RawBuilder<boolean> {
  return sql`exists (select from ${sql.table(table)} as t where t.account_id = a.id)`;
}
