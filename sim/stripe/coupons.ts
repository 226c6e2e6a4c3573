// Promotion codes: what a person types on the payment page, the coupon behind it and what it takes off.

import { stamp, type Realm } from './realm.ts';
import { empty, type Coupon, type Discount, type PromotionCode } from './shapes.ts';
import { newId } from './store.ts';

export type Promotion = {
  /** What a person types, in any case. */
  code: string;
  /** 100 makes it free. */
  percentOff: number;
  /** How often a subscription gets it. Default once. */
  duration?: 'once' | 'forever';
  maxRedemptions?: number;
};

/** Offers a code, as somebody does in the Dashboard. */
export function offer(realm: Realm, { code, percentOff, duration = 'once', maxRedemptions }: Promotion): PromotionCode {
  const coupon: Coupon = {
    id: newId('', 8),
    object: 'coupon',
    ...stamp(realm),
    ...empty('amount_off', 'currency', 'duration_in_months', 'max_redemptions', 'redeem_by'),
    duration,
    metadata: {},
    name: code,
    percent_off: percentOff,
    times_redeemed: 0,
    valid: true,
  };
  realm.store.coupons.set(coupon.id, coupon);
  const promotion: PromotionCode = {
    id: newId('promo_1'),
    object: 'promotion_code',
    ...stamp(realm),
    ...empty('customer', 'customer_account', 'expires_at'),
    active: true,
    code: code.toUpperCase(),
    max_redemptions: maxRedemptions ?? null,
    metadata: {},
    promotion: { coupon: coupon.id, type: 'coupon' },
    restrictions: { first_time_transaction: false, minimum_amount: null, minimum_amount_currency: null },
    times_redeemed: 0,
  };
  realm.store.promotionCodes.set(promotion.id, promotion);
  realm.tell(coupon, 'coupon.created');
  realm.tell(promotion, 'promotion_code.created');
  return promotion;
}

/** The promotion a person typed; undefined when it is not valid (any more). */
export function findPromotion(realm: Realm, code: string): PromotionCode | undefined {
  const wanted = code.trim().toUpperCase();
  return [...realm.store.promotionCodes.values()].find((promotion) => promotion.active && promotion.code === wanted);
}

type Where = { checkout_session?: string; customer?: string | null; subscription?: string; invoice?: string };

/** Uses a promotion up by one and notes where. */
export function redeem(realm: Realm, promotion: PromotionCode, where: Where): Discount {
  const used = promotion.times_redeemed + 1;
  const left = promotion.max_redemptions === null || used < promotion.max_redemptions;
  realm.change(promotion, { times_redeemed: used, active: left }, 'promotion_code.updated');
  const discount: Discount = {
    id: newId('di_1'),
    object: 'discount',
    ...empty('customer_account', 'end', 'invoice_item', 'subscription_item'),
    checkout_session: where.checkout_session ?? null,
    customer: where.customer ?? null,
    invoice: where.invoice ?? null,
    promotion_code: promotion.id,
    source: { coupon: promotion.promotion.coupon, type: 'coupon' },
    start: realm.clock.nowS(),
    subscription: where.subscription ?? null,
  };
  realm.store.discounts.set(discount.id, discount);
  return discount;
}

/** What the coupon takes off an amount, in the smallest unit. */
export function amountOff(realm: Realm, couponId: string | null, amount: number): number {
  const coupon = realm.store.coupons.get(couponId ?? '');
  return coupon ? Math.round((Math.max(0, amount) * (coupon.percent_off ?? 0)) / 100) : 0;
}

/** Whether the discount also applies to the invoices after the first one. */
export function lasts(realm: Realm, discount: Discount): boolean {
  return realm.store.coupons.get(discount.source.coupon ?? '')?.duration === 'forever';
}
