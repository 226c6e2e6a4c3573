// What the core needs from outside, except the database (store.ts). Nothing here knows a platform or a queue.

import type { ChatAddress, Locale } from './domain/chat.ts';
import type {
  AccountId,
  BulkRunId,
  DeliveryId,
  ExportId,
  GenerationId,
  HistoryId,
  ImageId,
  NoticeId,
  PurchaseId,
} from './domain/ids.ts';
import type { Order } from './domain/order.ts';
import type { RefusalCode } from './domain/refusal.ts';
import type { View } from './domain/view.ts';
import type { LogEvent } from './log-events.ts';

// ---------------------------------------------------------------------------------------------- pictures

/** What a provider is told: the drawing instructions and nothing about the person. */
export type DrawRequest = {
  readonly model: string;
  readonly prompt: string;
  readonly negativePrompt: string | null;
  readonly style: Order['style'];
  readonly width: number;
  readonly height: number;
  readonly seed: number | null;
};

export type DrawnImage = { readonly bytes: Uint8Array; readonly mediaType: 'image/png' | 'image/jpeg' | 'image/webp' };

/** Draws one picture. Does not retry, does not queue, does not store: the caller does each of these once. */
export interface ImageProvider {
  /** @throws ProviderError, which says what to do about it; anything else thrown is a bug. */
  draw(request: DrawRequest, signal: AbortSignal): Promise<DrawnImage>;
}

/** Somebody else failed; `retry` is the decision, taken where the answer was understood. */
export class ProviderError extends Error {
  readonly retry: ProviderRetry;

  constructor(retry: ProviderRetry, options?: { cause?: unknown }) {
    super(retry.kind === 'never' ? retry.code : retry.kind, options);
    this.name = 'ProviderError';
    this.retry = retry;
  }
}

export type ProviderRetry =
  /** The person's request cannot be drawn; trying again would not help. */
  | { kind: 'never'; code: Extract<RefusalCode, 'policy' | 'provider-refused' | 'provider-unavailable'> }
  /** A passing fault: counts as an attempt, tried again after a back-off. */
  | { kind: 'backoff' }
  /** Told to wait: does not count as an attempt. */
  | { kind: 'wait'; afterMs: number };

// ---------------------------------------------------------------------------------------------- objects

/** Where bytes live. Keys are `segment/segment/…` of [A-Za-z0-9._-]. */
export interface Bucket {
  /** Writes `bytes` under `key` unless something is there already: the first writer wins. Resolves to whether this call wrote. Never a torn object. */
  putIfAbsent(key: string, bytes: Uint8Array, mediaType: string): Promise<boolean>;
  /** Writes a stream under `key`, replacing what is there, atomically; resolves to its size. */
  putStream(
    key: string,
    chunks: AsyncIterable<Uint8Array>,
    mediaType: string,
    signal?: AbortSignal,
  ): Promise<{ bytes: number }>;
  /** null when there is no such object. The bytes are the caller's, who may do away with them. */
  get(key: string): Promise<Uint8Array | null>;
  getStream(key: string): Promise<AsyncIterable<Uint8Array> | null>;
  /** Removes the object and every version of it; silent when absent. */
  remove(key: string): Promise<void>;
  /**
   * Removes every object under a prefix, and every version of each, while it is read: says how many are gone for good, batch by
   * batch. Broken off, it may be begun again. The prefix ends with a slash: it is the beginning of no other's name.
   */
  removeAll(prefix: string): AsyncIterable<number>;
  /** Every key under a prefix, in order. */
  list(prefix: string): AsyncIterable<string>;
  close(): Promise<void>;
}

// ---------------------------------------------------------------------------------------------- chats

/** A message that was sent, as its platform names it. */
export type MessageRef = string;

export type Delivery = {
  readonly id: DeliveryId;
  readonly accountId: AccountId;
  readonly address: ChatAddress;
  readonly locale: Locale;
  /** The status message, once it is known. */
  readonly message: MessageRef | null;
  readonly subject:
    | { readonly kind: 'generation'; readonly id: GenerationId }
    | { readonly kind: 'run'; readonly id: BulkRunId }
    | { readonly kind: 'image'; readonly id: ImageId }
    /** Answered with at once: its message is only ever brought up to date. */
    | { readonly kind: 'history'; readonly id: HistoryId }
    /** Its status message is edited and never sent anew: what a person has to know of it comes as a notice. */
    | { readonly kind: 'purchase'; readonly id: PurchaseId }
    /** A copy of somebody's data, brought to them and never into a group. */
    | { readonly kind: 'export'; readonly id: ExportId }
    /** A message of its own, brought to the person and never into a group. */
    | { readonly kind: 'notice'; readonly id: NoticeId };
  /** Until when the chat's own answer, or a progress edit, may still be on its way to the status message; null when none is. */
  readonly statusExpectedUntil: Date | null;
  /** Final once the result has been brought, or can never be. */
  readonly state: 'open' | 'sent' | 'undeliverable';
};

