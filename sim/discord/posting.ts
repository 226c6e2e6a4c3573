// Messages coming into being, changing and going: the one place that writes them, whichever route it came by.

import {
  MessageFlags,
  MessageReferenceType,
  MessageType,
  type APIMessage,
  type APIMessageInteractionMetadata,
} from 'discord-api-types/v10';
import type { Channel } from './channel.ts';
import type { Draft } from './draft.ts';
import { pingsOf } from './mentions.ts';
import { Message } from './message.ts';
import type { Person } from './person.ts';
import { refusal } from './refusals.ts';
import type { State } from './state.ts';
import type { HostedFile } from './uploads.ts';

const HOUR_MS = 60 * 60 * 1000;
/** Flags a sender may set; the rest belongs to Discord. */
const SENDABLE = MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications;

export type Place = {
  channel: Channel;
  onlyFor?: Person | undefined;
  interaction?: APIMessageInteractionMetadata | undefined;
  type?: MessageType;
  replyTo?: Message | undefined;
};

/** The "thinking" message of a deferred answer. */
export function postThinking(state: State, place: Place): Message {
  return enter(
    state,
    place,
    MessageFlags.Loading,
    { content: '', attachments: [], components: [], embeds: [] },
    undefined,
  );
}

export function post(state: State, place: Place, draft: Draft): Message {
  const body = {
    content: draft.content ?? '',
    attachments: host(state, draft, place.channel, place.onlyFor !== undefined),
    components: draft.components ?? [],
    embeds: draft.embeds ?? [],
  };
  const message = enter(state, place, draft.flags & SENDABLE, body, draft.nonce);
  for (const ping of pingsOf(message.content, draft.mentions)) message.pings.add(ping);
  state.changes.announce();
  return message;
}

/** Applies an edit; the state before it is kept in `message.edits`. Whether it is ephemeral cannot be changed. */
export function edit(state: State, message: Message, draft: Draft): void {
  const before = message.body;
  const kept = before.attachments.filter((file) => draft.keep?.includes(file.id) ?? true);
  message.body = {
    content: draft.content ?? before.content,
    attachments: [...kept, ...host(state, draft, message.channel, message.ephemeral)],
    components: draft.components ?? before.components,
    embeds: draft.embeds ?? before.embeds,
  };
  if (message.loading) {
    // Filling in a deferred answer is its first state, not an edit.
    message.flags &= ~MessageFlags.Loading;
  } else {
    message.edits.push(before);
    message.editedAt = state.clock.now();
  }
  if (draft.content !== undefined) for (const ping of pingsOf(draft.content, draft.mentions)) message.pings.add(ping);
  state.changes.announce();
}

/** Counts an edit through the bot's own token towards the ration for old messages. */
export function rationOldEdit(state: State, message: Message): void {
  if (state.clock.now() - message.createdAt <= HOUR_MS) return;
  if (message.lateEdits >= state.limits.editsOfOldMessages) throw refusal.oldMessageEdits();
  message.lateEdits += 1;
}

export function remove(state: State, message: Message): void {
  message.deleted = true;
  const { messages } = message.channel;
  const index = messages.indexOf(message);
  if (index !== -1) messages.splice(index, 1);
  state.changes.announce();
}

export function messageToApi(state: State, message: Message): APIMessage {
  const mentioned = [...message.pings].flatMap((id) => state.people.get(id)?.user ?? []);
  return {
    id: message.id,
    channel_id: message.channel.id,
    type: message.type,
    author: state.bot,
    content: message.content,
    timestamp: new Date(message.createdAt).toISOString(),
    edited_timestamp: message.editedAt === null ? null : new Date(message.editedAt).toISOString(),
    tts: false,
    mention_everyone: message.pings.has('everyone') || message.pings.has('here'),
    mentions: mentioned,
    mention_roles: [...message.pings].filter((id) => id.startsWith('&')).map((id) => id.slice(1)),
    attachments: message.attachments.map((file) => state.uploads.toApi(file)),
    embeds: message.embeds.map((embed) => ({ ...embed })),
    components: [...message.components],
    pinned: false,
    ...(areFlags(message.flags) ? { flags: message.flags } : {}),
    ...(message.nonce === undefined ? {} : { nonce: message.nonce }),
    ...(message.reference === undefined ? {} : { message_reference: message.reference }),
    ...(message.interaction === undefined
      ? {}
      : {
          interaction_metadata: message.interaction,
          webhook_id: state.applicationId,
          application_id: state.applicationId,
        }),
  };
}

function enter(state: State, place: Place, flags: number, body: Message['body'], nonce: Message['nonce']): Message {
  const { channel, onlyFor, replyTo } = place;
  const message = new Message(
    {
      ...body,
      id: state.newId(),
      channel,
      onlyFor,
      nonce,
      type: place.type ?? (replyTo ? MessageType.Reply : MessageType.Default),
      flags: flags | (onlyFor === undefined ? 0 : MessageFlags.Ephemeral),
      createdAt: state.clock.now(),
      interaction: place.interaction,
      reference: replyTo && {
        type: MessageReferenceType.Default,
        message_id: replyTo.id,
        channel_id: replyTo.channel.id,
      },
    },
    state.changes,
  );
  state.messages.set(message.id, message);
  channel.messages.push(message);
  state.changes.announce();
  return message;
}

function host(state: State, draft: Draft, channel: Channel, ephemeral: boolean): HostedFile[] {
  return draft.uploads.map((file) => state.uploads.add(file, { channelId: channel.id, ephemeral }));
}

/** The enum names single bits; any sum of them is flags too. */
function areFlags(value: number): value is MessageFlags {
  return Number.isInteger(value);
}
