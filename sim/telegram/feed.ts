// Updates on their way to the bot: kept until confirmed by an offset, or handed to a webhook.

import type { Update } from '@grammyjs/types';
import { conflict } from './refusals.ts';

export type UpdateKind = Exclude<keyof Update, 'update_id'>;

/** Every kind there is, by name, so that a list from the wire can be read. */
const KINDS: Readonly<Record<UpdateKind, true>> = {
  message: true,
  edited_message: true,
  channel_post: true,
  edited_channel_post: true,
  business_connection: true,
  business_message: true,
  edited_business_message: true,
  deleted_business_messages: true,
  guest_message: true,
  stopped_message_generation: true,
  message_reaction: true,
  message_reaction_count: true,
  inline_query: true,
  chosen_inline_result: true,
  callback_query: true,
  shipping_query: true,
  pre_checkout_query: true,
  purchased_paid_media: true,
  poll: true,
  poll_answer: true,
  my_chat_member: true,
  chat_member: true,
  chat_join_request: true,
  chat_boost: true,
  removed_chat_boost: true,
  managed_bot: true,
  subscription: true,
};

export function isUpdateKind(value: unknown): value is UpdateKind {
  return typeof value === 'string' && Object.hasOwn(KINDS, value);
}

/** What the default setting leaves out. */
const ASKED_FOR_ONLY: ReadonlySet<UpdateKind> = new Set(['chat_member', 'message_reaction', 'message_reaction_count']);

type PollOptions = {
  offset?: number;
  limit?: number;
  /** Seconds. */
  timeout?: number;
  allowed_updates?: readonly UpdateKind[];
};

/** Takes updates instead of the poll queue. */
export type Outlet = { deliver(update: Update): void; pendingCount(): number };

export type Feed = {
  /** Every update ever made, delivered or not yet. */
  readonly all: readonly Update[];
  /** How many the bot has not confirmed. */
  pendingCount(): number;
  /** Whether somebody would hear of an update at once. */
  hasListener(): boolean;
  /** Undefined when the bot did not ask for this kind. */
  push(update: Omit<Update, 'update_id'>): Update | undefined;
  /** Delivers an update once more under its old id, confirmed or not: Telegram promises at least once, no more. */
  redeliver(update: Update): void;
  /**
   * `getUpdates`: answers as soon as there is something, at the latest after `timeout`.
   * A second poller ends the first one with a 409; so does a webhook.
   */
  poll(options: PollOptions, gone: AbortSignal): Promise<Update[]>;
  allow(kinds: readonly UpdateKind[] | undefined): void;
  allowed(): readonly UpdateKind[];
  /** Where updates go instead of the queue; those waiting go at once. Undefined means back to polling. */
  useOutlet(outlet: Outlet | undefined): void;
  /** Takes back, for polling or the next webhook, what a webhook never accepted. */
  restore(updates: readonly Update[]): void;
  forgetPending(): void;
  close(): void;
};

type Poll = { options: PollOptions; answer(updates: Update[]): void; refuse(error: Error): void };

export function createFeed(onChange: () => void): Feed {
  const all: Update[] = [];
  let waiting: Update[] = [];
  let again: Update[] = [];
  let allowed: readonly UpdateKind[] = [];
  let outlet: Outlet | undefined;
  let current: Poll | undefined;
  let nextId = 100_001;

  function hand(update: Update, queue: Update[]): void {
    if (outlet) outlet.deliver(update);
    else queue.push(update);
    wake();
    onChange();
  }

  /** Answers the poll that hangs, if there is something for it. */
  function wake(): void {
    if (!current) return;
    const updates = ready(current.options);
    if (updates.length > 0) current.answer(updates);
  }

  function ready({ limit = 100 }: PollOptions): Update[] {
    const updates = [...again, ...waiting].slice(0, Math.min(Math.max(limit, 1), 100));
    again = again.filter((update) => !updates.includes(update));
    return updates;
  }

  function confirm(offset: number): void {
    if (offset > 0) waiting = waiting.filter((update) => update.update_id >= offset);
    if (offset < 0) waiting = waiting.slice(offset);
    onChange();
  }

  return {
    all,
    pendingCount: () => waiting.length + again.length + (outlet?.pendingCount() ?? 0),
    hasListener: () => current !== undefined || outlet !== undefined,
    push(content) {
      const kind = Object.keys(content).find((name) => isUpdateKind(name));
      if (kind === undefined) throw new Error('An update carries something');
      if (allowed.length > 0 ? !allowed.includes(kind) : ASKED_FOR_ONLY.has(kind)) return undefined;
      const update: Update = { update_id: nextId, ...content };
      nextId += 1;
      all.push(update);
      hand(update, waiting);
      return update;
    },
    redeliver(update) {
      hand(update, again);
    },
    poll(options, gone) {
      if (outlet)
        throw conflict(
          "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        );
      current?.refuse(
        conflict('terminated by other getUpdates request; make sure that only one bot instance is running'),
      );
      if (options.allowed_updates) allowed = [...options.allowed_updates];
      confirm(options.offset ?? 0);
      const updates = ready(options);
      const timeoutS = Math.min(options.timeout ?? 0, 50);
      if (updates.length > 0 || timeoutS <= 0 || gone.aborted) return Promise.resolve(updates);
      const { promise, resolve, reject } = Promise.withResolvers<Update[]>();
      const poll: Poll = {
        options,
        answer(found) {
          leave();
          resolve(found);
        },
        refuse(error) {
          leave();
          reject(error);
        },
      };
      const timer = setTimeout(() => poll.answer([]), timeoutS * 1000);
      const hangUp = () => poll.answer([]);
      gone.addEventListener('abort', hangUp);
      function leave() {
        clearTimeout(timer);
        gone.removeEventListener('abort', hangUp);
        if (current === poll) current = undefined;
      }
      current = poll;
      onChange();
      return promise;
    },
    allow(kinds) {
      if (kinds) allowed = [...kinds];
    },
    allowed: () => allowed,
    useOutlet(next) {
      outlet = next;
      if (!outlet) return;
      current?.refuse(conflict('terminated by setWebhook request'));
      const moving = [...again, ...waiting];
      again = [];
      waiting = [];
      for (const update of moving) outlet.deliver(update);
    },
    restore(updates) {
      waiting = [...updates, ...waiting].toSorted((a, b) => a.update_id - b.update_id);
      wake();
    },
    forgetPending() {
      waiting = [];
      again = [];
      onChange();
    },
    close() {
      current?.answer([]);
    },
  };
}
