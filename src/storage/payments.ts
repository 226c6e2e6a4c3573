// Payments: what money came, what it granted, what went back, and what is disputed of it.

import { sql, type Kysely, type Selectable } from 'kysely';
import type { Payment, PaymentRows } from '../core/payment-rows.ts';
import type { ChatAddress } from '../core/domain/chat.ts';
import { sealToOpen } from './going.ts';
import { purchaseRows } from './purchases.ts';
import type { Schema } from './schema.ts';
import type { Sealed, Seals } from './seals.ts';

export function paymentRows(db: Kysely<Schema>, seals: Seals): PaymentRows {
  return {
    book: (payment) => book(db, seals, payment),
    async lock(by) {
      const query = db.selectFrom('payment').selectAll().forUpdate();
      const row = await (
        'ref' in by ? query.where('ref', '=', by.ref) : query.where('intent_id', '=', by.intentId)
      ).executeTakeFirst();
      return row ? toPayment(db, seals, row) : null;
    },
    async knows(intentId) {
      const row = await db.selectFrom('payment').select('ref').where('intent_id', '=', intentId).executeTakeFirst();
      return row !== undefined;
    },
    async refunded(ref, amount) {
      const row = await db
        .updateTable('payment')
        .set({ refunded: amount })
        .where('ref', '=', ref)
        .where('refunded', '<', amount)
        .returning('ref')
        .executeTakeFirst();
      return row !== undefined;
    },
    async grants(ref, { sourceRef, credits }) {
      const row = await db
        .insertInto('payment_grant')
        .values({ source_ref: sourceRef, payment_ref: ref, credits })
        .onConflict((conflict) => conflict.doNothing())
        .returning('source_ref')
        .modifyEnd(sql`/* payment-grants */`)
        .executeTakeFirst();
      return row !== undefined;
    },
    async granted(ref) {
      const rows = await db
        .selectFrom('payment_grant')
        .select(['source_ref', 'credits'])
        .where('payment_ref', '=', ref)
        .orderBy('source_ref')
        .execute();
      return rows.map(({ source_ref, credits }) => ({ sourceRef: source_ref, credits }));
    },
    async dispute(ref, { id, status, withdrawn }) {
      // From open to lost to won, and never back: one that is lost may be won by an appeal.
      const further = sql`array_position('{open,lost,won}'::text[], excluded.status) > array_position('{open,lost,won}'::text[], d.status)`;
      const { rows } = await sql`
        insert into payment_dispute as d (id, payment_ref, status, withdrawn) values (${id}, ${ref}, ${status}, ${withdrawn})
        on conflict (id) do update
          set status = case when ${further} then excluded.status else d.status end, withdrawn = d.withdrawn or excluded.withdrawn
          where ${further} or (excluded.withdrawn and not d.withdrawn)
        returning id
      `.execute(db);
      return rows.length > 0;
    },
    async disputes(ref) {
      return db
        .selectFrom('payment_dispute')
        .select(['id', 'status', 'withdrawn'])
        .where('payment_ref', '=', ref)
        .orderBy('id')
        .execute();
    },
    ...accounting(db),
  };
}

/** The payment of an older grant may have gone by its date, ten years after it was paid. */
const LOOKED_AT = '8 years';

