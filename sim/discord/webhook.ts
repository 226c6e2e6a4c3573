// What an interaction's token can do after the first answer: look at, change and remove it, and follow up, for fifteen minutes.

import type { Answer, Call } from '../wire/http.ts';
import { placeOf } from './callback.ts';
import { readDraft, type Draft } from './draft.ts';
import { flagsOf } from './form.ts';
import type { Interaction } from './interaction.ts';
import type { Message, MessageBody } from './message.ts';
import { edit, messageToApi, post, remove } from './posting.ts';
import { refusal } from './refusals.ts';
import type { State } from './state.ts';

const MAX_USER_INSTALLED_FOLLOW_UPS = 5;

/** POST /webhooks/:app/:token. While the answer is still "thinking", the first follow-up becomes that answer. */
export function followUp(state: State, call: Call): Answer {
  const interaction = interactionOf(state, call);
  const { original } = interaction;
  const thinking = original?.loading && !original.deleted ? original : undefined;
  if (thinking) {
    edit(state, thinking, draftOf(call, interaction, thinking.body));
    return { status: 200, json: messageToApi(state, thinking) };
  }
  if (interaction.userInstalledOnly && interaction.followUps.length >= MAX_USER_INSTALLED_FOLLOW_UPS)
    throw refusal.tooManyFollowUps();
  const flags = flagsOf(call.json);
  const message = post(state, placeOf(interaction, flags), draftOf(call, interaction));
  interaction.followUps.push(message);
  state.changes.announce();
  return { status: 200, json: messageToApi(state, message) };
}

export function readWebhookMessage(state: State, call: Call): Answer {
  return { status: 200, json: messageToApi(state, messageOf(interactionOf(state, call), call)) };
}

export function editWebhookMessage(state: State, call: Call): Answer {
  const interaction = interactionOf(state, call);
  const message = messageOf(interaction, call);
  edit(state, message, draftOf(call, interaction, message.body));
  return { status: 200, json: messageToApi(state, message) };
}

export function deleteWebhookMessage(state: State, call: Call): Answer {
  remove(state, messageOf(interactionOf(state, call), call));
  return { status: 204 };
}

/** Nothing can be done through the token before the first answer: until then Discord does not know it as a webhook. */
function interactionOf(state: State, call: Call): Interaction {
  if (call.params['app'] !== state.applicationId) throw refusal.unknownWebhook();
  const interaction = state.tokens.get(call.params['token'] ?? '');
  if (!interaction || interaction.tokenExpired) throw refusal.invalidWebhookToken();
  if (!interaction.acknowledgement) throw refusal.unknownWebhook();
  return interaction;
}

function messageOf(interaction: Interaction, call: Call): Message {
  const id = call.params['message'];
  const message =
    id === '@original'
      ? interaction.original
      : [interaction.original, interaction.source, ...interaction.followUps].find((candidate) => candidate?.id === id);
  if (!message || message.deleted) throw refusal.unknownMessage();
  return message;
}

function draftOf(call: Call, interaction: Interaction, existing?: MessageBody): Draft {
  return readDraft(call.json, call.files, {
    maxFileBytes: interaction.payload.attachment_size_limit,
    requestBytes: call.bodyBytes,
    ...(existing && { existing }),
  });
}
