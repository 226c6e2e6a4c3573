// Webhooks: who sent this is proven by a signature, and all that is kept of it is which object has changed.

import { Stripe } from 'stripe';
import { z } from 'zod';
import type { MoneyRef } from '../core/domain/payment.ts';
import { faultAt, type WebhookOutcome } from '../core/log-events.ts';
import type { Clock, Log } from '../core/ports.ts';
import { refOf } from './event-types.ts';

/** How old a signature may be: what somebody has listened to cannot be played again later. */
const TOLERANCE_S = 300;

type Endpoint = 'snapshot' | 'thin';

type HeardEvent = {
  readonly endpoint: Endpoint;
  readonly eventId: string;
  readonly type: string;
  readonly ref: MoneyRef;
};

/** Takes a request's raw body and its `Stripe-Signature`, and says with which status to answer. Never throws. */
export type Receive = (
  endpoint: Endpoint,
  body: Uint8Array,
  signature: string | undefined,
) => Promise<{ status: number }>;

type ReceiveNeeds = {
  readonly secrets: readonly string[];
  /** Whether our key is of live mode. */
  readonly live: boolean;
  /** Remembers the event; resolves after the commit. */
  readonly hear: (event: HeardEvent) => Promise<'heard' | 'heard-before'>;
  readonly clock: Clock;
  readonly log: Log;
};

/** Of Stripe's answers' many fields, these are read and the others dropped. */
const object = z.object({ id: z.string().regex(/^\w{1,255}$/), object: z.string() });
const envelope = {
  id: z.string().regex(/^\w{1,255}$/),
  type: z.string().regex(/^[a-z0-9_.]{1,120}$/),
  livemode: z.boolean(),
};
const snapshotEvent = z.object({
  ...envelope,
  object: z.literal('event'),
  account: z.string().optional(),
  data: z.object({ object: object.nullable().catch(null) }),
});
const thinEvent = z.object({
  ...envelope,
  context: z.unknown().optional(),
  related_object: z.object({ id: object.shape.id, type: z.string() }).nullable().catch(null),
});

type Told = {
  readonly id: string;
  readonly type: string;
  readonly livemode: boolean;
  /** Of an account connected to ours, which nobody connects to Easel. */
  readonly elsewhere: boolean;
  readonly ref: MoneyRef | null;
};

/** 200 for what is remembered or not for us, 400 for what nobody can believe, 503 where Stripe is to come again. */
const STATUS = {
  heard: 200,
  'heard-before': 200,
  'not-ours': 200,
  'other-mode': 200,
  unsigned: 400,
  forged: 400,
  stale: 400,
  unreadable: 400,
  'no-secret': 503,
  failed: 503,
} as const satisfies Partial<Record<WebhookOutcome, number>>;

type Outcome = keyof typeof STATUS;

export function createReceive({ secrets, live, hear, clock, log }: ReceiveNeeds): Receive {
  const take = async (
    endpoint: Endpoint,
    body: Uint8Array,
    signature: string | undefined,
  ): Promise<{ outcome: Outcome; type: string | null }> => {
    if (secrets.length === 0) return { outcome: 'no-secret', type: null };
    if (signature === undefined) return { outcome: 'unsigned', type: null };
    const told = read(endpoint, { body, signature, receivedAt: clock.now().getTime() }, secrets);
    if (typeof told === 'string') return { outcome: told, type: null };
    const { id, type, ref } = told;
    if (told.livemode !== live) return { outcome: 'other-mode', type };
    if (told.elsewhere || ref === null) return { outcome: 'not-ours', type };
    try {
      return { outcome: await hear({ endpoint, eventId: id, type, ref }), type };
    } catch (error) {
      log(faultAt('webhook', error));
      return { outcome: 'failed', type };
    }
  };
  return async (endpoint, body, signature) => {
    const { outcome, type } = await take(endpoint, body, signature);
    log({ event: 'webhook', endpoint, outcome, type });
    return { status: STATUS[outcome] };
  };
}

/** Verifying needs no key: this client is never asked for anything else. */
const verifier = new Stripe('sk_test_signatures_only', { telemetry: false });

type Request = {
  readonly body: Uint8Array;
  readonly signature: string;
  /** In milliseconds. */ readonly receivedAt: number;
};

/** What the event says, once one of the secrets has signed it in time; or why nothing is believed. */
function read(
  endpoint: Endpoint,
  request: Request,
  secrets: readonly string[],
): Told | 'forged' | 'stale' | 'unreadable' {
  for (const secret of secrets) {
    try {
      return endpoint === 'snapshot' ? snapshot(request, secret) : thin(request, secret);
    } catch (error) {
      // Signed, and then not what its endpoint is for.
      if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) return 'unreadable';
    }
  }
  return secrets.some((secret) => signedOnce(request, secret)) ? 'stale' : 'forged';
}

function snapshot({ body, signature, receivedAt }: Request, secret: string): Told {
  const event = verifier.webhooks.constructEvent(body, signature, secret, TOLERANCE_S, undefined, receivedAt);
  const told = snapshotEvent.parse(event);
  const about = told.data.object;
  const ref = about && refOf(told.type, { id: about.id, type: about.object });
  return { ...told, elsewhere: told.account !== undefined, ref };
}

function thin({ body, signature, receivedAt }: Request, secret: string): Told {
  const event = verifier.parseEventNotification(body, signature, secret, TOLERANCE_S, undefined, receivedAt);
  const told = thinEvent.parse(event);
  const name = told.type.startsWith('v1.') ? told.type.slice('v1.'.length) : '';
  const elsewhere = told.context !== undefined && told.context !== null;
  return { ...told, elsewhere, ref: told.related_object && refOf(name, told.related_object) };
}

/** Whether the signature is right and only its time is not. */
function signedOnce({ body, signature }: Request, secret: string): boolean {
  try {
    // A tolerance of zero asks no question about the time.
    return verifier.webhooks.signature?.verifyHeader(body, signature, secret, 0) ?? false;
  } catch {
    // That is the answer.
    return false;
  }
}
