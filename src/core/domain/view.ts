// What a status message shows at a moment: facts only. The newest view always wins, so an edit may be repeated or dropped.

import type { BulkRunId, ExportId, GenerationId, HistoryId, ImageId, NoticeId, PurchaseId } from './ids.ts';
import type { Notice } from './notice.ts';
import type { Order } from './order.ts';
import type { Money } from './payment.ts';
import type { RefusalCode } from './refusal.ts';

export type ImageState = 'owed' | 'ready' | 'failed' | 'cancelled';

/** One picture of a request. */
export type ImageView = {
  readonly id: ImageId;
  /** 0-based within its request. */
  readonly index: number;
  readonly seed: number | null;
  readonly state: ImageState;
  readonly failure: RefusalCode | null;
  /** Its owner keeps it until they delete it. */
  readonly saved: boolean;
  /** When it goes by itself; null for one that is saved, and for one that is no picture. */
  readonly keptUntil: Date | null;
};

export type GenerationView = {
  readonly kind: 'generation';
  readonly id: GenerationId;
  readonly order: Order;
  readonly modelLabel: string;
  readonly images: readonly ImageView[];
  /** What the request is doing; `finished` once no picture is owed any more. */
  readonly phase: 'queued' | 'drawing' | 'finished';
  /** Pictures of anybody waiting in front, capped at 100; only while queued. */
  readonly ahead: number;
  readonly creditsCaptured: number;
  readonly creditsReleased: number;
  /** Pictures that were drawn and are deleted since; they are not among `images` any more. */
  readonly gone: number;
};

export type RunState = 'proposed' | 'running' | 'assembling' | 'finished' | 'cancelled' | 'expired';

export type RunView = {
  readonly kind: 'run';
  readonly id: BulkRunId;
  readonly state: RunState;
  /** True once somebody asked to stop it: what is finished is still delivered. */
  readonly stopped: boolean;
  readonly fileName: string;
  readonly firstPrompt: string;
  /** Good rows only. */
  readonly rows: number;
  readonly problemRows: number;
  readonly unknownColumns: readonly string[];
  readonly images: number;
  readonly creditsNeeded: number;
  readonly creditsAvailable: number;
  readonly ready: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Pictures that were drawn and are deleted since. */
  readonly gone: number;
  readonly creditsCaptured: number;
  readonly creditsReleased: number;
  /** The finished ZIP's parts, in order; empty until it is assembled. */
  readonly parts: readonly { readonly key: string; readonly name: string; readonly bytes: number }[];
};

/** One press of Buy, from the link to what came of it. */
export type PurchaseView = {
  readonly kind: 'purchase';
  readonly id: PurchaseId;
  readonly product: string;
  readonly credits: number;
  readonly money: Money;
  readonly state: PurchaseState;
  /** Where to pay; only while the state is `open`. */
  readonly url: string | null;
  readonly expiresAt: Date | null;
};

/** `waiting`: paid by a bank debit that has not settled. */
export type PurchaseState = 'creating' | 'open' | 'waiting' | 'paid' | 'expired' | 'failed';

/** Nothing more is expected of it; a payment that comes all the same is booked. */
export function isOver(state: PurchaseState): boolean {
  return state === 'paid' || state === 'expired' || state === 'failed';
}

export type NoticeView = { readonly kind: 'notice'; readonly id: NoticeId; readonly notice: Notice };

/** One finished picture by itself. */
export type PictureView = {
  readonly kind: 'picture';
  readonly id: ImageId;
  readonly generationId: GenerationId;
  readonly order: Order;
  readonly modelLabel: string;
  readonly seed: number | null;
  readonly saved: boolean;
  readonly keptUntil: Date | null;
  readonly finishedAt: Date;
  /** One of the pictures of a bulk run, whose ZIP may hold it too. */
  readonly ofRun: boolean;
};

/** One page of somebody's pictures, newest first. */
export type HistoryView = {
  readonly kind: 'history';
  readonly id: HistoryId;
  /** What was searched for; empty without a search. */
  readonly words: string;
  /** From 1; at least one page, also without pictures. */
  readonly page: number;
  readonly pages: number;
  readonly found: number;
  readonly pictures: readonly PictureView[];
};

/** A copy of somebody's data, from the wish to the file. */
export type ExportView = {
  readonly kind: 'export';
  readonly id: ExportId;
  readonly state: 'waiting' | 'packing' | 'ready' | 'failed' | 'gone';
  readonly files: number;
  readonly packed: number;
  /** In the chat; empty when it is fetched by a link. */
  readonly parts: readonly { readonly key: string; readonly name: string; readonly bytes: number }[];
  readonly bytes: number;
  readonly byLink: boolean;
  /** Works once; known only while it is brought. */
  readonly url: string | null;
  readonly expiresAt: Date | null;
};

export type View = ExportView | GenerationView | RunView | PictureView | HistoryView | PurchaseView | NoticeView;

/** The phase follows from the pictures and whether any has been started; it is never stored. */
export function phaseOf(images: readonly { state: ImageState }[], started: boolean): GenerationView['phase'] {
  if (images.every((image) => image.state !== 'owed')) return 'finished';
  return started || images.some((image) => image.state !== 'owed') ? 'drawing' : 'queued';
}
