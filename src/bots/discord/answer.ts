// Answering an interaction: the acknowledgement within three seconds, and then the reply where it belongs.

import { setTimeout as pause } from 'node:timers/promises';
import { InteractionResponseType, MessageFlags, Routes, type APIMessage } from 'discord.js';
import { MessengerError, type MessageRef } from '../../core/ports.ts';
import type { DiscordAddress } from '../../core/domain/chat.ts';
import type { Reply } from '../conversation.ts';
import { editError, failureOf, isAcknowledged, isAnswered, sendError } from './errors.ts';
import type { Acknowledgement, Asked } from './parse.ts';
import { toMessage } from './render.ts';
import type { DiscordRest } from './rest.ts';
import { editOriginal, refOf } from './ways.ts';

const ATTEMPTS = 3;
const PAUSE_MS = 500;

/**
 * Tells Discord that an answer comes.
 * @returns false when somebody else has answered or it is too late, which ends the matter
 * @throws MessengerError
 */
export async function acknowledge(
  { asInteraction }: DiscordRest,
  asked: Pick<Asked, 'id' | 'token'>,
  how: Acknowledgement,
): Promise<boolean> {
  const body =
    how.kind === 'edit'
      ? { type: InteractionResponseType.DeferredMessageUpdate }
      : {
          type: InteractionResponseType.DeferredChannelMessageWithSource,
          data: how.ephemeral ? { flags: MessageFlags.Ephemeral } : {},
        };
  for (let attempt = 1; ; attempt += 1) {
    try {
      await asInteraction.post(Routes.interactionCallback(asked.id, asked.token), { auth: false, body });
      return true;
    } catch (error) {
      // After a lost answer "already acknowledged" is about our own first try.
      if (attempt > 1 && isAcknowledged(error)) return true;
      if (isAnswered(error)) return false;
      if (failureOf(error)?.kind !== 'fault' || attempt === ATTEMPTS) throw editError(error);
    }
  }
}

export type Answering = {
  readonly rest: DiscordRest;
  readonly address: DiscordAddress;
  readonly acknowledgement: Acknowledgement;
  /** A DM has no others to hide an answer from. */
  readonly alone: boolean;
  readonly signal: AbortSignal;
};

/**
 * Shows a reply where the acknowledgement has fixed its place.
 * @returns the message that shows it
 * @throws MessengerError
 */
export async function answer(to: Answering, reply: Reply): Promise<MessageRef> {
  const { rest, address, acknowledgement, signal } = to;
  if (acknowledgement.kind === 'edit')
    return reply.private
      ? followUp(to, reply)
      : patiently(signal, () => editOriginal(rest, address, toMessage(reply), signal));
  if (!reply.private || acknowledgement.ephemeral || to.alone)
    return patiently(signal, () => editOriginal(rest, address, toMessage(reply), signal));
  // A refusal of what was asked in public. The first follow-up would fill in "thinking" and be as public as that, so it is
  // filled in with nothing to read, and taken away once the person has been told.
  await patiently(signal, () => editOriginal(rest, address, toMessage(NOTHING_TO_READ), signal));
  const message = await followUp(to, reply).catch((error: unknown) => {
    if (error instanceof MessengerError) return null;
    throw error;
  });
  // It could not be told in private, and an ellipsis explains nothing: then everybody may read why.
  if (message === null) return patiently(signal, () => editOriginal(rest, address, toMessage(reply), signal));
  await patiently(signal, () => removeOriginal(to));
  return message;
}

const NOTHING_TO_READ: Reply = { blocks: [{ style: 'text', text: '…' }] };

async function removeOriginal({ rest, address, signal }: Answering): Promise<void> {
  const route = Routes.webhookMessage(address.applicationId, address.token, '@original');
  try {
    await rest.asInteraction.delete(route, { auth: false, signal });
  } catch (error) {
    throw editError(error);
  }
}

async function followUp({ rest, address, signal }: Answering, reply: Reply): Promise<MessageRef> {
  const { body, files } = toMessage(reply);
  const whole = { ...body, flags: MessageFlags.Ephemeral };
  const route = Routes.webhook(address.applicationId, address.token);
  const query = new URLSearchParams({ wait: 'true' });
  return patiently(signal, async () => {
    try {
      return refOf(
        (await rest.asInteraction.post(route, { auth: false, query, body: whole, files, signal })) as APIMessage,
      );
    } catch (error) {
      throw sendError(error);
    }
  });
}

/** Tries again what may be repeated, a few times. A follow-up of unknown fate may appear twice: it is words to one person. */
async function patiently<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      const what = error instanceof MessengerError ? error.what : null;
      const waitMs = what?.kind === 'wait' ? what.afterMs : what?.kind === 'fault' ? PAUSE_MS * attempt : null;
      if (waitMs === null || attempt === ATTEMPTS) throw error;
      await pause(waitMs, undefined, { signal }).catch(() => {
        throw error;
      });
    }
  }
}