/** What the books say as a whole. */
function accounting(db: Kysely<Schema>): Pick<PaymentRows, 'grantsSince' | 'countWithoutGrant' | 'countDrift'> {
  return {
    async grantsSince(since) {
      const rows = await db
        .selectFrom('credit_grant as g')
        .leftJoin('payment_grant as p', 'p.source_ref', 'g.source_ref')
        .leftJoin('payment', 'payment.ref', 'p.payment_ref')
        .select(['g.account_id', 'g.source_ref', 'g.source', 'p.payment_ref'])
        .select(sql<Date>`coalesce(payment.paid_at, g.created_at)`.as('paid_at'))
        .where('g.source', 'in', ['pack', 'plan', 'stars'])
        .where('g.created_at', '>=', since)
        .orderBy('g.created_at')
        .execute();
      return rows.map((row) => ({
        accountId: row.account_id,
        sourceRef: row.source_ref,
        source: row.source,
        paymentRef: row.payment_ref,
        paidAt: row.paid_at,
      }));
    },
    async countWithoutGrant() {
      // What went back in full owes nothing any more.
      const { rows } = await sql<{ count: number }>`
        select count(*) as count from payment p
        where account_id is not null and owes_credits and (amount = 0 or refunded < amount)
          and not exists (select from payment_grant g where g.payment_ref = p.ref)
      `.execute(db);
      return rows[0]?.count ?? 0;
    },
    async countDrift() {
      const { rows } = await sql<{ count: number }>`
        select (
          select count(*) from payment_grant p left join credit_grant g on g.source_ref = p.source_ref
          where g.id is null or g.amount <> p.credits
        ) + (
          select count(*) from credit_grant g left join payment_grant p on p.source_ref = g.source_ref
          where p.source_ref is null and g.source in ('pack', 'plan', 'stars', 'dispute-won') and g.created_at > now() - ${LOOKED_AT}::interval
        ) as count
      `.execute(db);
      return rows[0]?.count ?? 0;
    },
  };
}

async function book(
  db: Kysely<Schema>,
  seals: Seals,
  payment: Omit<Payment, 'refunded'>,
): Promise<{ payment: Payment; isNew: boolean }> {
  const address = await sealAddress(db, seals, payment);
  // Somebody else's purchase, whose invoice was passed on, is no business of who paid.
  // xmax is 0 on a row that this statement has inserted. Of what is booked, price and intent may become known later.
  const { rows } = await sql<Selectable<Schema['payment']> & { is_new: boolean }>`
    /* book-payment */ insert into payment as p (ref, account_id, purchase_id, product, credits, owes_credits, amount, currency, tax_country, intent_id, address, paid_at)
    values (${payment.ref}, ${payment.accountId}, (select id from purchase where id = ${payment.purchaseId} and account_id = ${payment.accountId}),
      ${payment.product}, ${payment.credits}, ${payment.owesCredits},
      ${payment.money.amount}, ${payment.money.currency}, ${payment.taxCountry}, ${payment.intentId},
      ${address}, ${payment.paidAt})
    on conflict (ref) do update set
      product = case when p.credits = 0 then excluded.product else p.product end,
      credits = case when p.credits = 0 then excluded.credits else p.credits end,
      intent_id = coalesce(p.intent_id, excluded.intent_id)
    returning ref, account_id, purchase_id, product, credits, owes_credits, amount, currency, refunded, tax_country, intent_id,
      address, paid_at, created_at, xmax = 0 as is_new
  `.execute(db);
  const [row] = rows;
  if (!row) throw new Error('a payment was neither booked nor found');
  return { payment: await toPayment(db, seals, row), isNew: row.is_new };
}

/** Null for what is nobody's, or of an account that is going: nobody is told anything about it. */
async function sealAddress(
  db: Kysely<Schema>,
  seals: Seals,
  { accountId, address }: Pick<Payment, 'accountId' | 'address'>,
): Promise<Sealed<'payment.address'> | null> {
  if (accountId === null) return null;
  // Opened and sealed anew: what was sealed in a purchase opens in no payment.
  const known = address ?? (await purchaseRows(db, seals).latestAddress(accountId));
  const seal = known && (await sealToOpen(db, seals, accountId));
  return seal && seal.seal('payment.address', JSON.stringify(known));
}

async function toPayment(db: Kysely<Schema>, seals: Seals, row: Selectable<Schema['payment']>): Promise<Payment> {
  const seal = row.address && row.account_id && (await sealToOpen(db, seals, row.account_id));
  return {
    ref: row.ref,
    accountId: row.account_id,
    purchaseId: row.purchase_id,
    product: row.product,
    credits: row.credits,
    owesCredits: row.owes_credits,
    money: { amount: row.amount, currency: row.currency },
    refunded: row.refunded,
    taxCountry: row.tax_country,
    intentId: row.intent_id,
    address: seal && row.address && (JSON.parse(seal.open('payment.address', row.address)) as ChatAddress),
    paidAt: row.paid_at,
  };
}
