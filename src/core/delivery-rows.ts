// Deliveries: which messages show what, and what became of each send.

import type { ChatAddress } from './domain/chat.ts';
import type { DeliveryId } from './domain/ids.ts';
import type { Delivery, MessageRef } from './ports.ts';

/** A delivery and whose it is: what is written in it is written for them. */
type OwnedDelivery = Pick<Delivery, 'id' | 'accountId'>;

export interface DeliveryRows {
  add(delivery: Omit<Delivery, 'state'>): Promise<void>;
  find(id: DeliveryId): Promise<Delivery | null>;
  of(subjectId: string): Promise<readonly Delivery[]>;
  /** Which there are of any of these. */
  about(subjectIds: readonly string[]): Promise<readonly Pick<Delivery, 'id' | 'accountId'>[]>;
  /** Messages by the step that sent them; null while one's fate is unknown. */
  steps(delivery: OwnedDelivery): Promise<Readonly<Record<string, MessageRef | null>>>;
  /**
   * Remembers which message shows it, or that it moved to another address or token; returns its state then, null when it is
   * gone. Whose it is is looked up where the caller does not know.
   */
  update(
    delivery: Pick<OwnedDelivery, 'id'> & Partial<OwnedDelivery>,
    change: {
      message?: MessageRef | null;
      address?: ChatAddress;
      state?: Delivery['state'];
      statusExpectedUntil?: Date | null;
    },
  ): Promise<Delivery['state'] | null>;
  /** Keeps the result from the status message until `until`; false when it is final or something else is on its way there. */
  reserve(id: DeliveryId, now: Date, until: Date): Promise<boolean>;
  /** Ends such a reservation at once (null) or sooner than it said, unless another has taken its place. */
  free(id: DeliveryId, until: Date, at: Date | null): Promise<void>;
  /** Stores the intent of a send; 'begun' when an intent without outcome stands, or the outcome that stands. */
  begin(delivery: OwnedDelivery, step: string): Promise<'go' | 'begun' | { message: MessageRef }>;
  /** Stores a send's outcome, or takes the intent back (null). */
  settle(delivery: OwnedDelivery, step: string, message: MessageRef | null): Promise<void>;
}
