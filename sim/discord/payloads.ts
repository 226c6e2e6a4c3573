// The event a bot gets when a person does something, with the context that tells where and by which installation.

import {
  ApplicationIntegrationType,
  GuildMemberFlags,
  InteractionContextType,
  type InteractionType,
  Locale,
  PermissionFlagsBits,
  type APIChatInputApplicationCommandInteractionData,
  type APIInteraction,
  type APIInteractionGuildMember,
  type APIMessage,
  type APIMessageComponentInteractionData,
  type APIModalSubmission,
} from 'discord-api-types/v10';
import type { Channel } from './channel.ts';
import type { Person } from './person.ts';
import type { State } from './state.ts';

/** What was done; `message` is the one the component is on. */
export type Deed =
  | { type: InteractionType.ApplicationCommand; data: APIChatInputApplicationCommandInteractionData }
  | { type: InteractionType.MessageComponent; data: APIMessageComponentInteractionData; message: APIMessage }
  | { type: InteractionType.ModalSubmit; data: APIModalSubmission; message?: APIMessage };

/** Where an app is offered here, in the two ways Discord distinguishes: by installation and by kind of place. */
export function contextOf(channel: Channel): {
  context: InteractionContextType;
  installation: ApplicationIntegrationType;
} {
  if (channel.guildId === null)
    return { context: InteractionContextType.BotDM, installation: ApplicationIntegrationType.GuildInstall };
  return {
    context: InteractionContextType.Guild,
    installation: channel.botIsMember
      ? ApplicationIntegrationType.GuildInstall
      : ApplicationIntegrationType.UserInstall,
  };
}

export function interactionPayload(state: State, person: Person, channel: Channel, deed: Deed): APIInteraction {
  const id = state.newId();
  const { context, installation } = contextOf(channel);
  const owner = installation === ApplicationIntegrationType.UserInstall ? person.id : (channel.guildId ?? '0');
  const permissions = permissionsIn(channel);
  const common = {
    id,
    application_id: state.applicationId,
    // The shape of the real ones: base64 of who it is for and a secret.
    token: Buffer.from(`interaction:${id}:${crypto.randomUUID()}`).toString('base64url'),
    version: 1 as const,
    channel_id: channel.id,
    channel: { ...channel.toApi(), permissions },
    app_permissions: permissions,
    locale: person.locale,
    entitlements: [],
    authorizing_integration_owners: { [installation]: owner },
    context,
    attachment_size_limit: channel.attachmentSizeLimit,
    ...deed,
  };
  if (channel.guildId === null) return { ...common, user: person.user };
  const guild = { id: channel.guildId, locale: Locale.EnglishUS, features: [] };
  return { ...common, guild_id: channel.guildId, guild, guild_locale: Locale.EnglishUS, member: memberOf(person) };
}

function memberOf(person: Person): APIInteractionGuildMember {
  const permissions =
    PermissionFlagsBits.ViewChannel | PermissionFlagsBits.SendMessages | PermissionFlagsBits.UseApplicationCommands;
  return {
    user: person.user,
    nick: person.nick,
    roles: [],
    joined_at: '2020-01-01T00:00:00.000Z',
    premium_since: null,
    deaf: false,
    mute: false,
    flags: GuildMemberFlags.CompletedOnboarding,
    permissions: permissions.toString(),
  };
}

/** What the app may do here; without the bot in the server, only what an answer through the token may contain. */
function permissionsIn(channel: Channel): string {
  const { AttachFiles, EmbedLinks, ReadMessageHistory, SendMessages, ViewChannel } = PermissionFlagsBits;
  const content = AttachFiles | EmbedLinks;
  if (!channel.botIsMember) return content.toString();
  return (content | ViewChannel | ReadMessageHistory | (channel.botMaySend ? SendMessages : 0n)).toString();
}
