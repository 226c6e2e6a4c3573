// /buy: packs and plans with their prices and what they are good for, with a button for each way to pay for each.

import type { Shop } from '../../core/answers.ts';
import type { Platform } from '../../core/domain/chat.ts';
import { ALLOWANCE_GRACE_MS, type CreditPack, type Plan } from '../../core/domain/products.ts';
import { refuse } from '../../core/domain/refusal.ts';
import type { Block, Button, Reply } from '../conversation.ts';
import { creditWords, picturesFor, planStatus, priceWords, productWords, starWords } from '../products.ts';
import { statusReply } from '../status.ts';
import type { Texts } from '../texts/texts.ts';
import type { SpokenCommand, Models, Press } from './command.ts';

export const buy: SpokenCommand = {
  name: 'buy',
  describe: 'command-buy',
  private: true,
  onlyInPrivate: true,
  needsRail: ['stripe', 'stars'],
  options: [],

  async run(call, core, texts) {
    const answer = await core.shop(call);
    if (answer.kind === 'repeated') return null;
    return shopReply(answer, core.models(), call.person.platform, texts);
  },
};

export const BUYING = {
  shop: {
    answer: 'new',
    onlyInPrivate: true,
    async run(press, core, texts) {
      const answer = await core.shop(press);
      if (answer.kind === 'repeated') return null;
      return shopReply(answer, core.models(), press.person.platform, texts);
    },
  },
  /** The list becomes the purchase, so that there is one message to look at. */
  buy: {
    answer: 'edit',
    onlyInPrivate: true,
    async run(press, core, texts) {
      const answer = await core.buy(press, press.subject);
      return answer.kind === 'repeated' ? null : statusReply(answer, texts);
    },
  },
  stars: {
    answer: 'new',
    onlyInPrivate: true,
    async run(press, core, texts) {
      if (!core.rails(press.person.platform).includes('stars')) refuse('payments-off', {});
      const answer = await core.invoiceStars(press, press.subject);
      if (answer.kind === 'repeated') return null;
      return invoiceReply(answer, core.models(), texts);
    },
  },
} as const satisfies Record<string, Press>;

function shopReply(shop: Shop, models: Models, platform: Platform, texts: Texts): Reply {
  const plans = shop.plan ? [] : shop.plans;
  const blocks: Block[] = [
    { style: 'title', text: texts.say('shop-title') },
    { style: 'text', text: texts.say('balance-available', { credits: creditWords(shop.available, texts) }) },
    { style: 'text', text: [...shop.packs, ...plans].map((product) => line(product, shop, models, texts)).join('\n') },
  ];
  if (shop.plan) {
    const about = texts.say('sentences', {
      first: planStatus(shop.plan, texts),
      second: texts.say('shop-change-plan'),
    });
    blocks.push({ style: 'text', text: about });
  }
  const [model] = models;
  if (model?.credits === 0) {
    const allFree = models.every(({ credits }) => credits === 0);
    blocks.push({
      style: 'text',
      text: allFree ? texts.say('shop-all-free') : texts.say('shop-free', { model: model.label }),
    });
  }
  if (plans.length > 0)
    blocks.push({ style: 'small', text: texts.say('shop-terms', { days: ALLOWANCE_GRACE_MS / 86_400_000 }) });
  return { blocks, buttons: buttons(shop.packs, plans, shop, platform, texts), private: true };
}

/** `100 credits · €4.90 or 390 ⭐ · about 100 pictures with GPT Image 1 Mini` */
function line(product: CreditPack | Plan, { rails }: Shop, models: Models, texts: Texts): string {
  const pictures = picturesFor(product.credits, models, texts);
  const prices = [
    ...(rails.includes('stripe') ? [priceWords(product, texts)] : []),
    ...(product.kind === 'pack' && rails.includes('stars') ? [starWords(product.stars, texts)] : []),
  ];
  const facts = { product: productWords(product.name, texts), price: texts.anyOf(prices) };
  const what =
    product.kind === 'pack'
      ? texts.say('shop-pack', facts)
      : texts.say('shop-plan', { ...facts, credits: creditWords(product.credits, texts) });
  return pictures === null ? what : `${what} · ${pictures}`;
}

/** On Telegram a row for each product, with its ways to pay side by side; Discord has only five rows. */
function buttons(
  packs: readonly CreditPack[],
  plans: readonly Plan[],
  { rails }: Shop,
  platform: Platform,
  texts: Texts,
): readonly (readonly Button[])[] {
  const button = (verb: string, { name }: CreditPack | Plan, price: string): Button => {
    const label = texts.say('button-product', { product: productWords(name, texts), price });
    return { verb, subject: name, label, style: verb === 'buy' ? 'primary' : 'plain' };
  };
  const ways = (product: CreditPack | Plan): Button[] => [
    ...(product.kind === 'pack' && rails.includes('stars')
      ? [button('stars', product, starWords(product.stars, texts))]
      : []),
    ...(rails.includes('stripe') ? [button('buy', product, priceWords(product, texts))] : []),
  ];
  const rows = platform === 'telegram' ? [...packs, ...plans].map(ways) : [packs.flatMap(ways), plans.flatMap(ways)];
  return rows.filter((row) => row.length > 0);
}

function invoiceReply({ payload, pack }: { payload: string; pack: CreditPack }, models: Models, texts: Texts): Reply {
  const pictures = picturesFor(pack.credits, models, texts);
  const title = productWords(pack.name, texts);
  const description = pictures === null ? texts.say('invoice-about-credits') : texts.say('invoice-about', { pictures });
  return { blocks: [], invoice: { title, description, payload, stars: pack.stars } };
}
