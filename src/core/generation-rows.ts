// Requests and their pictures, as the core sees their rows.

import type { AccountId, BulkRunId, GenerationId, HoldId, ImageId } from './domain/ids.ts';
import type { Order } from './domain/order.ts';
import type { RefusalCode } from './domain/refusal.ts';
import type { ImageState } from './domain/view.ts';

/** A request without a word of what was asked for: it can be settled when nobody can read that any more. */
export type GenerationWork = {
  readonly id: GenerationId;
  readonly accountId: AccountId;
  readonly runId: BulkRunId | null;
  readonly creditsEach: number;
  readonly holdId: HoldId | null;
  readonly createdAt: Date;
  /** Without those that are being deleted. */
  readonly images: readonly StoredImage[];
  /** Pictures that were drawn and are deleted since, and what they had cost. */
  readonly goneImages: number;
  readonly goneCredits: number;
};

export type Generation = Omit<GenerationWork, 'creditsEach'> & { readonly order: Order };

export type StoredImage = {
  readonly id: ImageId;
  readonly index: number;
  readonly seed: number | null;
  readonly state: ImageState;
  readonly failure: RefusalCode | null;
  readonly objectKey: string | null;
  readonly mediaType: string | null;
  readonly captured: boolean;
  readonly finishedAt: Date | null;
  readonly savedAt: Date | null;
};

export interface GenerationRows {
  /** Writes a request, its pictures-to-be and one generate task each. */
  add(generation: {
    id: GenerationId;
    accountId: AccountId;
    order: Order;
    holdId: HoldId | null;
    images: readonly ImageId[];
  }): Promise<void>;
  /** A request with its pictures; null also while its account is going. */
  find(id: GenerationId): Promise<Generation | null>;
  /** Nobody else settles it until the transaction ends. */
  lock(id: GenerationId): Promise<GenerationWork | null>;
  /** Every request with pictures still owed, newest first. Rows of runs are not among them. */
  working(accountId: AccountId): Promise<readonly Pick<GenerationWork, 'id' | 'holdId'>[]>;
  /** Requests with pictures still owed, newest first. Rows of runs are not among them. */
  open(accountId: AccountId, limit: number): Promise<readonly Generation[]>;
  /** Pictures that will never be: cancelled or failed ones. Returns how many changed. */
  close(images: readonly ImageId[], state: 'failed' | 'cancelled', failure: RefusalCode | null): Promise<number>;
  /** Remembers that somebody asked to stop: what is tried again after that is cancelled instead. */
  requestCancel(id: GenerationId): Promise<void>;
  /** The newest requests, finished or not. Rows of runs are not among them. */
  latest(accountId: AccountId, limit: number): Promise<readonly Generation[]>;
  /** A drawn picture of a single request. */
  finish(image: FinishedImage): Promise<void>;
}

export type FinishedImage = {
  readonly imageId: ImageId;
  readonly objectKey: string;
  readonly mediaType: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly sha256: string;
};
