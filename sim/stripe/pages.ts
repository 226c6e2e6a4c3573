// The pages people see: the one to pay at and the portal, plain HTML with forms that do what their buttons say.

import type { Answer, Call, Route } from '../wire/http.ts';
import { offeredMethods, sessionOf, type Orders } from './checkout.ts';
import { PageRefusal, pay, settleSession, type Pay } from './paying.ts';
import { paymentOf } from './invoices.ts';
import { openPortal } from './portal.ts';
import { StripeRefusal } from './refusals.ts';
import type { Realm } from './realm.ts';
import type { Price, Session } from './shapes.ts';

const BUTTONS = {
  card: { method: 'card', words: 'Pay by card' },
  sepa_debit: { method: 'sepa', words: 'Pay by SEPA debit' },
  us_bank_account: { method: 'ach', words: 'Pay from a US bank account' },
} as const;

const PAYER_FIELDS = '<label>Email <input name="email"></label> <label>Name <input name="name"></label> ';

export function pageRoutes(realm: Realm, orders: Orders): Route[] {
  /** What goes wrong in front of a person is told on a page. */
  function show(paint: (call: Call) => Answer): (call: Call) => Answer {
    return (call) => {
      realm.clock.catchUp();
      try {
        return paint(call);
      } catch (error) {
        if (error instanceof PageRefusal)
          return page(402, 'Not done', `<p role="alert">${escape(error.message)}</p>${anchor(call.path, 'Back')}`);
        if (error instanceof StripeRefusal) return page(404, 'Not found', '<p>There is nothing at this link.</p>');
        throw error;
      } finally {
        realm.changes.announce();
      }
    };
  }

  return [
    {
      method: 'GET',
      path: '/pay/:id',
      handle: show(({ params }) => paymentPage(realm, sessionOf(realm, params['id'] ?? ''))),
    },
    {
      method: 'POST',
      path: '/pay/:id',
      handle: show(({ params, fields }) => {
        const session = sessionOf(realm, params['id'] ?? '');
        const { bank } = fields;
        if (bank === 'pays' || bank === 'refuses') {
          if (!bankIsAtWork(realm, session)) throw new PageRefusal('No bank is at work on this session.');
          settleSession(realm, session, bank === 'pays');
          return redirect(`/pay/${session.id}`);
        }
        const declined = fields['declined'] === 'yes';
        const { code = '', email, name } = fields;
        const payer = { ...(email && { email }), ...(name && { name }) };
        pay(realm, orders, session, { method: methodOf(fields['method']), code, declined, ...payer });
        return redirect(afterwards(session));
      }),
    },
    {
      method: 'GET',
      path: '/portal/:id',
      handle: show(({ params }) => portalPage(realm, params['id'] ?? '')),
    },
    {
      method: 'POST',
      path: '/portal/:id',
      handle: show(({ params, fields }) => {
        const portal = openPortal(realm, params['id'] ?? '');
        if (fields['action'] === 'cancel') portal.cancel();
        else if (fields['action'] === 'resume') portal.resume();
        else portal.changePlan(fields['price'] ?? '');
        return redirect(portal.session.url);
      }),
    },
  ];
}

function methodOf(name: string | undefined): NonNullable<Pay['method']> {
  return name === 'sepa' || name === 'ach' ? name : 'card';
}

function paymentPage(realm: Realm, session: Session): Answer {
  if (session.status === 'expired') return page(200, 'Too late', `<p>This session is over.</p>${backTo(session)}`);
  if (session.status !== 'open') return paidPage(realm, session);
  const items = (realm.store.lineItems.get(session.id) ?? []).toReversed();
  const rows = items.map(
    ({ amount_total: amount, currency, description, quantity, price }) =>
      `<li>${quantity ?? 1} × ${escape(description ?? '')}: ${money(amount, currency)}${every(price)}</li>`,
  );
  const code = session.allow_promotion_codes ? '<label>Promotion code <input name="code"></label>' : '';
  const methods = offeredMethods(session);
  const buttons = methods
    .map((method) => BUTTONS[method])
    .map(({ method, words }) => `<button name="method" value="${method}">${words}</button>`);
  // What Stripe leaves to the number of a test card.
  if (methods.includes('card'))
    buttons.push('<button name="declined" value="yes">Pay by a card that is refused</button>');
  return page(
    200,
    `Pay ${money(session.amount_total ?? 0, session.currency ?? '')}`,
    `<ul>${rows.join('')}</ul><form method="post">${PAYER_FIELDS}${code}${buttons.join(' ')}</form>${backTo(session)}`,
  );
}

