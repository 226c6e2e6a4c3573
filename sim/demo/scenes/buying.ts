// Buying credits: the shop is set up, a pack is paid by card and by Stars, a plan by card, and one payment goes back.

import { ask, press } from '../acting.ts';
import { open, submit } from '../browser.ts';
import { balanceIn } from '../reading.ts';
import type { Bubble } from '../seat.ts';
import type { Actor, Stage } from '../stage.ts';

const PACK = 100;
const PLAN = 300;

/** Before the program starts: what its owner does once. */
export async function openingTheShop(stage: Stage): Promise<void> {
  stage.scene('The owner opens a shop');
  stage.note('npm run stripe:sync');
  const printed = await stage.program.run('stripe:sync');
  const secrets = printed.match(/whsec_\w+/g) ?? [];
  for (const line of printed.trimEnd().split('\n')) stage.note(line.replace(/(whsec_\w{4})\w+/g, '$1…'));
  stage.program.set('STRIPE_WEBHOOK_SECRET', secrets.join(','));
  stage.promise(
    'Products, prices and both webhook endpoints are at Stripe',
    stage.stripe.state.prices.size === 5 && secrets.length === 2,
    `${stage.stripe.state.prices.size} prices, ${secrets.length} secrets`,
  );
}

export async function buying(stage: Stage): Promise<void> {
  const { ann, bob } = stage;
  stage.scene('More credits');
  const before = balanceIn((await ann.type('/balance')).look());
  await payByCard(stage, ann, /^100 credits · €/);
  const arrived = await told(stage, ann, /arrived/);
  ann.bought += PACK;
  stage.promise(
    `Ann paid at Stripe, was told in the chat, and has ${PACK} credits more`,
    arrived.look().text.includes(String(before + PACK)) &&
      balanceIn((await ann.type('/balance')).look()) === before + PACK,
    arrived.look().text,
  );

  await payByCard(stage, bob, /^Basic plan/);
  await told(stage, bob, /arrived/);
  bob.bought += PLAN;
  const balance = await ask(stage, bob, '/balance');
  stage.promise(
    'Bob has a plan, its credits, and the day it renews; nobody else in the channel saw any of it',
    balance.isPrivate && /renews on/.test(balance.look().text),
    balance.look().text,
  );
}

export async function buyingWithStars(stage: Stage): Promise<void> {
  const { mei, meiHerself } = stage;
  const shop = await ask(stage, mei, '/buy');
  const invoice = await press(stage, mei, shop, labelIn(shop, /⭐/));
  const message = meiHerself.chat.message(Number(invoice.id));
  if (!message) throw new Error('there is no invoice in the chat');
  stage.says(mei, 'pays');
  const stars = meiHerself.stars;
  const end = await meiHerself.pay(message).ended();
  await told(stage, mei, /到账/);
  mei.bought += PACK;
  stage.promise(
    'Telegram asked before it charged, the bot agreed, and the credits came',
    end.state === 'paid' && meiHerself.stars < stars,
    end.state,
  );
}

export async function goingBack(stage: Stage): Promise<void> {
  const { ann, stripe } = stage;
  stage.scene('A payment goes back');
  const before = balanceIn((await ann.type('/balance')).look());
  const session = [...stripe.state.sessions.values()].find(
    ({ mode, payment_status: paid }) => mode === 'payment' && paid === 'paid',
  );
  if (!session) throw new Error('nobody has paid for a pack');
  stage.note('half of what Ann paid is given back in Stripe’s Dashboard');
  const charge = stripe.chargeOf(session);
  stripe.refund(charge.id, charge.amount / 2);
  await told(stage, ann, /went back/);
  ann.bought -= PACK / 2;
  const after = balanceIn((await ann.type('/balance')).look());
  stage.promise(
    'Half the money back is half the credits back',
    after === before - PACK / 2,
    `${before} before, ${after} after`,
  );
  stage.note('Stripe tells of everything once more, in another order');
  for (const event of [...stripe.state.events.values()].toReversed()) await stripe.webhooks.repeat(event);
  await stripe.webhooks.settled();
  const again = balanceIn((await ann.type('/balance')).look());
  stage.promise(
    'What Stripe says twice is credited and taken back once',
    again === after,
    `${after} before, ${again} after`,
  );
}

/** `/buy`, the product, the link, the page, the card. */
async function payByCard(stage: Stage, actor: Actor, product: RegExp): Promise<void> {
  const shop = await ask(stage, actor, '/buy');
  const purchase = await press(stage, actor, shop, labelIn(shop, product));
  const link = purchase.look().links.get('Pay at Stripe');
  if (link === undefined) throw new Error(`there is no link to pay at: ${purchase.look().text}`);
  const page = await open(link);
  stage.says(actor, `opens the link: “${page.title}”, and pays by card`);
  const paid = await submit(page, { method: 'card' });
  stage.note(`the browser ends at “${paid.title}”`);
}

function labelIn(bubble: Bubble, pattern: RegExp): string {
  const label = bubble.look().buttons.find((each) => pattern.test(plain(each)));
  if (label === undefined) throw new Error(`no button is like ${pattern}: ${bubble.look().buttons.join(', ')}`);
  return label;
}

async function told(stage: Stage, actor: Actor, pattern: RegExp): Promise<Bubble> {
  const notice = await actor.next(({ text }) => pattern.test(plain(text)));
  stage.answers(notice);
  return notice;
}

/** Without the invisible marks that Fluent puts around what it inserts. */
function plain(text: string): string {
  return text.replaceAll(/[\u2066-\u2069]/g, '');
}
