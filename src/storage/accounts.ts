// Accounts and the platform logins that lead to them.

import { sql, type Kysely, type Selectable } from 'kysely';
import type { Locale, Platform } from '../core/domain/chat.ts';
import type { AccountId } from '../core/domain/ids.ts';
import type { NewId } from '../core/ports.ts';
import type { AccountRows } from '../core/account-rows.ts';
import { takeTurn, takeTurnIn } from './account-context.ts';
import { sealToOpen } from './going.ts';
import type { Hints } from './hints.ts';
import type { Schema } from './schema.ts';
import type { Seals } from './seals.ts';

export function accountRows(db: Kysely<Schema>, newId: NewId, seals: Seals, hints: Hints): AccountRows {
  const find: AccountRows['find'] = async ({ platform, userId }) => {
    const mark = seals.mark(platform, userId);
    const known = await lookUp(db, platform, mark);
    if (known) hints.note(mark, known.id);
    return known?.id ?? null;
  };
  const recognise: AccountRows['recognise'] = async (person) => {
    const mark = seals.mark(person.platform, person.userId);
    const known = await lookUp(db, person.platform, mark);
    if (known) {
      const { id, paused_at: pausedAt, refused_at: refusedAt } = known;
      const locale = known.locale_chosen ? known.locale : person.locale;
      if (known.locale !== locale) await db.updateTable('account').set({ locale }).where('id', '=', id).execute();
      const [paused, refused, erasing] = [pausedAt !== null, refusedAt !== null, known.state !== 'active'];
      return { id, locale, isNew: false, paused, refused, erasing };
    }
    // Two first commands at once must not make two accounts.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`identity:${mark}`}, 0))`.execute(db);
    const meanwhile = await find(person);
    const fresh = { locale: person.locale, paused: false, refused: false, erasing: false };
    if (meanwhile) return { id: meanwhile, isNew: false, ...fresh };
    const id = newId<AccountId>();
    const seal = await seals.make(id);
    await takeTurnIn(db, id);
    await db.insertInto('account').values({ id, locale: person.locale }).execute();
    await db
      .insertInto('identity')
      .values({
        platform: person.platform,
        mark,
        user_id: seal.seal('identity.user_id', person.userId),
        account_id: id,
      })
      .execute();
    await db.insertInto('credit_account').values({ account_id: id }).execute();
    return { id, isNew: true, ...fresh };
  };
  // Every transaction makes these rows, and few ask for an account: the query is put together by those that do.
  const known = () => db.selectFrom('account').select(['id', 'locale', 'state']);
  return {
    find,
    recognise,
    async known(ids) {
      const rows = await db.selectFrom('account').select('id').where('id', 'in', ids).execute();
      return rows.map(({ id }) => id);
    },
    get: async (id) => (await known().where('id', '=', id).executeTakeFirst()) ?? null,
    lock: async (id) => (await known().where('id', '=', id).forNoKeyUpdate().executeTakeFirst()) ?? null,
    async mayWrite(id) {
      const { rows } =
        await sql`/* may-write */ select id from account where id = ${id} and state = 'active' for key share`.execute(
          db,
        );
      return rows.length > 0;
    },
    async userOn(platform, id) {
      const row = await db
        .selectFrom('identity')
        .select('user_id')
        .where('account_id', '=', id)
        .where('platform', '=', platform)
        .executeTakeFirst();
      const seal = row && (await sealToOpen(db, seals, id));
      return seal ? seal.open('identity.user_id', row.user_id) : null;
    },
    async owedStarters(limit) {
      const rows = await db
        .selectFrom('account')
        .select('id')
        .where('starter_owed', '=', true)
        .where('state', '=', 'active')
        .orderBy('created_at')
        .limit(limit)
        .execute();
      return rows.map(({ id }) => id);
    },
    async oweStarter(id, owed) {
      await db.updateTable('account').set({ starter_owed: owed }).where('id', '=', id).execute();
    },
    async setLeft(id, left) {
      await db
        .updateTable('account')
        .set({ left_at: left ? sql<Date>`coalesce(left_at, now())` : null })
        .where('id', '=', id)
        .where('state', '=', 'active')
        .execute();
    },
    async greet(event, person) {
      const mark = seals.mark(person.platform, person.userId);
      const { rows } = await sql<{
        id: AccountId | null;
        locale: Locale;
        chosen: boolean;
        paused: boolean;
        refused: boolean;
        erasing: boolean;
      }>`
        /* greet */ with fresh as (
          insert into inbound_event (platform, event_id) values (${event.platform}, ${event.id}) on conflict do nothing returning event_id
        )
        select k.id, k.locale, k.locale_chosen as chosen, k.paused_at is not null as paused,
          k.refused_at is not null as refused, k.state <> 'active' as erasing
        from fresh left join lateral recognise(${person.platform}, ${mark}) k on true
      `.execute(db);
      const [seen] = rows;
      if (!seen) return null;
      const { id, locale, chosen, paused, refused, erasing } = seen;
      // Whoever is new, or speaks another language than last time, takes the longer way.
      if (id === null || (locale !== person.locale && !chosen)) return recognise(person);
      takeTurn(id);
      hints.note(mark, id);
      return { id, locale, isNew: false, paused, refused, erasing };
    },
  };
}

type Known = Pick<
  Selectable<Schema['account']>,
  'id' | 'locale' | 'locale_chosen' | 'state' | 'paused_at' | 'refused_at'
>;

/** Whose account a person has; from here on it is their turn, in the transaction under way as well. */
async function lookUp(db: Kysely<Schema>, platform: Platform, mark: string): Promise<Known | null> {
  const { rows } = await sql<Known>`/* recognise */ select id, locale, locale_chosen, state, paused_at, refused_at
    from recognise(${platform}, ${mark})`.execute(db);
  const [known] = rows;
  if (known) takeTurn(known.id);
  return known ?? null;
}
