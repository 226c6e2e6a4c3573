// What the bot does with its own token in channels: write, look, change, remove, and open a DM.

import type { Answer, Call, Route } from '../wire/http.ts';
import type { Channel } from './channel.ts';
import { readDraft, type Draft } from './draft.ts';
import { createForm, fieldsOf } from './form.ts';
import type { Message, MessageBody } from './message.ts';
import type { Person } from './person.ts';
import { edit, messageToApi, post, rationOldEdit, remove } from './posting.ts';
import { refusal } from './refusals.ts';
import type { State } from './state.ts';

/** Discord says "a few minutes"; a bot must not count on more. */
const NONCE_WINDOW_MS = 3 * 60 * 1000;

export function channelRoutes(state: State, openDm: (person: Person) => Channel): Route[] {
  const at = (method: string, path: string, handle: (call: Call, channel: Channel) => Answer): Route => ({
    method,
    path: `/channels/:channel${path}`,
    handle: (call) => handle(call, channelOf(state, call)),
  });
  return [
    at('GET', '', (_call, channel) => ({ status: 200, json: channel.toApi() })),
    at('POST', '/typing', (_call, channel) => {
      channel.assertWritable();
      return { status: 204 };
    }),
    at('POST', '/messages', (call, channel) => createMessage(state, call, channel)),
    at('GET', '/messages/:message', (call, channel) => ({
      status: 200,
      json: messageToApi(state, messageOf(state, call, channel)),
    })),
    at('PATCH', '/messages/:message', (call, channel) => {
      const message = messageOf(state, call, channel);
      rationOldEdit(state, message);
      edit(state, message, draftOf(call, channel, message.body));
      return { status: 200, json: messageToApi(state, message) };
    }),
    at('DELETE', '/messages/:message', (call, channel) => {
      remove(state, messageOf(state, call, channel));
      return { status: 204 };
    }),
    {
      method: 'POST',
      path: '/users/@me/channels',
      handle(call) {
        const person = state.people.get(String(fieldsOf(call.json)['recipient_id']));
        if (!person) throw refusal.unknownUser();
        return { status: 200, json: openDm(person).toApi() };
      },
    },
  ];
}

function createMessage(state: State, call: Call, channel: Channel): Answer {
  channel.assertWritable();
  const draft = draftOf(call, channel);
  if (draft.enforceNonce && draft.nonce !== undefined) {
    const since = state.clock.now() - NONCE_WINDOW_MS;
    const first = channel.messages.find((message) => message.nonce === draft.nonce && message.createdAt > since);
    if (first) return { status: 200, json: messageToApi(state, first) };
  }
  const message = post(state, { channel, replyTo: repliedTo(draft, channel) }, draft);
  return { status: 200, json: messageToApi(state, message) };
}

function repliedTo(draft: Draft, channel: Channel): Message | undefined {
  if (draft.replyTo === undefined) return undefined;
  const found = channel.messages.find((message) => message.id === draft.replyTo?.messageId && !message.ephemeral);
  if (!found && draft.replyTo.mustExist) {
    const form = createForm();
    form.fail(['message_reference'], 'REPLIES_UNKNOWN_MESSAGE', 'Unknown message');
    form.refuse();
  }
  return found;
}

function channelOf(state: State, call: Call): Channel {
  const channel = state.channels.get(call.params['channel'] ?? '');
  if (!channel) throw refusal.unknownChannel();
  channel.assertReachable();
  return channel;
}

/** An ephemeral message is not in the channel: only its interaction's token reaches it. */
function messageOf(state: State, call: Call, channel: Channel): Message {
  const message = state.messages.get(call.params['message'] ?? '');
  if (!message || message.deleted || message.ephemeral || message.channel !== channel) throw refusal.unknownMessage();
  return message;
}

function draftOf(call: Call, channel: Channel, existing?: MessageBody): Draft {
  return readDraft(call.json, call.files, {
    maxFileBytes: channel.attachmentSizeLimit,
    requestBytes: call.bodyBytes,
    ...(existing && { existing }),
  });
}
