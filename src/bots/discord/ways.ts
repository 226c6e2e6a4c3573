// The ways a late result can take, best first: the interaction's token, the channel, the person's DMs.

import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Routes, type APIChannel, type APIMessage, type RawFile } from 'discord.js';
import type { DiscordAddress } from '../../core/domain/chat.ts';
import { MessengerError, type Delivery, type MessageRef, type SendOnce } from '../../core/ports.ts';
import { editError, failureOf, hadNoEffect, sendError } from './errors.ts';
import type { DiscordMessage } from './render.ts';
import type { DiscordRest } from './rest.ts';

export type Sent = { readonly message: MessageRef } | 'unknown';

/** One way into a chat. Every call throws MessengerError; `gone` means that this way is closed and the next may be open. */
export type Way = {
  readonly name: 'token' | 'channel' | 'dm';
  /** The message everybody looks at for the result. */
  main(message: DiscordMessage): Promise<Sent>;
  /** A further message, of which there is one per `step`. */
  further(step: string, message: DiscordMessage): Promise<Sent>;
};

/** `channelId/messageId`: a result may end up in another channel than the one it was asked in. */
export function refOf(message: Pick<APIMessage, 'id' | 'channel_id'>): MessageRef {
  return `${message.channel_id}/${message.id}`;
}

export type Trip = {
  readonly rest: DiscordRest;
  readonly delivery: Delivery;
  readonly address: DiscordAddress;
  readonly once: SendOnce;
  readonly signal: AbortSignal;
};

/** The ways that are open as far as is known without asking Discord. */
export function waysFor(trip: Trip, now: Date): Way[] {
  const { address } = trip;
  return [
    ...(tokenLives(address, now) ? [tokenWay(trip)] : []),
    // What was ephemeral is nobody else's business, so it never becomes a message in the channel.
    ...(address.botInChannel && !address.ephemeral ? [channelWay(trip)] : []),
    dmWay(trip),
  ];
}

export function tokenLives(address: DiscordAddress, now: Date): boolean {
  return now.toISOString() < new Date(address.tokenUntil).toISOString();
}

/** Edits the interaction's answer: repeatable, and no new message. */
export async function editOriginal(
  rest: DiscordRest,
  address: DiscordAddress,
  { body, files }: DiscordMessage,
  signal: AbortSignal,
): Promise<MessageRef> {
  const route = Routes.webhookMessage(address.applicationId, address.token, '@original');
  const edit = rest.asInteraction.patch(route, { auth: false, body, files, signal });
  return refOf((await edit.catch(rethrow(editError))) as APIMessage);
}

/** Edits a message in a channel the bot is in. */
export async function editMessage(
  rest: DiscordRest,
  message: MessageRef,
  { body, files }: DiscordMessage,
  signal: AbortSignal,
): Promise<MessageRef> {
  const [channelId = '', messageId = ''] = message.split('/');
  const edit = rest.asBot.patch(Routes.channelMessage(channelId, messageId), { body, files, signal });
  return refOf((await edit.catch(rethrow(editError))) as APIMessage);
}

function tokenWay({ rest, address, once, signal }: Trip): Way {
  return {
    name: 'token',
    main: async (message) => ({ message: await editOriginal(rest, address, message, signal) }),
    further: (step, { body, files }) =>
      once(step, async () => {
        const route = Routes.webhook(address.applicationId, address.token);
        const query = new URLSearchParams({ wait: 'true' });
        const flagged = { ...body, ...(address.ephemeral && { flags: EPHEMERAL }) };
        const send = rest.asInteraction.post(route, { auth: false, query, body: flagged, files, signal });
        return refOf((await send.catch(rethrow(sendError))) as APIMessage);
      }),
  };
}

const EPHEMERAL = 64;

function channelWay(trip: Trip): Way {
  const { address, delivery } = trip;
  const [channelId, messageId] = delivery.message?.split('/') ?? [];
  const answersTo = channelId === address.channelId ? messageId : undefined;
  return {
    name: 'channel',
    main: (message) => postOnce(trip, 'result', address.channelId, message, answersTo),
    further: (step, message) => postOnce(trip, step, address.channelId, message),
  };
}

function dmWay(trip: Trip): Way {
  let opened: Promise<string> | undefined;
  const channel = (): Promise<string> => (opened ??= openDm(trip));
  return {
    name: 'dm',
    main: async (message) => postOnce(trip, 'result', await channel(), message),
    further: async (step, message) => postOnce(trip, step, await channel(), message),
  };
}

/** The DM with the person; asking for it again gives the same one. */
async function openDm({ rest, address, signal }: Trip): Promise<string> {
  const open = rest.asBot.post(Routes.userChannels(), { body: { recipient_id: address.userId }, signal });
  return ((await open.catch(rethrow(editError))) as APIChannel).id;
}

function postOnce(
  trip: Trip,
  step: string,
  channelId: string,
  { body, files }: DiscordMessage,
  answersTo?: string,
): Promise<Sent> {
  const nonce = createHash('sha256').update(`${trip.delivery.id}/${step}`).digest('base64url').slice(0, 25);
  const whole = {
    ...body,
    nonce,
    enforce_nonce: true,
    ...(answersTo !== undefined && { message_reference: { message_id: answersTo, fail_if_not_exists: false } }),
  };
  return trip.once(step, async () => refOf(await post(trip, channelId, whole, files)));
}

const POSTS = 3;
const PAUSE_MS = 1000;

/** Asks again when the answer is lost: for a few minutes Discord answers the same nonce with the message it made of the first. */
async function post(trip: Trip, channelId: string, body: object, files: RawFile[]): Promise<APIMessage> {
  for (let left = POSTS - 1; ; left -= 1) {
    try {
      const route = Routes.channelMessages(channelId);
      return (await trip.rest.asBot.post(route, { body, files, signal: trip.signal })) as APIMessage;
    } catch (error) {
      const lost = failureOf(error)?.kind === 'fault' && !hadNoEffect(error);
      if (!lost || left === 0 || trip.signal.aborted) throw sendError(error);
      await pause(PAUSE_MS, undefined, { signal: trip.signal }).catch(() => {
        throw sendError(error);
      });
    }
  }
}

/** Tries the ways in order until one is open; those that are closed are dropped for good. */
export async function byFirstOpen(ways: Way[], bring: (way: Way) => Promise<Sent>): Promise<{ way: Way; sent: Sent }> {
  for (let way = ways[0]; way; way = ways[0]) {
    try {
      return { way, sent: await bring(way) };
    } catch (error) {
      if (!(error instanceof MessengerError) || error.what.kind !== 'gone') throw error;
      ways.shift();
    }
  }
  throw new MessengerError({ kind: 'gone' });
}

function rethrow(as: (error: unknown) => Error): (error: unknown) => never {
  return (error) => {
    throw as(error);
  };
}
