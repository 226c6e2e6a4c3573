// How Discord says no: a status, a code and its own words.

import { RESTJSONErrorCodes } from 'discord-api-types/v10';
import type { Answer } from '../wire/http.ts';

/** The tree under `errors` of a 50035: field names (list positions as text) down to `_errors`. */
export type ErrorTree = { [field: string]: ErrorTree | readonly { code: string; message: string }[] };

/** Thrown by a route; becomes `{ message, code, errors? }` with `status`. */
export class DiscordRefusal extends Error {
  readonly status: number;
  readonly code: number;
  readonly errors: ErrorTree | undefined;

  constructor(status: number, code: number, message: string, errors?: ErrorTree) {
    super(message);
    this.name = 'DiscordRefusal';
    this.status = status;
    this.code = code;
    this.errors = errors;
  }

  toAnswer(): Answer {
    return {
      status: this.status,
      json: { message: this.message, ...(this.errors ? { errors: this.errors } : {}), code: this.code },
    };
  }
}

const Codes = RESTJSONErrorCodes;

/** One entry per refusal this world knows, with the wording of the real one. */
export const refusal = {
  unauthorized: () => new DiscordRefusal(401, 0, '401: Unauthorized'),
  notFound: () => new DiscordRefusal(404, 0, '404: Not Found'),
  badJson: () => new DiscordRefusal(400, 50109, 'The request body contains invalid JSON.'),
  unknownApplication: () => new DiscordRefusal(404, Codes.UnknownApplication, 'Unknown Application'),
  unknownChannel: () => new DiscordRefusal(404, Codes.UnknownChannel, 'Unknown Channel'),
  unknownMessage: () => new DiscordRefusal(404, Codes.UnknownMessage, 'Unknown Message'),
  unknownUser: () => new DiscordRefusal(404, Codes.UnknownUser, 'Unknown User'),
  unknownWebhook: () => new DiscordRefusal(404, Codes.UnknownWebhook, 'Unknown Webhook'),
  unknownInteraction: () => new DiscordRefusal(404, Codes.UnknownInteraction, 'Unknown interaction'),
  tooManyAttachments: () =>
    new DiscordRefusal(
      400,
      Codes.MaximumNumberOfAttachmentsInAMessageReached,
      'Maximum number of attachments in a message reached (10)',
    ),
  oldMessageEdits: () =>
    new DiscordRefusal(
      429,
      Codes.MaximumNumberOfEditsToMessagesOlderThanOneHourReached,
      'Maximum number of edits to messages older than 1 hour reached. Try again later.',
    ),
  tooLarge: () => new DiscordRefusal(413, Codes.RequestEntityTooLarge, 'Request entity too large'),
  alreadyAcknowledged: () =>
    new DiscordRefusal(400, Codes.InteractionHasAlreadyBeenAcknowledged, 'Interaction has already been acknowledged.'),
  tooManyFollowUps: () =>
    new DiscordRefusal(
      400,
      Codes.ThisInteractionHasHitTheMaximumNumberOfFollowUpMessages,
      'This interaction has hit the maximum number of follow up messages',
    ),
  missingAccess: () => new DiscordRefusal(403, Codes.MissingAccess, 'Missing Access'),
  missingPermissions: () => new DiscordRefusal(403, Codes.MissingPermissions, 'Missing Permissions'),
  emptyMessage: () => new DiscordRefusal(400, Codes.CannotSendAnEmptyMessage, 'Cannot send an empty message'),
  dmClosed: () => new DiscordRefusal(403, Codes.CannotSendMessagesToThisUser, 'Cannot send messages to this user'),
  noMutualGuilds: () =>
    new DiscordRefusal(
      403,
      Codes.CannotSendMessagesToThisUserDueToHavingNoMutualGuilds,
      'Cannot send messages to this user due to having no mutual guilds',
    ),
  invalidWebhookToken: () => new DiscordRefusal(401, Codes.InvalidWebhookToken, 'Invalid Webhook Token'),
  uploadNotFound: () => new DiscordRefusal(400, Codes.UploadedFileNotFound, 'Uploaded file not found.'),
} satisfies Record<string, () => DiscordRefusal>;
