// What a person is told about their money without having asked just then: facts, of which texts/ makes words.

import type { Money } from './payment.ts';

export type Notice =
  | {
      readonly about: 'credits-arrived';
      readonly credits: number;
      readonly product: string;
      readonly available: number;
    }
  /** A bank debit takes days. */
  | { readonly about: 'payment-waits'; readonly product: string }
  | { readonly about: 'payment-failed'; readonly product: string }
  /** A renewal could not be paid; the portal is where to mend it. */
  | { readonly about: 'renewal-failed'; readonly product: string | null }
  | { readonly about: 'refunded'; readonly money: Money; readonly credits: number; readonly debt: number }
  /** The bank took the payment back: the account waits until that is decided. */
  | { readonly about: 'disputed' }
  | { readonly about: 'fraud-warned' }
  | { readonly about: 'dispute-won'; readonly credits: number }
  | { readonly about: 'plan-changed'; readonly product: string | null }
  | { readonly about: 'plan-ends'; readonly product: string | null; /** ISO time. */ readonly at: string }
  | { readonly about: 'plan-ended'; readonly product: string | null }
  | { readonly about: 'ticket-answered'; readonly number: number; readonly answer: string };