/**
 * Runs a send that must not happen twice. The intent is stored before it and the outcome after it; when a crash left only
 * the intent, the fate is unknown and the send is not repeated.
 * `send` throws MessengerError for a failure that certainly had no effect, which takes the intent back.
 */
export type SendOnce = (step: string, send: () => Promise<MessageRef>) => Promise<{ message: MessageRef } | 'unknown'>;

/** Brings views into chats. Does not decide when, and does not retry. */
export interface Messenger {
  /**
   * Shows progress by editing the status message. Latest wins; may be dropped by the platform.
   * @returns the message now showing it
   */
  showProgress(delivery: Delivery, view: View, signal: AbortSignal): Promise<MessageRef | null>;
  /** Brings the final result: edits are repeatable, everything else goes through `once`. */
  deliver(
    delivery: Delivery,
    view: View,
    files: ResultFiles,
    once: SendOnce,
    signal: AbortSignal,
  ): Promise<MessageRef | null>;
  /**
   * Takes what is not in `view` any more out of what was sent: pictures that are deleted. May be repeated. Where a platform
   * does not let us any more, the message stays as it is.
   * @param view null when nothing of it is left
   * @param steps the messages that were sent, by their steps
   * @throws MessengerError
   */
  withdraw(
    delivery: Delivery,
    view: View | null,
    files: ResultFiles,
    steps: Readonly<Record<string, MessageRef | null>>,
    signal: AbortSignal,
  ): Promise<void>;
}

/** The bytes of a result, read when they are needed. */
export type ResultFiles = {
  /** The person wants pictures as files, byte by byte, where the chat makes a difference. */
  readonly asDocument?: boolean;
  /** Finished pictures of a generation, in order, or the one picture, with the name a person sees. */
  images(): Promise<readonly { name: string; bytes: Uint8Array; mediaType: string }[]>;
  /** One part of a run's ZIP. */
  part(key: string): Promise<Uint8Array>;
  /** A few small pictures in one, to look at a run without opening the ZIP, or a page of /history; null when there are none. */
  contactSheet(): Promise<Uint8Array | null>;
};

/** A chat that could not be reached; `what` is the decision. */
export class MessengerError extends Error {
  readonly what: MessengerFailure;

  constructor(what: MessengerFailure, options?: { cause?: unknown }) {
    super(what.kind, options);
    this.name = 'MessengerError';
    this.what = what;
  }
}

export type MessengerFailure =
  /** The chat or the right to write there is gone for good. */
  | { kind: 'gone' }
  /** The platform told us to wait; certainly nothing was sent. */
  | { kind: 'wait'; afterMs: number }
  /** A fault of the network or the platform: an edit may be repeated. */
  | { kind: 'fault' }
  /** The chat lives on under another address. */
  | { kind: 'moved'; address: ChatAddress };

// ---------------------------------------------------------------------------------------------- the rest

/** Wakes whoever waits for work; it carries nothing, and a lost ring costs only the poll interval. */
export interface Doorbell {
  /** Work may be waiting to be dispatched. */
  work(): void;
  /** Somebody asked to stop: whatever draws for this subject is told, in every process. */
  stop(subjectId: string): void;
  /** What a subject's status message shows has changed. */
  changed(subject: Delivery['subject']): void;
  /** Money objects may be waiting to be settled. */
  money(): void;
}

/** What was rung, as those who wait hear it; whatever was lost meanwhile is found by their next poll. */
export type Ring =
  | { readonly kind: 'work' }
  | { readonly kind: 'money' }
  | { readonly kind: 'stop'; readonly subjectId: string }
  | { readonly kind: 'changed'; readonly subject: Delivery['subject'] };

/** The other side of the doorbell. */
export interface Chime extends Doorbell {
  /** Hears every ring of every process; the answer stops listening. */
  listen(listener: (ring: Ring) => void): () => void;
}

export interface Clock {
  now(): Date;
}

export type NewId = <T extends string>() => T;

export type Log = (event: LogEvent) => void;
