// What a wrapped key belongs to: it opens for nothing else.

import type { AccountId } from '../core/domain/ids.ts';

/** The secret from which the marks are made. */
export const MARKS = 'marks';

export function aboutKey(environment: string, account: AccountId): string {
  return `${environment}|account_key|${account}`;
}

export function aboutSecret(environment: string, name: string): string {
  return `${environment}|secret|${name}`;
}
