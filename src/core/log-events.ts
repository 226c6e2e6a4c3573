// Everything this program can log: a closed set of typed events without free text and without a personal field.

import type { Platform } from './domain/chat.ts';
import type { MoneyRef } from './domain/payment.ts';

export type LogEvent =
  | { event: 'started'; roles: readonly string[]; tookMs: number }
  | { event: 'stopping'; reason: string }
  | { event: 'stopped'; cleanly: boolean }
  | {
      event: 'notice';
      about:
        | 'bot-without-token'
        | 'default-model'
        | 'embedded-postgres'
        | 'queue-backend'
        | 'discord-premium-apps'
        | 'telegram-digital-goods'
        | 'stripe-return-address'
        | 'stripe-webhook-secret';
      value: string;
    }
  | { event: 'command'; platform: Platform; command: string; outcome: string; tookMs: number }
  | { event: 'task'; kind: string; outcome: string; attempts: number; tookMs: number }
  | { event: 'leases-recovered'; count: number }
  | { event: 'delivery'; platform: Platform; outcome: string }
  /** What the clock has removed: pictures, and rows of everything else. */
  | { event: 'swept'; images: number; count: number }
  | { event: 'run'; outcome: string; images: number; tookMs: number }
  /** `type` is Stripe's or Discord's name for the event; null while nobody has shown that it is from there. */
  | { event: 'webhook'; endpoint: 'snapshot' | 'thin' | 'discord'; outcome: WebhookOutcome; type: string | null }
  | { event: 'settled'; kind: MoneyRef['kind']; outcome: 'changed' | 'same' | 'later'; tookMs: number }
  /** A promise about people's data is not being kept; a human has to look. `count`: hours late, or how many. */
  | { event: 'alarm'; about: AlarmAbout; count: number }
  /** Something about money that a human has to look at. `object` is the provider's id of it, or a grant's source. */
  | { event: 'money-alarm'; about: MoneyAlarm; object: string }
  | {
      event: 'reconciled';
      objects: number;
      mended: number;
      paidWithoutGrant: number;
      grantWithoutPayment: number;
      tookMs: number;
    }
  | { event: 'http'; method: string; route: string; status: number; tookMs: number }
  | {
      event: 'connection';
      to: 'postgres' | 'keyring' | 'redis' | 'discord' | 'telegram';
      state: 'up' | 'down' | 'fault';
      code: string;
    }
  | { event: 'fault'; where: string; error: string; code: string | null; stack: string | null };

export type WebhookOutcome =
  | 'heard'
  | 'heard-before'
  /** Signed, and about nothing we look at. */
  | 'not-ours'
  /** Signed, of test mode where the key is live or the other way round. */
  | 'other-mode'
  | 'unsigned'
  | 'forged'
  /** Signed by one of our secrets, too long ago. */
  | 'stale'
  | 'unreadable'
  | 'oversized'
  /** Its sender stopped, or took too long. */
  | 'cut-off'
  /** No secret is configured, so nothing can be believed. */
  | 'no-secret'
  /** Could not be remembered: whoever told us is asked to come again. */
  | 'failed';

export type AlarmAbout =
  /** What is due has been there for more than an hour. */
  | 'sweep-late'
  /** Somebody's erasure has not ended within a day. */
  | 'erasure-late'
  /** Somebody waits for an answer, a copy or an erasure since 20 days. */
  | 'request-late'
  /** Files of accounts without a row. */
  | 'orphans'
  /** Row-level security is off somewhere, or somebody is past it. */
  | 'wall-open'
  /** The database has a column that the catalogue has not, or the other way round. */
  | 'catalogue-drift';

export type MoneyAlarm =
  /** Money came and the credits did not; they have been granted now. */
  | 'paid-without-grant'
  /** Credits without money behind them; the account is frozen now. */
  | 'grant-without-payment'
  /** Paid, for something that is not in the table of products: nothing was granted. */
  | 'unknown-price'
  /** Paid, by an account that is gone: booked, and nothing brought back. */
  | 'account-gone'
  /** The provider refuses what it is asked: key or configuration are wrong. */
  | 'provider-refused';

/**
 * Something thrown, as an event: its class, its code, and the places in code it came through. Its message is left out,
 * however many lines it has: it may quote what a person wrote.
 */
export function faultAt(where: string, thrown: unknown): LogEvent {
  const {
    name,
    stack = '',
    code,
  } = thrown instanceof Error ? (thrown as Error & { code?: unknown }) : { name: typeof thrown };
  const places = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    event: 'fault',
    where,
    error: name,
    code: typeof code === 'string' ? code : null,
    stack: places.length > 0 ? places.join('\n') : null,
  };
}
