// The simulated payment page and portal in the hands of a person: opened by their links, read, and worked with plain forms.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test, type TestContext } from 'node:test';
import { openShop, packSession, subscribe, subscriptionOf } from './stripe-setup.ts';

/** What a browser without scripts makes of a page. */
type Page = {
  status: number;
  url: string;
  /** The page without its tags. */
  text: string;
  buttons: string[];
  /** The options of the page's list, the chosen one first. */
  options: string[];
  /** Presses a button, with what was typed or chosen beside it. */
  press(words: string, typed?: Record<string, string>): Promise<Page>;
  follow(words: string): Promise<Page>;
};

const UNESCAPED: Readonly<Record<string, string>> = { '&lt;': '<', '&quot;': '"', '&amp;': '&' };

function plain(html: string): string {
  return html
    .replaceAll(/<[^>]*>/gu, ' ')
    .replaceAll(/&(?:lt|quot|amp);/gu, (name) => UNESCAPED[name] ?? name)
    .replaceAll(/\s+/gu, ' ')
    .trim();
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`, 'u').exec(tag)?.[1];
  return value === undefined ? undefined : plain(value);
}

/** Every element of a kind, as its opening tag and its words. */
function elements(html: string, kind: string): { tag: string; words: string; inner: string }[] {
  return [...html.matchAll(new RegExp(`(<${kind}\\b[^>]*>)(.*?)</${kind}>`, 'gsu'))].map(
    ([, tag = '', inner = '']) => ({
      tag,
      inner,
      words: plain(inner),
    }),
  );
}

async function browse(address: string, init: RequestInit = {}): Promise<Page> {
  const response = await fetch(address, init);
  const html = await response.text();
  const forms = elements(html, 'form');
  const options = elements(html, 'option').toSorted(
    (a, b) => Number(b.tag.includes('selected')) - Number(a.tag.includes('selected')),
  );
  return {
    status: response.status,
    url: response.url,
    text: plain(html),
    buttons: elements(html, 'button').map(({ words }) => words),
    options: options.map(({ words }) => words),
    async press(words, typed = {}) {
      const form = forms.find(({ inner }) => elements(inner, 'button').some((button) => button.words === words));
      assert.ok(form, `there is no button ${words} on: ${plain(html)}`);
      const body = new URLSearchParams();
      for (const [input] of form.inner.matchAll(/<(?:input|select)\b[^>]*>/gu)) {
        const name = attribute(input, 'name') ?? '';
        const wish = typed[name] ?? attribute(input, 'value') ?? '';
        body.set(name, attribute(options.find((option) => option.words === wish)?.tag ?? '', 'value') ?? wish);
      }
      const button = elements(form.inner, 'button').find((one) => one.words === words)?.tag ?? '';
      const name = attribute(button, 'name');
      if (name !== undefined) body.set(name, attribute(button, 'value') ?? '');
      return browse(response.url, { method: attribute(form.tag, 'method')?.toUpperCase() ?? 'GET', body });
    },
    async follow(words) {
      const link = elements(html, 'a').find((anchor) => anchor.words === words);
      assert.ok(link, `there is no link ${words} on: ${plain(html)}`);
      return browse(new URL(attribute(link.tag, 'href') ?? '', response.url).href);
    },
  };
}

/** The shop's own site, which says where one is. */
async function ownSite(t: TestContext): Promise<string> {
  const server = createServer((request, response) => void response.end(`Easel says hello at ${request.url ?? ''}`));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return `http://127.0.0.1:${address.port}`;
}

test('a person reads what it costs, pays by card and comes back to the shop', async (t) => {
  const shop = await openShop(t);
  const site = await ownSite(t);
  const session = await packSession(shop, {
    success_url: `${site}/thanks?id={CHECKOUT_SESSION_ID}&from=stripe`,
    cancel_url: `${site}/shop?a=1&b=2`,
  });
  const page = await browse(session.url ?? '');
  assert.equal(page.status, 200);
  assert.match(page.text, /Pay 5\.00 EUR .*1 × Credits: 5\.00 EUR/u);
  assert.deepEqual(page.buttons, ['Pay by card', 'Pay by SEPA debit', 'Pay by a card that is refused']);
  assert.match((await page.follow('Back')).text, /hello at \/shop\?a=1&b=2/u);
  const thanks = await page.press('Pay by card');
  assert.equal(thanks.text, `Easel says hello at /thanks?id=${session.id}&from=stripe`);
  assert.equal((await shop.stripe.checkout.sessions.retrieve(session.id)).payment_status, 'paid');

  const later = await browse(page.url);
  assert.match(later.text, /Paid/u);
  assert.deepEqual(later.buttons, []);
  assert.equal((await later.follow('Continue')).text, thanks.text);
  const twice = await page.press('Pay by card');
  assert.deepEqual([twice.status, /nothing can be paid any more/u.test(twice.text)], [402, true]);
});

