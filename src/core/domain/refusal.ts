// An expected no: a code and the facts a person needs to do better. The words for it live in bots/texts.

import type { RowProblem } from './bulk-row.ts';
import type { FreezeReason } from './ledger.ts';

type NoFacts = Readonly<Record<string, never>>;

type Facts = {
  'prompt-empty': NoFacts;
  'prompt-too-long': { length: number; max: number };
  'prompt-control-character': { position: number };
  'flag-unknown': { flag: string; nearest: string | null };
  'flag-value-missing': { flag: string };
  'flag-twice': { flag: string };
  'model-unknown': { model: string; allowed: readonly string[] };
  'model-not-configured': { model: string; allowed: readonly string[] };
  'ratio-unsupported': { ratio: string; model: string; allowed: readonly string[] };
  'resolution-unsupported': { resolution: string; model: string; allowed: readonly string[] };
  'style-unknown': { style: string; allowed: readonly string[] };
  'seed-invalid': { seed: string; max: number };
  'seed-unsupported': { model: string };
  'count-invalid': { count: string; max: number };
  'image-unsupported': { model: string };
  'image-unreadable': { name: string };
  'file-missing': NoFacts;
  'file-too-many': { count: number; max: number };
  'file-too-large': { bytes: number; maxBytes: number };
  'file-kind': { name: string; allowed: readonly string[] };
  'file-unavailable': NoFacts;
  'csv-unreadable': { row: number; reason: 'encoding' | 'quotes' | 'stray-quote' | 'columns' };
  'csv-no-prompt-column': { columns: readonly string[]; nearest: string | null };
  'csv-empty': NoFacts;
  'csv-nothing-left': NoFacts;
  'csv-too-many-rows': { max: number };
  'csv-too-many-columns': { columns: number; max: number };
  'csv-no-good-rows': { problems: readonly RowProblem[] };
  'credits-short': { needed: number; available: number };
  'account-frozen': { reason: FreezeReason };
  'payments-off': NoFacts;
  'payments-unavailable': NoFacts;
  'product-unknown': { product: string; allowed: readonly string[] };
  'plan-active': NoFacts;
  'buy-too-often': { max: number; afterMinutes: number };
  'purchase-over': NoFacts;
  'nothing-bought': NoFacts;
  'private-only': NoFacts;
  'ticket-empty': { max: number };
  'ticket-too-many': { max: number };
  'being-erased': NoFacts;
  'erasure-held': NoFacts;
  'erasure-expired': { afterMinutes: number };
  'nothing-to-erase': NoFacts;
  'receipt-unknown': NoFacts;
  'export-running': NoFacts;
  'export-too-many': { max: number; afterHours: number };
  'nothing-to-export': NoFacts;
  paused: NoFacts;
  'notice-first': NoFacts;
  'notice-changed': NoFacts;
  'not-yours': NoFacts;
  'not-found': NoFacts;
  /** The same for somebody else's picture, for one that is deleted, and for one that never was. */
  'picture-unknown': NoFacts;
  'run-not-waiting': { state: string };
  'run-under-way': NoFacts;
  'permutations-too-many': { count: number; max: number };
  'price-changed': { quoted: number; now: number };
  'nothing-to-cancel': NoFacts;
  'nothing-to-show': NoFacts;
  'nothing-to-retry': NoFacts;
  'command-unknown': { command: string; nearest: string | null };
  policy: NoFacts;
  'provider-refused': NoFacts;
  'provider-unavailable': NoFacts;
};

export type RefusalCode = keyof Facts;

/** What a refusal says, as data: one member per code. */
export type RefusalFacts = { [C in RefusalCode]: { code: C; facts: Facts[C] } }[RefusalCode];

/** Thrown inside a transaction it also undoes it: a refused request writes and charges nothing. */
export class Refusal extends Error {
  readonly says: RefusalFacts;
  /** It came after a transaction that stands: the event it answers is recorded already. */
  readonly isLate: boolean;

  constructor(says: RefusalFacts, { isLate = false }: { isLate?: boolean } = {}) {
    super(says.code);
    this.name = 'Refusal';
    this.says = says;
    this.isLate = isLate;
  }
}

/** Refuses with a code and exactly the facts that code promises. */
export function refuse<C extends RefusalCode>(code: C, facts: Facts[C]): never {
  throw new Refusal({ code, facts } as RefusalFacts);
}

/** The same after the event was recorded and committed, because of what somebody else answered: it is said all the same, and nothing is undone. */
export function refuseLate<C extends RefusalCode>(code: C, facts: Facts[C]): never {
  throw new Refusal({ code, facts } as RefusalFacts, { isLate: true });
}
