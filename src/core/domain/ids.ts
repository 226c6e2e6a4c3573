// Identifiers: UUIDs inside, a prefixed short form (`gen_…`) wherever a person or a button carries one.

declare const kind: unique symbol;
type Id<K extends string> = string & { readonly [kind]: K };

export type AccountId = Id<'acc'>;
export type GenerationId = Id<'gen'>;
export type ImageId = Id<'img'>;
export type BulkRunId = Id<'run'>;
export type TaskId = Id<'tsk'>;
export type DeliveryId = Id<'dlv'>;
export type GrantId = Id<'grt'>;
export type HoldId = Id<'hld'>;
export type LedgerOpId = Id<'lop'>;
export type PurchaseId = Id<'pur'>;
export type NoticeId = Id<'ntc'>;
export type TicketId = Id<'tkt'>;
export type KeptRequestId = Id<'ask'>;
export type ErasureId = Id<'ers'>;
export type LegalRequestId = Id<'lrq'>;
export type LiftedHoldId = Id<'lft'>;
export type HistoryId = Id<'hst'>;
export type ExportId = Id<'exp'>;

type Prefix =
  'ask' | 'acc' | 'gen' | 'img' | 'run' | 'tsk' | 'dlv' | 'grt' | 'hld' | 'lop' | 'pur' | 'ers' | 'hst' | 'exp';

/** A name from outside as an id; null when it is not written like one. */
export function asId<T extends string>(text: string | null): T | null {
  return text !== null && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) ? (text as T) : null;
}

/** The 26-character text form of an id, safe in a button, a file name and a URL: `gen_` + 22 characters of base64url. */
export function textForm(prefix: Prefix, id: string): string {
  return `${prefix}_${Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')}`;
}

/** Reads a text form back; null when it is not one of that kind, so a forged button is an ordinary "no". */
export function fromTextForm<P extends Prefix>(prefix: P, text: string): Id<P> | null {
  const short = text.startsWith(`${prefix}_`) ? text.slice(prefix.length + 1) : '';
  if (!/^[A-Za-z0-9_-]{22}$/.test(short)) return null;
  const hex = Buffer.from(short, 'base64url').toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as Id<P>;
}