/** For who opens the page once more, and for who plays the bank of a debit. */
function paidPage(realm: Realm, session: Session): Answer {
  const onwards = anchor(afterwards(session), 'Continue');
  if (session.payment_status !== 'unpaid') return page(200, 'Paid', `<p>Thank you.</p>${onwards}`);
  if (!bankIsAtWork(realm, session)) return page(200, 'Not paid', `<p>The payment did not go through.</p>${onwards}`);
  const buttons =
    '<button name="bank" value="pays">The bank pays</button> <button name="bank" value="refuses">The bank refuses</button>';
  return page(200, 'Waiting', `<p>The bank has not decided yet.</p><form method="post">${buttons}</form>${onwards}`);
}

function bankIsAtWork(realm: Realm, session: Session): boolean {
  const invoice = realm.store.invoices.get(session.invoice ?? '');
  const intent = invoice ? paymentOf(realm, invoice)?.payment.payment_intent : session.payment_intent;
  return realm.store.paymentIntents.get(intent ?? '')?.status === 'processing';
}

function afterwards({ id, success_url: url }: Session): string {
  return url?.replace('{CHECKOUT_SESSION_ID}', id) ?? '/';
}

function backTo({ cancel_url: url }: Session): string {
  return url === null ? '' : anchor(url, 'Back');
}

function portalPage(realm: Realm, id: string): Answer {
  const portal = openPortal(realm, id);
  const { return_url: url } = portal.session;
  const back = url === null ? '' : anchor(url, 'Back');
  const [subscription] = portal.subscriptions;
  const [item] = subscription?.items.data ?? [];
  if (!subscription || !item) return page(200, 'Your plan', `<p>You have no plan.</p>${back}`);
  const plans = portal.plans
    .filter(({ currency }) => currency === subscription.currency)
    .map((price) => {
      const selected = price.id === item.price.id ? ' selected' : '';
      return `<option value="${price.id}"${selected}>${escape(planName(realm, price))}</option>`;
    });
  const until = new Date(item.current_period_end * 1000).toISOString().slice(0, 10);
  const ends = subscription.cancel_at_period_end;
  const verb = ends ? 'resume' : 'cancel';
  return page(
    200,
    'Your plan',
    `<p>${escape(planName(realm, item.price))}, ${ends ? 'ends' : 'renews'} on ${until} (${subscription.status})</p>
<form method="post"><select name="price">${plans.join('')}</select> <button>Change plan</button></form>
<form method="post"><button name="action" value="${verb}">${ends ? 'Keep the plan' : 'Cancel the plan'}</button></form>${back}`,
  );
}

function planName(realm: Realm, price: Price): string {
  const name = realm.store.products.get(price.product)?.name ?? price.product;
  return `${name}, ${money(price.unit_amount ?? 0, price.currency)}${every(price)}`;
}

function every(price: Price | null): string {
  return price?.recurring ? ` a ${price.recurring.interval}` : '';
}

function anchor(url: string, words: string): string {
  return `<p><a href="${escape(url)}">${words}</a></p>`;
}

function money(amount: number, currency: string): string {
  return `${(amount / 100).toFixed(2)} ${currency.toUpperCase()}`;
}

function redirect(location: string): Answer {
  return { status: 303, headers: { location } };
}

function page(status: number, title: string, body: string): Answer {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${body}</html>`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, bytes: Buffer.from(html) };
}

function escape(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
