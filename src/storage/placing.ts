// Taking a request on in one statement: the short way for what costs nothing and comes from somebody known.

import { sql, type Kysely } from 'kysely';
import type { Locale } from '../core/domain/chat.ts';
import type { AccountId } from '../core/domain/ids.ts';
import { CLASS_OF_REQUEST, poolOf } from '../core/domain/pools.ts';
import type { NewId } from '../core/ports.ts';
import type { Store } from '../core/store.ts';
import { takeTurn } from './account-context.ts';
import { sealAddress } from './deliveries.ts';
import { placeInLine } from './place-in-line.ts';
import type { Hints } from './hints.ts';
import type { Schema } from './schema.ts';
import { sealOrder } from './sealed-orders.ts';
import type { Seals } from './seals.ts';

/**
 * One journey to the server and one commit instead of three of each; a person waits for them, so they count. What is sealed
 * needs their key first, so it is taken only for whom we remember; the statement finds out whether that still holds.
 */
export function placeAtOnce(db: Kysely<Schema>, newId: NewId, seals: Seals, hints: Hints): Store['placeAtOnce'] {
  return async ({ event, person, id, order, images, delivery, aheadMax, covers }) => {
    const mark = seals.mark(person.platform, person.userId);
    const remembered = hints.of(mark);
    const seal = remembered && (await seals.find(remembered));
    if (!seal) return null;
    takeTurn(remembered);
    const address = sealAddress(seal, delivery.address);
    const { prompt, model, creditsEach, params } = sealOrder(seal, order);
    const tasks = images.map(() => newId<string>());
    const { rows } = await sql<{ account: AccountId; locale: Locale; ahead: number }>`
      /* place-request */ with known as (
        select a.id, a.locale from identity i join account a on a.id = i.account_id
        where i.platform = ${person.platform} and i.mark = ${mark} and i.account_id = ${remembered}::uuid
          and a.state = 'active' and (a.locale_chosen or a.locale = ${person.locale}) and a.paused_at is null
          -- Once a day somebody is noted to have been here, which is done on the longer way.
          and a.last_used_at > now() - interval '1 day'
          and (
            select c.version from consent c where c.account_id = a.id and c.withdrawn_at is null order by c.given_at desc limit 1
          ) = any(${covers}::text[])
      ), fresh as (
        insert into inbound_event (platform, event_id) select ${event.platform}::text, ${event.id}::text from known
        on conflict do nothing returning event_id
      ), sender as (select known.id, known.locale from known cross join fresh),
      request as (
        insert into generation (id, account_id, model, prompt, params, credits_each)
        select ${id}::uuid, id, ${model}::text, ${prompt}::bytea, ${params}::bytea, ${creditsEach}::bigint from sender
      ), picture as (
        insert into image (id, account_id, generation_id, index, seed, credits)
        select i.id, sender.id, ${id}::uuid, i.at - 1, ${order.seed}::bigint + i.at - 1, ${creditsEach}::bigint
        from sender cross join unnest(${images}::uuid[]) with ordinality as i (id, at)
      ), owed as (
        insert into task (id, kind, subject_id, account_id, pool, class)
        select t.id, 'generate', t.subject, sender.id, ${poolOf(model)}::text, ${CLASS_OF_REQUEST}::text
        from sender cross join unnest(${tasks}::uuid[], ${images}::uuid[]) as t (id, subject)
      ), promised as (
        insert into delivery (id, account_id, subject_kind, subject_id, platform, address, locale, status_expected_until)
        select ${delivery.id}::uuid, id, 'generation', ${id}::uuid, ${address.platform}::text, ${address.address}::bytea, locale,
          ${delivery.statusExpectedUntil}::timestamptz from sender
      ), mine as (select ${poolOf(model)}::text as pool, ${tasks[0]}::uuid as id, sender.id as account_id from sender),
      ${placeInLine(aheadMax)}
      select sender.id as account, sender.locale, line.ahead from sender cross join line
    `.execute(db);
    const [placed] = rows;
    return placed ? { accountId: placed.account, locale: placed.locale, ahead: placed.ahead } : null;
  };
}
