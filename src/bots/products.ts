// Products and prices in words, and how far their credits go.

import { CURRENCY, productNamed, type Product } from '../core/domain/products.ts';
import type { ActivePlan } from '../core/answers.ts';
import type { Money } from '../core/domain/payment.ts';
import type { Models } from './commands/command.ts';
import type { Texts } from './texts/texts.ts';

/** `100 credits`, `Basic plan`; a name that is not in the table any more stands for itself. */
export function productWords(name: string | null, texts: Texts): string {
  if (name === null) return texts.say('plan-unnamed');
  const product = productNamed(name);
  if (!product) return name;
  return product.kind === 'pack' ? creditWords(product.credits, texts) : planWords(product.name, texts);
}

/** The name of a plan in the table, without what all of them have in common. */
function planWords(name: string, texts: Texts): string {
  const own = name.replace(/^plan-/, '');
  return texts.say('plan-named', { name: own.charAt(0).toUpperCase() + own.slice(1) });
}

export function creditWords(count: number, texts: Texts): string {
  return texts.say('credits', { count });
}

/** `€4.90`, and for a plan `€9.90 a month`. */
export function priceWords(product: Product, texts: Texts): string {
  return priceOf(product.name, { amount: product.price, currency: CURRENCY }, texts);
}

/** The price somebody was asked for `product`, whatever it costs by now. */
export function priceOf(product: string, money: Money, texts: Texts): string {
  const price = texts.money(money);
  return productNamed(product)?.kind === 'plan' ? texts.say('price-monthly', { price }) : price;
}

/** `390 ⭐` */
export function starWords(stars: number, texts: Texts): string {
  return texts.money({ amount: stars, currency: 'XTR' });
}

/** `about 100 pictures with gpt-image-1-mini`; null where the default model draws for nothing. */
export function picturesFor(credits: number, models: Models, texts: Texts): string | null {
  const [model] = models;
  if (!model || model.credits === 0) return null;
  const pictures = texts.say('pictures', { count: Math.floor(credits / model.credits) });
  return texts.say('about-pictures', { pictures, model: model.label });
}

/** `Your Basic plan renews on Dec 28, 2026.` */
export function planStatus(plan: ActivePlan, texts: Texts): string {
  const product = texts.say('seats', { product: productWords(plan.product, texts), count: plan.quantity });
  if (plan.pastDue) return texts.say('plan-past-due', { product });
  if (plan.endsAt) return texts.say('plan-ends', { product, day: plan.endsAt });
  return plan.renewsAt
    ? texts.say('plan-renews', { product, day: plan.renewsAt })
    : texts.say('plan-runs', { product });
}
