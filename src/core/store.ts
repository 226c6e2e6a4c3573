// Postgres as the core sees it: rows by noun, and transactions over them.

import type { AccountRows, EventRows } from './account-rows.ts';
import type { AffectedRows } from './affected-rows.ts';
import type { ChoiceRows, ConsentRows, HoldingRows, KeptRequestRows, UsageRows } from './choice-rows.ts';
import type { DeliveryRows } from './delivery-rows.ts';
import type { ChatAddress, InboundEvent, Locale, Person } from './domain/chat.ts';
import type { AccountId, DeliveryId, GenerationId, ImageId } from './domain/ids.ts';
import type { Order } from './domain/order.ts';
import type { ErasureRows, LegalHoldRows } from './erasure-rows.ts';
import type { ExportLoader, ExportRows, ExportSnapshot } from './export-rows.ts';
import type { GenerationRows } from './generation-rows.ts';
import type { IdleRows } from './idle-rows.ts';
import type { LedgerRows } from './ledger-rows.ts';
import type { LegalRequestRows } from './legal-request-rows.ts';
import type { OwnerRows } from './owner-rows.ts';
import type { MoneyRows } from './payment-rows.ts';
import type { PictureRows } from './picture-rows.ts';
import type { RunRows } from './run-rows.ts';
import type { TaskRows } from './task-rows.ts';
import type { WatchRows } from './watch-rows.ts';

/** Postgres, seen from the core: rows by noun, and transactions. Outside a transaction each call is its own. */
export interface Store extends Rows {
  readonly snapshot: ExportSnapshot;
  readonly loader: ExportLoader;
  readonly watch: WatchRows;
  readonly affected: AffectedRows;
  transaction<T>(work: (rows: Rows) => Promise<T>): Promise<T>;
  /**
   * Takes on a request that costs nothing: the event, the request, its pictures and tasks, its delivery, all or nothing.
   * @returns who asked, the language to answer in, and how many pictures wait in front, counted up to `aheadMax`; null when the
   * event was there already, or whoever caused it is new, was not here today, speaks another language than last time, has paused
   * or has not agreed to the notice as it is, and then nothing was written
   */
  placeAtOnce(placing: Placing): Promise<{ accountId: AccountId; locale: Locale; ahead: number } | null>;
}

type Placing = {
  readonly event: InboundEvent;
  readonly person: Person;
  readonly id: GenerationId;
  readonly order: Order;
  readonly images: readonly ImageId[];
  readonly delivery: { readonly id: DeliveryId; readonly address: ChatAddress; readonly statusExpectedUntil: Date };
  readonly aheadMax: number;
  /** The versions of the notice an agreement to which covers this. */
  readonly covers: readonly string[];
};

export interface Rows extends MoneyRows, PictureRows {
  readonly events: EventRows;
  readonly owners: OwnerRows;
  readonly accounts: AccountRows;
  readonly ledger: LedgerRows;
  readonly generations: GenerationRows;
  readonly runs: RunRows;
  readonly tasks: TaskRows;
  readonly deliveries: DeliveryRows;
  readonly erasures: ErasureRows;
  readonly idle: IdleRows;
  readonly holds: LegalHoldRows;
  readonly legalRequests: LegalRequestRows;
  readonly exports: ExportRows;
  readonly choices: ChoiceRows;
  readonly consents: ConsentRows;
  readonly keptRequests: KeptRequestRows;
  readonly holdings: HoldingRows;
  readonly usage: UsageRows;
}
