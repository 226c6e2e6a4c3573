// What Discord tells an application outside its gateway: that somebody has taken it off their account. Only what Discord has signed
// is believed. https://docs.discord.com/developers/events/webhook-events

import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { ChatCore } from '../../core/answers.ts';
import { faultAt, type WebhookOutcome } from '../../core/log-events.ts';
import type { Clock, Log } from '../../core/ports.ts';

/** Discord tries for ten minutes; what somebody has listened to cannot be played again much later. */
const TOLERANCE_MS = 15 * 60_000;
/** RFC 8410: what makes a key of the 32 bytes that the developer portal shows. */
const ED25519_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** Takes a request's raw body and its two headers, and says with which status to answer. Never throws. */
export type HearDiscord = (
  body: Uint8Array,
  signature: string | undefined,
  timestamp: string | undefined,
) => Promise<{ status: number }>;

type HearNeeds = {
  /** The application's public key, in hex. */
  readonly publicKey: string;
  readonly core: Pick<ChatCore, 'leave' | 'comeBack'>;
  readonly clock: Clock;
  readonly log: Log;
};

const user = z.object({ id: z.string().regex(/^\d{1,20}$/) });
const someEvent = z.object({ type: z.string().regex(/^[A-Z_]{1,60}$/), data: z.unknown() });
const told = z.discriminatedUnion('type', [
  z.object({ type: z.literal(0) }),
  z.object({ type: z.literal(1), event: someEvent }),
]);
const deauthorized = z.object({ user });
/** `integration_type` 1: for themselves, and not for a server. */
const authorized = z.object({ user, integration_type: z.number().optional() });

/** 204 for what is heard or not for us, 401 for what Discord has not signed (it tries that), 503 where it is to come again. */
const STATUS = {
  heard: 204,
  'not-ours': 204,
  unsigned: 401,
  forged: 401,
  stale: 401,
  unreadable: 400,
  failed: 503,
} as const satisfies Partial<Record<WebhookOutcome, number>>;

type Outcome = { readonly outcome: keyof typeof STATUS; readonly type: string | null };

export function createHearDiscord({ publicKey, core, clock, log }: HearNeeds): HearDiscord {
  const key = createPublicKey({
    key: Buffer.concat([ED25519_PREFIX, Buffer.from(publicKey, 'hex')]),
    format: 'der',
    type: 'spki',
  });
  const take = async (body: Uint8Array, signature?: string, timestamp?: string): Promise<Outcome> => {
    if (signature === undefined || timestamp === undefined) return { outcome: 'unsigned', type: null };
    if (!isSigned(key, body, signature, timestamp)) return { outcome: 'forged', type: null };
    if (!(Math.abs(clock.now().getTime() - Number(timestamp) * 1_000) <= TOLERANCE_MS))
      return { outcome: 'stale', type: null };
    const read = told.safeParse(parsed(body));
    if (!read.success) return { outcome: 'unreadable', type: null };
    // Asked when somebody writes our address into the developer portal.
    if (read.data.type === 0) return { outcome: 'heard', type: null };
    const { type, data } = read.data.event;
    try {
      return { outcome: await hear(core, type, data), type };
    } catch (error) {
      log(faultAt('discord event', error));
      return { outcome: 'failed', type };
    }
  };
  return async (body, signature, timestamp) => {
    const { outcome, type } = await take(body, signature, timestamp);
    log({ event: 'webhook', endpoint: 'discord', outcome, type });
    return { status: STATUS[outcome] };
  };
}

async function hear(
  core: HearNeeds['core'],
  type: string,
  data: unknown,
): Promise<'heard' | 'not-ours' | 'unreadable'> {
  const platform = 'discord';
  if (type === 'APPLICATION_DEAUTHORIZED') {
    const read = deauthorized.safeParse(data);
    if (!read.success) return 'unreadable';
    await core.leave({ platform, userId: read.data.user.id });
    return 'heard';
  }
  if (type !== 'APPLICATION_AUTHORIZED') return 'not-ours';
  const read = authorized.safeParse(data);
  if (!read.success) return 'unreadable';
  if (read.data.integration_type !== 1) return 'not-ours';
  await core.comeBack({ platform, userId: read.data.user.id });
  return 'heard';
}

function isSigned(key: KeyObject, body: Uint8Array, signature: string, timestamp: string): boolean {
  if (!/^[0-9a-f]{128}$/i.test(signature) || !/^\d{1,15}$/.test(timestamp)) return false;
  return verify(null, Buffer.concat([Buffer.from(timestamp), body]), key, Buffer.from(signature, 'hex'));
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    // Signed, and not what the address is for: it is refused as such.
    return null;
  }
}
