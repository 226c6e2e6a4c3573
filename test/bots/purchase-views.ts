// Purchases and notices as the core would give them, for the tests of what they look like.

import type { Notice } from '../../src/core/domain/notice.ts';
import type { NoticeView, PurchaseView } from '../../src/core/domain/view.ts';
import { anyId } from './status-views.ts';

export function purchaseView(rest: Partial<PurchaseView> = {}): PurchaseView {
  return {
    kind: 'purchase',
    id: anyId('pur'),
    product: 'pack-100',
    credits: 100,
    money: { amount: 490, currency: 'eur' },
    state: 'open',
    url: 'https://checkout.stripe.com/c/pay/cs_1',
    expiresAt: new Date('2026-11-28T14:35:00Z'),
    ...rest,
  };
}

export function noticeView(notice: Notice): NoticeView {
  return { kind: 'notice', id: anyId('pur') as unknown as NoticeView['id'], notice };
}

const money = { amount: 490, currency: 'eur' };

/** One of each. */
export const NOTICES: readonly Notice[] = [
  { about: 'credits-arrived', credits: 100, product: 'pack-100', available: 125 },
  { about: 'payment-waits', product: 'pack-100' },
  { about: 'payment-failed', product: 'pack-100' },
  { about: 'renewal-failed', product: 'plan-basic' },
  { about: 'refunded', money, credits: 100, debt: 0 },
  { about: 'disputed' },
  { about: 'fraud-warned' },
  { about: 'dispute-won', credits: 100 },
  { about: 'plan-changed', product: 'plan-pro' },
  { about: 'plan-ends', product: 'plan-basic', at: '2026-12-28T10:00:00.000Z' },
  { about: 'plan-ended', product: null },
  { about: 'account-idle', at: '2026-12-28T10:00:00.000Z', number: '0123-4567-89AB-CDEF' },
  { about: 'ticket-answered', number: 12, answer: 'It is on its way.' },
];