test('a refused card and a wrong code are told, and the way back leads to the same page', async (t) => {
  const shop = await openShop(t);
  const site = await ownSite(t);
  shop.world.offer({ code: 'HALF', percentOff: 50 });
  const session = await packSession(shop, { success_url: `${site}/thanks`, allow_promotion_codes: true });
  const page = await browse(session.url ?? '');
  const refused = await page.press('Pay by a card that is refused');
  assert.match(refused.text, /Your card was declined\./u);
  const wrong = await (await refused.follow('Back')).press('Pay by card', { code: 'nonsense' });
  assert.match(wrong.text, /This code is invalid\./u);
  const paid = await (await wrong.follow('Back')).press('Pay by card', { code: 'half' });
  assert.match(paid.text, /hello at \/thanks/u);
  assert.equal((await shop.stripe.checkout.sessions.retrieve(session.id)).amount_total, 250);
});

test('a debit waits until somebody plays the bank, for a pack and for a plan', async (t) => {
  const shop = await openShop(t);
  const site = await ownSite(t);
  const statusOf = async (id: string) => (await shop.stripe.checkout.sessions.retrieve(id)).payment_status;
  const pack = await packSession(shop, { success_url: `${site}/thanks` });
  await (await browse(pack.url ?? '')).press('Pay by SEPA debit');
  const waiting = await browse(pack.url ?? '');
  assert.match(waiting.text, /The bank has not decided yet/u);
  assert.match((await waiting.press('The bank refuses')).text, /did not go through/u);
  assert.equal(await statusOf(pack.id), 'unpaid');
  assert.equal((await waiting.press('The bank pays')).status, 402);

  const { session: plan } = await subscribe(shop, { success_url: `${site}/thanks` });
  const page = await browse(plan.url ?? '');
  assert.match(page.text, /1 × Credits: 10\.00 EUR a month/u);
  await page.press('Pay by SEPA debit');
  assert.match((await (await browse(page.url)).press('The bank pays')).text, /Paid/u);
  assert.equal(await statusOf(plan.id), 'paid');
});

test('a session that is over, and one that never was, say so', async (t) => {
  const shop = await openShop(t);
  const session = await packSession(shop);
  await shop.stripe.checkout.sessions.expire(session.id);
  assert.match((await browse(session.url ?? '')).text, /This session is over/u);
  const nothing = await browse(`${shop.world.apiUrl}/pay/cs_none`);
  assert.deepEqual([nothing.status, /nothing at this link/u.test(nothing.text)], [404, true]);
  const noPortal = await browse(`${shop.world.apiUrl}/portal/bps_none`);
  assert.match(noPortal.text, /This link is not valid/u);
});

test('a person changes their plan in the portal, cancels it, keeps it and goes back to the shop', async (t) => {
  const shop = await openShop(t);
  const site = await ownSite(t);
  const { stripe, world } = shop;
  const { customer, session } = await subscribe(shop);
  world.pay(session);
  const product = shop.basic.product as string;
  await stripe.prices.create({ currency: 'usd', product, unit_amount: 700, recurring: { interval: 'month' } });
  const portal = await stripe.billingPortal.sessions.create({ customer: customer.id, return_url: `${site}/account` });
  const page = await browse(portal.url);
  assert.match(page.text, /Credits, 10\.00 EUR a month, renews on \d{4}-\d\d-\d\d \(active\)/u);
  assert.equal(page.options[0], 'Credits, 10.00 EUR a month');
  assert.ok(!page.options.some((plan) => plan.includes('USD')));

  const changed = await page.press('Change plan', { price: 'Credits, 30.00 EUR a month' });
  assert.equal(changed.url, portal.url);
  assert.equal(changed.options[0], 'Credits, 30.00 EUR a month');
  assert.equal((await subscriptionOf(shop, session.id)).items.data[0]?.price.id, shop.pro.id);

  const ending = await changed.press('Cancel the plan');
  assert.match(ending.text, /ends on/u);
  assert.equal((await subscriptionOf(shop, session.id)).cancel_at_period_end, true);
  const kept = await ending.press('Keep the plan');
  assert.match(kept.text, /renews on/u);
  assert.match((await kept.follow('Back')).text, /hello at \/account/u);
  const wrong = await kept.press('Change plan', { price: 'price_none' });
  assert.match(wrong.text, /There is no such plan\./u);
  assert.match((await wrong.follow('Back')).text, /renews on/u);
});
