// A quarter of a year of a shop: about three hundred money objects, played once at a Stripe world and settled live, in order.

import type { TestContext } from 'node:test';
import type { AccountId } from '../../src/core/domain/ids.ts';
import type { MoneyFacts, MoneyRef } from '../../src/core/domain/payment.ts';
import { refOf } from '../../src/payments/event-types.ts';
import { clientOf } from '../sim/stripe-setup.ts';
import { accountOf, asking } from '../support/people.ts';
import { hear, openShop, press, settle, type Shop } from '../support/shop.ts';
import { snapshotOf, type Snapshot } from './snapshot.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** What Stripe said: one event, in both of its formats. */
export type Said = { readonly ref: MoneyRef; readonly type: string; readonly ids: Record<'snapshot' | 'thin', string> };

/** The world as it stood at a moment, and what it had said since the one before. */
export type Chapter = {
  readonly facts: ReadonlyMap<string, MoneyFacts | null>;
  readonly listed: readonly MoneyRef[];
  readonly said: readonly Said[];
  /** What the books hold when everything was settled live and in order. */
  readonly books: Snapshot;
};

export type History = {
  readonly shop: Shop;
  /** Before anything is taken back, and in the end; between the two, some spend. */
  readonly chapters: readonly [Chapter, Chapter];
  readonly spenders: readonly AccountId[];
  /** The sessions that paid for what they spend. */
  readonly spent: readonly string[];
  readonly objects: number;
};

type Play = { readonly shop: Shop; readonly pay: Pay; readonly later: (ms?: number) => Promise<void> };
type Pay = (user: string, product: string, how?: Parameters<Shop['world']['pay']>[1]) => Promise<string>;

const signal = new AbortController().signal;
const PEOPLE = Array.from({ length: 25 }, (_, at) => `p${at}`);
/** They have packs only, so that no credits of theirs end meanwhile. */
const SPENDERS = PEOPLE.slice(0, 6);
const SUBSCRIBERS = PEOPLE.slice(10, 24);

export async function playHistory(t: TestContext): Promise<History> {
  const shop = await openShop(t);
  shop.world.offer({ code: 'FREE', percentOff: 100 });
  const began = shop.clock.now();
  const said = listen(shop);
  const later = async (ms = 50 * MINUTE_MS): Promise<void> => {
    shop.world.clock.advance(ms);
    shop.clock.advance(ms);
    for (const { ref } of said.fresh()) await hear(shop, ref.kind, ref.id);
    await settle(shop);
  };
  const pay: Pay = async (user, product, how) => {
    const { sessionId } = await press(shop, product, user);
    shop.world.pay({ id: sessionId }, how);
    await later();
    return sessionId;
  };
  const play = { shop, pay, later };
  const refundable = await sell(play);
  const first = await chapter(shop, began, said.all());
  const spenders = await Promise.all(SPENDERS.map((user) => accountOf(shop, user)));
  const spent = SPENDERS.flatMap((user) => refundable.get(user) ?? []);
  for (const account of spenders) await spend(shop, account);
  await takeBack(play, refundable);
  await renew(play);
  const second = await chapter(shop, began, said.all().slice(first.said.length));
  return { shop, chapters: [first, second], spenders, spent, objects: second.listed.length };
}

/** Most of what a pack gave is spent, and a little stays set aside. */
export async function spend({ store, ledger }: Pick<Shop, 'store' | 'ledger'>, account: AccountId): Promise<void> {
  await store.transaction(async (rows) => {
    const hold = await ledger.hold(rows, account, 90, `hold:spend:${account}`);
    await ledger.capture(rows, account, hold, 80, `capture:spend:${account}`);
  });
}

function listen({ world }: Shop): { fresh(): Said[]; all(): Said[] } {
  let heard = 0;
  const thinOf = new Map<string, string>();
  const all = (): Said[] => {
    for (const { id, snapshot_event: of } of world.state.thinEvents.values()) thinOf.set(of ?? '', id);
    return [...world.state.events.values()].flatMap(({ id, type, data }) => {
      const about = data.object as { id: string; object: string };
      const ref = refOf(type, { id: about.id, type: about.object });
      return ref ? [{ ref, type, ids: { snapshot: id, thin: thinOf.get(id) ?? '' } }] : [];
    });
  };
  return {
    all,
    fresh() {
      const fresh = all().slice(heard);
      heard += fresh.length;
      return fresh;
    },
  };
}

/** Packs by every way to pay, plans, seats; returns the sessions of packs that can be taken back. */
async function sell({ shop, pay, later }: Play): Promise<Map<string, string[]>> {
  const { world } = shop;
  const packs = new Map<string, string[]>();
  for (const products of [
    ['pack-100', 'pack-500'],
    ['pack-100', 'pack-2000'],
    ['pack-500', 'pack-2000'],
  ]) {
    for (const user of PEOPLE) {
      const bought = packs.get(user) ?? [];
      packs.set(user, bought);
      for (const product of products) bought.push(await pay(user, product));
    }
    await later(DAY_MS);
  }
  for (const [at, user] of SUBSCRIBERS.entries()) await pay(user, at % 2 === 0 ? 'plan-basic' : 'plan-pro');
  // Bank debits: one is good, one is refused, and one has no answer yet.
  const [good, bad] = [
    await pay('p6', 'pack-100', { method: 'sepa' }),
    await pay('p7', 'pack-100', { method: 'sepa' }),
  ];
  await pay('p8', 'pack-100', { method: 'sepa' });
  world.settleBank({ id: good }, true);
  world.settleBank({ id: bad }, false);
  await later();
  await pay('p9', 'pack-500', { code: 'FREE' });
  await pay('p9', 'pack-100', { code: 'FREE' });
  // A link that nobody uses.
  await press(shop, 'pack-2000', 'p9');
  await later(60 * MINUTE_MS);
  // Somebody who is being erased pays all the same.
  const { sessionId } = await press(shop, 'pack-100', 'gone');
  await shop.database.pool.query(`update account set state = 'erasing' where id = $1`, [await accountOf(shop, 'gone')]);
  world.pay({ id: sessionId });
  await later(DAY_MS);
  await changeSeats(shop, SUBSCRIBERS[0] ?? '', 3);
  await later(DAY_MS);
  return packs;
}

