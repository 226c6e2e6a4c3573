// The first answer to an interaction: within three seconds, once, and with the kinds Discord allows for what was asked.

import {
  InteractionResponseType as Kind,
  InteractionType,
  MessageFlags,
  MessageType,
  type APIMessageInteractionMetadata,
  type RESTPostAPIInteractionCallbackWithResponseResult,
} from 'discord-api-types/v10';
import type { Answer, Call } from '../wire/http.ts';
import { readDraft, type Draft } from './draft.ts';
import { createForm, fieldsOf, flagsOf } from './form.ts';
import type { Interaction } from './interaction.ts';
import type { MessageBody } from './message.ts';
import { readModal } from './modals.ts';
import { edit, messageToApi, post, postThinking, type Place } from './posting.ts';
import { refusal } from './refusals.ts';
import type { State } from './state.ts';

const ALLOWED: Readonly<Record<InteractionType, readonly Kind[]>> = {
  [InteractionType.Ping]: [Kind.Pong],
  [InteractionType.ApplicationCommand]: [
    Kind.ChannelMessageWithSource,
    Kind.DeferredChannelMessageWithSource,
    Kind.Modal,
  ],
  [InteractionType.MessageComponent]: [
    Kind.ChannelMessageWithSource,
    Kind.DeferredChannelMessageWithSource,
    Kind.DeferredMessageUpdate,
    Kind.UpdateMessage,
    Kind.Modal,
  ],
  [InteractionType.ApplicationCommandAutocomplete]: [],
  [InteractionType.ModalSubmit]: [
    Kind.ChannelMessageWithSource,
    Kind.DeferredChannelMessageWithSource,
    Kind.DeferredMessageUpdate,
    Kind.UpdateMessage,
  ],
};

/** POST /interactions/:id/:token/callback. 204 without a body, or 200 with the resource when `with_response` asks for it. */
export function answerInteraction(state: State, call: Call): Answer {
  const interaction = state.interactions.get(call.params['id'] ?? '');
  if (!interaction || interaction.token !== call.params['token'] || interaction.overdue)
    throw refusal.unknownInteraction();
  if (interaction.acknowledgement) throw refusal.alreadyAcknowledged();

  const body = fieldsOf(call.json);
  const kind = readKind(body['type'], interaction);
  apply(state, call, interaction, kind, body['data']);
  interaction.acknowledgement = { type: kind, afterMs: state.clock.now() - interaction.createdAt };
  state.changes.announce();

  if (call.query.get('with_response') !== 'true') return { status: 204 };
  return { status: 200, json: withResponse(state, interaction, kind) };
}

function readKind(value: unknown, interaction: Interaction): Kind {
  // A form reached from a command has no message that could be updated.
  const allowed = ALLOWED[interaction.payload.type].filter(
    (kind) => interaction.source !== undefined || (kind !== Kind.DeferredMessageUpdate && kind !== Kind.UpdateMessage),
  );
  const kind = allowed.find((candidate) => candidate === value);
  if (kind !== undefined) return kind;
  const form = createForm();
  form.fail(['type'], 'BASE_TYPE_CHOICES', `Value must be one of {${allowed.join(', ')}}.`);
  form.refuse();
  throw new Error('unreachable: a form with a complaint refuses');
}

function apply(state: State, call: Call, interaction: Interaction, kind: Kind, data: unknown): void {
  const draft = (existing?: MessageBody): Draft =>
    readDraft(data, call.files, {
      root: ['data'],
      maxFileBytes: interaction.payload.attachment_size_limit,
      requestBytes: call.bodyBytes,
      ...(existing && { existing }),
    });
  const flags = flagsOf(data);
  switch (kind) {
    case Kind.ChannelMessageWithSource:
      interaction.original = post(state, placeOf(interaction, flags), draft());
      break;
    case Kind.DeferredChannelMessageWithSource:
      interaction.original = postThinking(state, placeOf(interaction, flags));
      break;
    case Kind.UpdateMessage:
      if (!interaction.source || interaction.source.deleted) throw refusal.unknownMessage();
      edit(state, interaction.source, draft(interaction.source.body));
      interaction.original = interaction.source;
      break;
    case Kind.DeferredMessageUpdate:
      interaction.original = interaction.source;
      break;
    case Kind.Modal:
      interaction.modal = readModal(data);
      break;
    case Kind.ApplicationCommandAutocompleteResult:
    case Kind.Pong:
    case Kind.PremiumRequired:
    case Kind.LaunchActivity:
      throw new Error(`The little Discord does not know answers of type ${kind}`);
  }
}

/** Where an answer or a follow-up goes: into the channel, or to the person alone when its own flags say ephemeral. */
export function placeOf(interaction: Interaction, flags: number): Place {
  const isCommand = interaction.payload.type === InteractionType.ApplicationCommand;
  return {
    channel: interaction.channel,
    onlyFor: (flags & MessageFlags.Ephemeral) === 0 ? undefined : interaction.person,
    interaction: metadataOf(interaction),
    ...(isCommand && !interaction.original
      ? { type: MessageType.ChatInputCommand }
      : { replyTo: interaction.original ?? interaction.source }),
  };
}

function metadataOf(interaction: Interaction): APIMessageInteractionMetadata {
  const common = {
    id: interaction.id,
    user: interaction.person.user,
    authorizing_integration_owners: interaction.payload.authorizing_integration_owners,
  };
  if (!interaction.source) return { ...common, type: InteractionType.ApplicationCommand };
  return { ...common, type: InteractionType.MessageComponent, interacted_message_id: interaction.source.id };
}

function withResponse(
  state: State,
  interaction: Interaction,
  kind: Kind,
): RESTPostAPIInteractionCallbackWithResponseResult {
  const message = interaction.original;
  return {
    interaction: {
      id: interaction.id,
      type: interaction.payload.type,
      ...(message && {
        response_message_id: message.id,
        response_message_loading: message.loading,
        response_message_ephemeral: message.ephemeral,
      }),
    },
    resource: { type: kind, ...(message && { message: messageToApi(state, message) }) },
  };
}
