// What people have set: columns of their account.

import { sql, type Kysely } from 'kysely';
import type { ChoiceRows, Hearer, Standing } from '../core/choice-rows.ts';
import type { Locale } from '../core/domain/chat.ts';
import type { Switch } from '../core/domain/settings.ts';
import { takeTurn } from './account-context.ts';
import { sealsToOpen } from './going.ts';
import type { Hints } from './hints.ts';
import type { Schema } from './schema.ts';
import type { Sealed, Seals } from './seals.ts';

const COLUMNS = {
  asDocument: 'as_document',
  productNotices: 'product_notices',
  statistics: 'statistics',
  news: 'news',
} as const satisfies Record<Switch, keyof Schema['account']>;

export function choiceRows(db: Kysely<Schema>, seals: Seals, hints: Hints): ChoiceRows {
  return {
    async standing({ platform, userId }, toldRef) {
      const mark = seals.mark(platform, userId);
      const { rows } = await sql<Standing>`
        /* standing */ select id as "accountId", chosen, agreed_to as "agreedTo", told
        from standing(${platform}, ${mark}, ${toldRef})
      `.execute(db);
      const [known] = rows;
      if (!known) return null;
      takeTurn(known.accountId);
      hints.note(mark, known.accountId);
      return known;
    },
    async find(accountId) {
      const row = await db
        .selectFrom('account')
        .select(['locale', 'locale_chosen', 'as_document', 'product_notices', 'statistics', 'news', 'paused_at'])
        .where('id', '=', accountId)
        .executeTakeFirst();
      if (!row) return null;
      return {
        language: row.locale_chosen ? row.locale : null,
        asDocument: row.as_document,
        productNotices: row.product_notices,
        statistics: row.statistics,
        news: row.news,
        pausedAt: row.paused_at,
      };
    },
    async change(accountId, change, platformLocale) {
      if (change.setting === 'language') return setLanguage(db, accountId, change.to, platformLocale);
      await db
        .updateTable('account')
        .set({ [COLUMNS[change.setting]]: change.to })
        .where('id', '=', accountId)
        .execute();
    },
    async hearers(after, limit) {
      const { rows } = await sql<
        Omit<Hearer, 'settings' | 'userId'> & Hearer['settings'] & { box: Sealed<'identity.user_id'> }
      >`
        select a.id as "accountId", i.platform, i.user_id as box, a.product_notices as "productNotices", a.news,
          a.paused_at as "pausedAt"
        from account a cross join lateral (
          select platform, user_id from identity where account_id = a.id order by created_at limit 1
        ) as i
        where (${after}::uuid is null or a.id > ${after}::uuid) and a.state = 'active' and a.refused_at is null
          and a.left_at is null
        order by a.id limit ${limit}
      `.execute(db);
      const opened = await sealsToOpen(
        db,
        seals,
        rows.map(({ accountId }) => accountId),
      );
      const hearers = rows.flatMap(({ accountId, platform, box, ...settings }) => {
        const userId = opened.get(accountId)?.open('identity.user_id', box);
        return userId === undefined ? [] : [{ accountId, platform, userId, settings }];
      });
      return { hearers, next: rows.length < limit ? null : (rows.at(-1)?.accountId ?? null) };
    },
    async pause(accountId, paused) {
      const row = await db
        .updateTable('account')
        .set({ paused_at: paused ? sql<Date>`now()` : null })
        .where('id', '=', accountId)
        .where('paused_at', paused ? 'is' : 'is not', null)
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

/** Also what is still to be brought is said in the new language. */
async function setLanguage(
  db: Kysely<Schema>,
  accountId: Schema['account']['id'],
  chosen: Locale | null,
  platformLocale: Locale,
): Promise<void> {
  const locale = chosen ?? platformLocale;
  await db
    .updateTable('account')
    .set({ locale, locale_chosen: chosen !== null })
    .where('id', '=', accountId)
    .execute();
  await db
    .updateTable('delivery')
    .set({ locale })
    .where('account_id', '=', accountId)
    .where('state', '=', 'open')
    .execute();
}
