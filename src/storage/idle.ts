// Accounts nobody uses any more, by the clock of the database.

import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Hearer } from '../core/choice-rows.ts';
import type { Period } from '../core/domain/data-catalogue/types.ts';
import type { AccountId } from '../core/domain/ids.ts';
import type { IdleRows } from '../core/idle-rows.ts';
import { sealsToOpen } from './going.ts';
import type { Schema } from './schema.ts';
import type { Sealed, Seals } from './seals.ts';

/** Of the account `a`: nothing but its owner's silence stands between it and its end. */
function unusedSince(since: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`a.state = 'active' and a.last_used_at < ${since}
    and not exists (select from legal_hold h where h.account_id = a.id and h.in_force)
    and not exists (
      select from stripe_subscription s where s.account_id = a.id and s.status in ('active', 'trialing', 'past_due')
    )
    and not exists (
      select from credit_grant g where g.account_id = a.id and g.source <> 'starter' and g.created_at >= ${since}
    )`;
}

function ago({ amount, unit }: Period, lessDays = 0): RawBuilder<unknown> {
  return sql`now() - (${`${amount} ${unit}`}::interval - make_interval(days => ${lessDays}))`;
}

export function idleRows(db: Kysely<Schema>, seals: Seals): IdleRows {
  return {
    async untold(period, notice, limit) {
      const { rows } = await sql<Pick<Hearer, 'accountId' | 'platform'> & { box: Sealed<'identity.user_id'> }>`
        select a.id as "accountId", i.platform, i.user_id as box from account a cross join lateral (
          select platform, user_id from identity where account_id = a.id order by created_at limit 1
        ) as i
        where ${isUntold(notice)} and ${unusedSince(ago(period, notice))} order by a.last_used_at limit ${limit}
      `.execute(db);
      const opened = await sealsToOpen(
        db,
        seals,
        rows.map(({ accountId }) => accountId),
      );
      return rows.flatMap(({ accountId, platform, box }) => {
        const userId = opened.get(accountId)?.open('identity.user_id', box);
        return userId === undefined ? [] : [{ accountId, platform, userId }];
      });
    },
    async tell(accountId, number, notice) {
      const { rows } = await sql<{ at: Date }>`
        update account a set idle_told_at = now(), idle_number = ${number}
        where a.id = ${accountId} and a.state = 'active' and ${isUntold(notice)} returning a.idle_told_at as at
      `.execute(db);
      return rows[0]?.at ?? null;
    },
    async due(period, notice, limit) {
      const { rows } = await sql<{ id: AccountId }>`
        select a.id from account a where ${isDue(period, notice)} order by a.last_used_at limit ${limit}
      `.execute(db);
      return rows.map(({ id }) => id);
    },
    async claim(accountId, period, notice) {
      // Whoever uses it just now is waited for, and then it is not due.
      const { rows } = await sql<{ number: string }>`
        select a.idle_number as number from account a where a.id = ${accountId} and ${isDue(period, notice)} for update of a
      `.execute(db);
      return rows[0]?.number ?? null;
    },
  };
}

/** What was told so long ago that its day has passed, because something spoke against it then, is told anew. */
function isUntold(notice: number): RawBuilder<unknown> {
  return sql`(a.idle_told_at is null or a.idle_told_at < now() - make_interval(days => ${2 * notice}))`;
}

function isDue(period: Period, notice: number): RawBuilder<unknown> {
  return sql`a.idle_told_at < now() - make_interval(days => ${notice})
    and a.idle_told_at >= now() - make_interval(days => ${2 * notice}) and ${unusedSince(ago(period))}`;
}
