// Rate limits: buckets that can be switched on, and 429 on demand, with the headers and bodies clients go by.

import type { Answer, Call } from '../wire/http.ts';
import type { Faults } from '../wire/faults.ts';
import type { WorldClock } from '../wire/clock.ts';

type Bucket = { limit: number; windowMs: number };

export type Limits = {
  /** A bucket per channel for POST, PATCH and DELETE of its messages; undefined switches it off, as it is at first. */
  perChannel: Bucket | undefined;
  /** A bucket per interaction token for follow-ups and edits. */
  perInteraction: Bucket | undefined;
  /** Requests a second over all routes with the bot's token (50 on Discord); interactions do not count. */
  globalPerSecond: number | undefined;
  /** How often a message older than an hour may be edited before 30046; Discord keeps the number to itself. */
  editsOfOldMessages: number;
  /** The next request that matches is answered 429; `scope: 'global'` stops everything. */
  refuseNext(rule: {
    method?: string;
    path: RegExp;
    retryAfterMs: number;
    times?: number;
    scope?: 'user' | 'shared' | 'global';
  }): void;
};

type Window = { used: number; endsAt: number };

export type LimitGate = Limits & {
  /** Counts a request: the refusal, or the headers its answer has to carry. */
  pass(call: Call): { refused: Answer } | { headers: Record<string, string> };
};

export function createLimits(clock: WorldClock, faults: Faults): LimitGate {
  const windows = new Map<string, Window>();

  function count(key: string, bucket: Bucket): { window: Window; allowed: boolean } {
    const now = clock.now();
    let window = windows.get(key);
    if (!window || window.endsAt <= now) {
      window = { used: 0, endsAt: now + bucket.windowMs };
      windows.set(key, window);
    }
    const allowed = window.used < bucket.limit;
    if (allowed) window.used += 1;
    return { window, allowed };
  }

  const gate: LimitGate = {
    perChannel: undefined,
    perInteraction: undefined,
    globalPerSecond: undefined,
    editsOfOldMessages: Infinity,
    refuseNext({ method, path, retryAfterMs, times, scope = 'user' }) {
      const { headers, json } = tooMany(retryAfterMs, scope);
      const rule = { path, fault: { kind: 'status' as const, status: 429, body: json, headers } };
      faults.add({ ...rule, ...(method && { method }), ...(times && { times }) });
    },
    pass(call) {
      const isInteraction = /\/(webhooks|interactions)\//.test(call.path);
      if (gate.globalPerSecond !== undefined && !isInteraction) {
        const { window, allowed } = count('global', { limit: gate.globalPerSecond, windowMs: 1000 });
        if (!allowed) return { refused: tooMany(window.endsAt - clock.now(), 'global') };
      }
      const place = bucketOf(call, gate);
      if (!place) return { headers: {} };
      const { window, allowed } = count(place.key, place.bucket);
      const leftMs = window.endsAt - clock.now();
      const headers = {
        'x-ratelimit-bucket': place.name,
        'x-ratelimit-limit': String(place.bucket.limit),
        'x-ratelimit-remaining': String(place.bucket.limit - window.used),
        'x-ratelimit-reset': (window.endsAt / 1000).toFixed(3),
        'x-ratelimit-reset-after': (leftMs / 1000).toFixed(3),
      };
      if (allowed) return { headers };
      const refused = tooMany(leftMs, 'user');
      return { refused: { ...refused, headers: { ...headers, ...refused.headers } } };
    },
  };
  return gate;
}

function bucketOf(call: Call, limits: Limits): { name: string; key: string; bucket: Bucket } | undefined {
  if (call.method === 'GET') return undefined;
  const channel = /\/channels\/(\d+)\/messages/.exec(call.path)?.[1];
  if (channel !== undefined && limits.perChannel)
    return { name: 'channel-messages', key: `channel:${channel}`, bucket: limits.perChannel };
  const token = /\/webhooks\/\d+\/([^/]+)/.exec(call.path)?.[1];
  if (token !== undefined && limits.perInteraction)
    return { name: 'interaction-messages', key: `interaction:${token}`, bucket: limits.perInteraction };
  return undefined;
}

function tooMany(retryAfterMs: number, scope: string): Answer & { headers: Record<string, string> } {
  const seconds = Math.max(0, retryAfterMs) / 1000;
  const global = scope === 'global';
  return {
    status: 429,
    // The header is in whole seconds and rounded up, the body exact: clients that read the header wait a little longer.
    headers: {
      'retry-after': String(Math.ceil(seconds)),
      'x-ratelimit-scope': scope,
      ...(global ? { 'x-ratelimit-global': 'true' } : {}),
    },
    json: { message: 'You are being rate limited.', retry_after: seconds, global },
  };
}
