// What somebody typed or pressed in Discord, as a call: pure, so that it is known before anything is asked of anybody.

import {
  ApplicationIntegrationType,
  InteractionContextType,
  MessageFlags,
  PermissionFlagsBits,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
} from 'discord.js';
import type { DiscordAddress } from '../../core/domain/chat.ts';
import { isPrivate, pressAnswer } from '../commands/index.ts';
import { decodeButton, type Call, type CommandCall, type PressCall } from '../conversation.ts';
import { localeFrom } from '../texts/texts.ts';
import { toUploadedFile } from './attachment.ts';
import { refOf } from './ways.ts';

/** A token lives for 15 minutes; ours and Discord's clocks may differ, and a large upload takes its time. */
const TOKEN_LIFE_MS = 13.5 * 60_000;

export type Asked = ChatInputCommandInteraction | ButtonInteraction;

/** How a call is acknowledged, which fixes where its answer goes and who sees it. */
export type Acknowledgement = { readonly kind: 'new'; readonly ephemeral: boolean } | { readonly kind: 'edit' };

export type Parsed = {
  readonly call: Call;
  readonly acknowledgement: Acknowledgement;
  readonly address: DiscordAddress;
};

/** `cdnUrl` is the origin attachments may be fetched from. */
type Around = { readonly now: Date; readonly cdnUrl: string };

export function parseInteraction(asked: Asked, around: Around): Parsed {
  return asked.isButton() ? parsePress(asked, around) : parseCommand(asked, around);
}

function parseCommand(asked: ChatInputCommandInteraction, around: Around): Parsed {
  const given = asked.options.data;
  const options = Object.fromEntries(
    given.flatMap(({ name, value, attachment }) => (value === undefined || attachment ? [] : [[name, String(value)]])),
  );
  const files = given.flatMap(({ attachment }) => (attachment ? [toUploadedFile(attachment, around.cdnUrl)] : []));
  const said = { name: asked.commandName, options };
  const ephemeral = isPrivate(said);
  const address = addressOf(asked, ephemeral, around.now);
  const call: CommandCall = { ...heard(asked, address), ...said, kind: 'command', text: '', files };
  return { call, address, acknowledgement: { kind: 'new', ephemeral } };
}

function parsePress(asked: ButtonInteraction, around: Around): Parsed {
  // A payload we never made is answered like one whose subject does not exist.
  const { verb, subject } = decodeButton(asked.customId) ?? { verb: '', subject: '' };
  const ephemeral = asked.message.flags.has(MessageFlags.Ephemeral);
  const address = addressOf(asked, ephemeral, around.now);
  const message = refOf({ id: asked.message.id, channel_id: asked.channelId });
  const call: PressCall = { ...heard(asked, address), kind: 'press', verb, subject, message };
  const answer = pressAnswer(verb);
  return { call, address, acknowledgement: answer === 'edit' ? { kind: 'edit' } : { kind: 'new', ephemeral } };
}

function heard(asked: Asked, address: DiscordAddress): Pick<Call, 'event' | 'person' | 'address'> {
  return {
    event: { platform: 'discord', id: asked.id, at: asked.createdAt },
    person: { platform: 'discord', userId: asked.user.id, locale: localeFrom(asked.locale) },
    address,
  };
}

function addressOf(asked: Asked, ephemeral: boolean, now: Date): DiscordAddress {
  return {
    platform: 'discord',
    applicationId: asked.applicationId,
    channelId: asked.channelId,
    userId: asked.user.id,
    botInChannel: isBotIn(asked),
    ephemeral,
    token: asked.token,
    tokenUntil: new Date(now.getTime() + TOKEN_LIFE_MS).toISOString(),
  };
}

const NEEDED = [PermissionFlagsBits.ViewChannel, PermissionFlagsBits.AttachFiles];
/** Which of the two counts depends on whether this is a thread. */
const SENDING = [PermissionFlagsBits.SendMessages, PermissionFlagsBits.SendMessagesInThreads];

/** Whether channel endpoints will work here once the token is dead, as far as Discord tells us now. */
function isBotIn(asked: Asked): boolean {
  if (asked.context === InteractionContextType.BotDM) return true;
  if (asked.authorizingIntegrationOwners[ApplicationIntegrationType.GuildInstall] === undefined) return false;
  return asked.appPermissions.has(NEEDED) && asked.appPermissions.any(SENDING);
}