async function changeSeats(shop: Shop, user: string, quantity: number): Promise<void> {
  const plan = await shop.store.subscriptions.current(await accountOf(shop, user));
  const item = shop.world.state.subscriptions.get(plan?.id ?? '')?.items.data[0]?.id ?? '';
  await clientOf(shop.world).subscriptions.update(plan?.id ?? '', {
    items: [{ id: item, quantity }],
    proration_behavior: 'always_invoice',
  });
}

/** Refunds, disputes and warnings, some of them one after the other about the same money. */
async function takeBack({ shop, pay, later }: Play, packs: ReadonlyMap<string, readonly string[]>): Promise<void> {
  const { world } = shop;
  const chargeOf = (user: string, nth = 0): string => world.chargeOf({ id: packs.get(user)?.[nth] ?? '' }).id;
  const refund = async (user: string, nth: number, amount?: number): Promise<void> => {
    world.refund(chargeOf(user, nth), amount);
    await later(DAY_MS);
  };
  for (const user of ['p0', 'p6', 'p10', 'p14']) await refund(user, 0);
  for (const user of ['p8', 'p9', 'p18', 'p19', 'p23']) await refund(user, 3, 1_234);
  for (const user of ['p1', 'p7', 'p11', 'p0', 'p20', 'p21']) await refund(user, 1, 333);
  await refund('p1', 1, 500);
  await refund('p11', 1);
  const dispute = async (user: string, nth: number, end: 'won' | 'lost' | null, withdraw = true): Promise<void> => {
    const opened = world.dispute(chargeOf(user, nth), { withdraw });
    await later(DAY_MS);
    if (end) world.closeDispute(opened, end);
    await later(DAY_MS);
  };
  await dispute('p2', 0, 'won');
  await dispute('p3', 0, 'lost');
  await dispute('p4', 1, null);
  await dispute('p12', 0, 'won');
  await dispute('p13', 1, 'lost');
  await dispute('p15', 0, 'won', false);
  // Partly refunded, then disputed, then won; and the other way round.
  await dispute('p20', 1, 'won');
  await dispute('p22', 1, 'won');
  await refund('p22', 1, 700);
  for (const user of ['p5', 'p16']) world.warnOfFraud(chargeOf(user));
  await later(DAY_MS);
  await refund('p5', 0);
  for (const user of ['p0', 'p2', 'p7', 'p8', 'p17']) await pay(user, 'pack-100');
}

/** Three months go by: renewals, refused cards, plans that change, end, and begin anew. */
async function renew({ shop, pay, later }: Play): Promise<void> {
  const { world } = shop;
  const [seats = '', changes = '', broke = '', ends = '', again = '', disputes = ''] = SUBSCRIBERS;
  const portal = async (user: string) => {
    const answer = await shop.core.chat.billing(asking(user));
    if (answer.kind !== 'billing') throw new Error('nothing was answered');
    return world.portal(answer.url);
  };
  const customer = await shop.store.customers.find(await accountOf(shop, broke));
  const basic = [...world.state.prices.values()].find(({ lookup_key }) => lookup_key === 'plan-basic');
  await changeSeats(shop, seats, 2);
  (await portal(changes)).changePlan(basic?.id ?? '');
  (await portal(ends)).cancel();
  (await portal(again)).cancel();
  world.breakCard(customer ?? '');
  await later(31 * DAY_MS);
  // Back again: the old plan is over, and its end is heard of while the new one runs.
  await pay(again, 'plan-pro');
  const plan = await shop.store.subscriptions.current(await accountOf(shop, disputes));
  const invoice = world.state.subscriptions.get(plan?.id ?? '')?.latest_invoice;
  const renewal = world.chargeOf({ id: String(invoice) });
  world.refund(renewal.id, 400);
  await later(DAY_MS);
  const disputed = world.dispute(renewal.id);
  await later(31 * DAY_MS);
  world.closeDispute(disputed, 'won');
  for (let month = 0; month < 2; month++) await later(31 * DAY_MS);
}

async function chapter(shop: Shop, since: Date, said: readonly Said[]): Promise<Chapter> {
  const listed: MoneyRef[] = [];
  for await (const ref of shop.payments.changedSince(new Date(since.getTime() - DAY_MS), signal)) listed.push(ref);
  const facts = new Map<string, MoneyFacts | null>();
  for (const ref of [...listed, ...objectsOf(shop)]) {
    if (!facts.has(nameOf(ref))) facts.set(nameOf(ref), await shop.payments.look(ref, signal));
    const found = facts.get(nameOf(ref));
    const charge = found && ('charge' in found ? found.charge : found.kind === 'charge' ? found : null);
    const paidFor = charge?.paidFor;
    if (paidFor && !facts.has(nameOf(paidFor))) facts.set(nameOf(paidFor), await shop.payments.look(paidFor, signal));
  }
  return { facts, listed, said, books: await snapshotOf(shop.database.pool) };
}

/** Everything any event was ever about. */
function objectsOf(shop: Shop): MoneyRef[] {
  return listen(shop)
    .all()
    .map(({ ref }) => ref);
}

export function nameOf({ kind, id }: MoneyRef): string {
  return `${kind} ${id}`;
}
