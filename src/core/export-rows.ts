// Exports as rows, and everything of one account as one snapshot reads it.

import type { CopyRows } from './copy-ports.ts';
import type { AccountId, BulkRunId, ExportId, ImageId } from './domain/ids.ts';

/** `gone`: its files have been fetched, or their day is over. */
export type ExportState = 'waiting' | 'packing' | 'ready' | 'failed' | 'gone';

/** One ZIP that is complete by itself. */
export type ExportPart = { readonly key: string; readonly name: string; readonly bytes: number };

/** `link`: too large for the chat, and fetched by a link of ours. */
export type ExportWay = 'chat' | 'link';

export type Export = {
  readonly id: ExportId;
  readonly accountId: AccountId;
  readonly state: ExportState;
  readonly files: number;
  readonly packed: number;
  readonly stale: boolean;
  readonly way: ExportWay | null;
  readonly parts: readonly ExportPart[];
  readonly expiresAt: Date | null;
};

export interface ExportRows {
  add(id: ExportId, accountId: AccountId, at: Date): Promise<void>;
  find(id: ExportId, lock?: 'lock'): Promise<Export | null>;
  /** The one that waits or is packed now. */
  running(accountId: AccountId): Promise<Export | null>;
  /** When the account's exports since `since` were asked for, oldest first; those that failed do not count. */
  askedSince(accountId: AccountId, since: Date): Promise<readonly Date[]>;
  /** A try begins: nothing is packed yet, and nothing that was deleted before it is in it. */
  begin(id: ExportId): Promise<void>;
  progress(id: ExportId, packed: number, files: number): Promise<void>;
  finish(id: ExportId, way: ExportWay, parts: readonly ExportPart[], at: Date, expiresAt: Date): Promise<void>;
  fail(id: ExportId, at: Date): Promise<void>;
  /** From now on this link works, and no earlier one. */
  setLink(id: ExportId, hash: string): Promise<void>;
  /** The export a link leads to, if it still does. */
  byLink(hash: string, at: Date): Promise<Export | null>;
  /** The same, and the link has been used: null for whoever comes second. */
  takeByLink(hash: string, at: Date): Promise<Export | null>;
  /** Finished ones whose day is over, or that were fetched. */
  due(at: Date, limit: number): Promise<readonly Export[]>;
  /** Something of these accounts is deleted: what is being packed starts anew; what is ready and has to go is returned. */
  spoil(accountIds: readonly AccountId[]): Promise<readonly Export[]>;
  /** Its files are gone. */
  end(id: ExportId): Promise<void>;
  /** Removes rows that were asked for more than `keepDays` ago, by the database's clock; returns how many. */
  removeOld(keepDays: number, limit: number): Promise<number>;
}

/** A column as it is handed out; `type` is PostgreSQL's name for what it holds. */
export type ExportedColumn = { readonly name: string; readonly type: string; readonly nullable: boolean };

export type ExportedPicture = {
  readonly id: ImageId;
  readonly objectKey: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly seed: number | null;
  readonly prompt: string;
  readonly model: string;
  readonly upload: string | null;
  readonly row: number | null;
  readonly finishedAt: Date | null;
  readonly savedAt: Date | null;
};

export type ExportedUpload = { readonly id: BulkRunId; readonly objectKey: string; readonly fileName: string };

/** What a snapshot yields, in this order: each table with its lines, then what the bucket has. */
export type ExportPiece =
  | { readonly kind: 'table'; readonly table: string; readonly columns: readonly ExportedColumn[] }
  /** JSON Lines, each with its end; a long table comes in several of these. */
  | { readonly kind: 'lines'; readonly table: string; readonly text: string; readonly rows: number }
  | { readonly kind: 'uploads'; readonly uploads: readonly ExportedUpload[] }
  | { readonly kind: 'pictures'; readonly pictures: readonly ExportedPicture[] };

/** Reads everything of an account as it was at one moment. */
export interface ExportSnapshot {
  /**
   * One read-only transaction, which ends with the last piece or when nobody reads on.
   * The export itself, its task and its deliveries are left out: they change while it is packed.
   */
  read(accountId: AccountId, own: ExportId): AsyncIterable<ExportPiece>;
}

/** Puts an export's rows into a database that has none. */
export interface ExportLoader {
  /** Whether any table with somebody's data has a row. */
  isEmpty(): Promise<boolean>;
  /** Makes the key under which the account's rows and files are sealed here; false when it was erased here, and gets no other. */
  makeKey(accountId: AccountId): Promise<boolean>;
  /**
   * Loads and takes everything back, so that nothing is written anywhere for a copy that would be refused. Needs no key.
   * @returns false when the database is not empty
   * @throws ExportUnreadable
   */
  tryOut(copy: CopyRows): Promise<boolean>;
  /**
   * Loads in one transaction, all or nothing. The account has its key by then. The rows of pictures whose objects are not in
   * the copy are given to the next removal.
   * @returns how many rows by table; null when the database is not empty, and then nothing was loaded
   * @throws ExportUnreadable
   */
  load(copy: CopyRows): Promise<Readonly<Record<string, number>> | null>;
}
