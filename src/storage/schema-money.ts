// The tables of purchases and payments, as Kysely sees them.

import type { Generated, JSONColumnType } from 'kysely';
import type { ChatAddress } from '../core/domain/chat.ts';
import type { AccountId, NoticeId, PurchaseId, TicketId } from '../core/domain/ids.ts';
import type { Notice } from '../core/domain/notice.ts';
import type { MoneyRef, SubscriptionFacts } from '../core/domain/payment.ts';
import type { PurchaseState } from '../core/domain/view.ts';
import type { Rail } from '../core/payment-ports.ts';

export interface MoneyTables {
  purchase: {
    id: PurchaseId;
    account_id: AccountId;
    product: string;
    rail: Rail;
    credits: number;
    amount: number;
    currency: string;
    state: PurchaseState;
    session_id: string | null;
    url: string | null;
    expires_at: Date;
    address: JSONColumnType<ChatAddress>;
    created_at: Generated<Date>;
    ended_at: Date | null;
  };
  stripe_customer: { account_id: AccountId; customer_id: string | null; created_at: Generated<Date> };
  stripe_subscription: {
    id: string;
    account_id: AccountId;
    product: string | null;
    status: SubscriptionFacts['status'];
    quantity: number;
    current_period_end: Date | null;
    cancels_at: Date | null;
    created_at: Date;
  };
  payment: {
    ref: string;
    account_id: AccountId | null;
    purchase_id: PurchaseId | null;
    product: string | null;
    credits: number;
    owes_credits: Generated<boolean>;
    amount: number;
    currency: string;
    refunded: Generated<number>;
    tax_country: string | null;
    intent_id: string | null;
    address: JSONColumnType<ChatAddress> | null;
    paid_at: Date;
    created_at: Generated<Date>;
  };
  payment_grant: { source_ref: string; payment_ref: string; credits: number };
  payment_dispute: {
    id: string;
    payment_ref: string;
    status: 'open' | 'won' | 'lost';
    withdrawn: boolean;
    created_at: Generated<Date>;
  };
  stripe_inbox: {
    endpoint: 'snapshot' | 'thin';
    event_id: string;
    type: string;
    object_kind: MoneyRef['kind'];
    object_id: string;
    received_at: Generated<Date>;
  };
  settlement: {
    kind: MoneyRef['kind'];
    object_id: string;
    version: Generated<number>;
    settled_version: Generated<number>;
    rounds: Generated<number>;
    attempts: Generated<number>;
    due_at: Generated<Date>;
    waits_since: Date | null;
    settled_at: Date | null;
    failure: string | null;
  };
  notice: {
    id: NoticeId;
    account_id: AccountId;
    ref: string;
    facts: JSONColumnType<Notice>;
    created_at: Generated<Date>;
  };
  ticket: {
    id: TicketId;
    number: Generated<number>;
    account_id: AccountId;
    text: string;
    address: JSONColumnType<ChatAddress>;
    answer: string | null;
    created_at: Generated<Date>;
    answered_at: Date | null;
  };
  reconciliation: {
    id: Generated<number>;
    since: Date;
    started_at: Date;
    ended_at: Generated<Date>;
    objects: number;
    mended: number;
    paid_without_grant: number;
    grant_without_payment: number;
  };
}
