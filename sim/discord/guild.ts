// The server the bot is a member of, as the gateway introduces it to clients that ask for servers.

import {
  ChannelType,
  GuildDefaultMessageNotifications,
  GuildExplicitContentFilter,
  GuildMFALevel,
  GuildNSFWLevel,
  GuildPremiumTier,
  GuildSystemChannelFlags,
  GuildVerificationLevel,
  Locale,
  type GatewayGuildCreateDispatchData,
} from 'discord-api-types/v10';
import type { State } from './state.ts';

/** Only what a client needs to know the server and its channels by name. */
export function guildToApi(state: State, guildId: string): GatewayGuildCreateDispatchData {
  const channels = [...state.channels.values()].filter((channel) => channel.guildId === guildId && !channel.deleted);
  return {
    id: guildId,
    name: 'The little server',
    icon: null,
    splash: null,
    discovery_splash: null,
    owner_id: guildId,
    afk_channel_id: null,
    afk_timeout: 300,
    verification_level: GuildVerificationLevel.None,
    default_message_notifications: GuildDefaultMessageNotifications.OnlyMentions,
    explicit_content_filter: GuildExplicitContentFilter.Disabled,
    roles: [],
    emojis: [],
    stickers: [],
    features: [],
    mfa_level: GuildMFALevel.None,
    application_id: null,
    system_channel_id: null,
    system_channel_flags: GuildSystemChannelFlags.SuppressJoinNotifications,
    rules_channel_id: null,
    vanity_url_code: null,
    description: null,
    banner: null,
    premium_tier: GuildPremiumTier.None,
    preferred_locale: Locale.EnglishUS,
    public_updates_channel_id: null,
    nsfw_level: GuildNSFWLevel.Default,
    premium_progress_bar_enabled: false,
    hub_type: null,
    safety_alerts_channel_id: null,
    incidents_data: null,
    joined_at: '2020-01-01T00:00:00.000Z',
    large: false,
    member_count: state.people.size + 1,
    voice_states: [],
    members: [],
    channels: channels.map((channel) => channel.toApi()).filter((channel) => channel.type === ChannelType.GuildText),
    threads: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}
