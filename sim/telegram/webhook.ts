// Delivery to a webhook: POST with the secret header, in order within a chat, again and again until somebody answers 2xx.

import type { Update } from '@grammyjs/types';
import type { Outlet } from './feed.ts';

export type WebhookTarget = {
  url: string;
  secretToken: string | undefined;
  /** Between two tries; doubles up to 16 times this. */
  retryAfterMs: number;
};

export type Webhook = Outlet & {
  readonly url: string;
  /** The last delivery that failed. */
  lastError(): { atMs: number; message: string } | undefined;
  /** Stops trying; returns what was never taken. */
  close(): Promise<Update[]>;
};

/** A method call that came as the answer to a delivery, which Telegram carries out without telling the result. */
export type WebhookReply = (call: Record<string, unknown>) => Promise<void>;

export function createWebhook(
  target: WebhookTarget,
  needs: { now(): number; onChange(): void; reply: WebhookReply },
): Webhook {
  const lanes = new Map<string, Update[]>();
  const running = new Set<Promise<void>>();
  const stop = new AbortController();
  let failure: { atMs: number; message: string } | undefined;

  async function run(lane: string, queue: Update[]): Promise<void> {
    let waitMs = target.retryAfterMs;
    for (let update = queue[0]; update && !stop.signal.aborted; update = queue[0]) {
      if (await taken(update)) {
        queue.shift();
        waitMs = target.retryAfterMs;
      } else {
        await pause(waitMs, stop.signal);
        waitMs = Math.min(waitMs * 2, target.retryAfterMs * 16);
      }
      needs.onChange();
    }
    if (queue.length === 0) lanes.delete(lane);
  }

  /** Whether the bot said 2xx. What it asked for in its answer is carried out; a refusal of that is only remembered. */
  async function taken(update: Update): Promise<boolean> {
    let accepted = false;
    try {
      const response = await fetch(target.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(target.secretToken === undefined ? {} : { 'x-telegram-bot-api-secret-token': target.secretToken }),
        },
        body: JSON.stringify(update),
        redirect: 'manual',
        signal: AbortSignal.any([stop.signal, AbortSignal.timeout(60_000)]),
      });
      const answer = await response.text();
      if (!response.ok) throw new Error(`Wrong response from the webhook: ${response.status} ${response.statusText}`);
      accepted = true;
      const call = readReply(response, answer);
      if (call) await needs.reply(call);
    } catch (error) {
      failure = { atMs: needs.now(), message: describe(error) };
    }
    return accepted;
  }

  return {
    url: target.url,
    deliver(update) {
      const lane = laneOf(update);
      const queue = lanes.get(lane);
      if (queue) {
        queue.push(update);
        return;
      }
      const started = [update];
      lanes.set(lane, started);
      const work = run(lane, started);
      running.add(work);
      void work.finally(() => running.delete(work));
    },
    pendingCount: () => [...lanes.values()].reduce((sum, queue) => sum + queue.length, 0),
    lastError: () => failure,
    async close() {
      stop.abort();
      await Promise.all(running);
      return [...lanes.values()].flat().toSorted((a, b) => a.update_id - b.update_id);
    },
  };
}

/** Updates of one chat keep their order; a press, on Pay too, keeps the order of its presser. */
function laneOf(update: Update): string {
  const presser = (update.callback_query ?? update.pre_checkout_query)?.from;
  if (presser) return `person ${presser.id}`;
  return `chat ${update.message?.chat.id ?? update.my_chat_member?.chat.id ?? 'none'}`;
}

function readReply(response: Response, answer: string): Record<string, unknown> | undefined {
  if (!response.headers.get('content-type')?.startsWith('application/json') || answer === '') return undefined;
  const call: unknown = JSON.parse(answer);
  return typeof call === 'object' && call !== null && 'method' in call ? { ...call } : undefined;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
}
