// Requests of authorities for somebody's data, as the core sees them.

import type { AccountId, LegalRequestId } from './domain/ids.ts';
import type { LegalScope } from './domain/legal-scope.ts';

export type LegalRequest = {
  readonly id: LegalRequestId;
  readonly accountId: AccountId;
  /** The number of the case. */
  readonly reference: string;
  readonly scope: LegalScope;
  /** Telling the owner is forbidden. */
  readonly secret: boolean;
  readonly openedBy: string;
  readonly approvedBy: string | null;
  readonly handedOutAt: Date | null;
};

export interface LegalRequestRows {
  find(accountId: AccountId, reference: string): Promise<LegalRequest | null>;
  open(request: Omit<LegalRequest, 'approvedBy' | 'handedOutAt'>): Promise<void>;
  approve(id: LegalRequestId, by: string): Promise<void>;
  /** It was written to its last byte. */
  handedOut(id: LegalRequestId): Promise<void>;
  /** Its owner has been told; it is no secret any more. */
  told(id: LegalRequestId): Promise<void>;
}
