// A place where messages are: a channel of a server, with or without the bot, or the bot's DM with one person.

import { ChannelType, type APIDMChannel, type APITextChannel } from 'discord-api-types/v10';
import type { Changes } from '../wire/changes.ts';
import type { Message } from './message.ts';
import type { Person } from './person.ts';
import { refusal } from './refusals.ts';

export type ChannelSeed = {
  id: string;
  name: string;
  /** Null makes it a DM. */
  guildId: string | null;
  recipient: Person | undefined;
  botIsMember: boolean;
  /** Bytes one uploaded file may have; 10 MiB unless the server is boosted. */
  attachmentSizeLimit: number;
};

export class Channel {
  readonly id: string;
  readonly name: string;
  readonly guildId: string | null;
  /** The person at the other end of a DM. */
  readonly recipient: Person | undefined;
  readonly attachmentSizeLimit: number;
  /** False means: a server that never invited the bot, where people use it as their own app. */
  botIsMember: boolean;
  /** False takes the permission to send, without the membership. */
  botMaySend = true;
  deleted = false;
  /** Everything the bot ever posted here and did not delete, oldest first, ephemeral messages included. */
  readonly messages: Message[] = [];
  readonly #changes: Changes;
  readonly #taken = new Set<Message>();

  constructor(seed: ChannelSeed, changes: Changes) {
    this.id = seed.id;
    this.name = seed.name;
    this.guildId = seed.guildId;
    this.recipient = seed.recipient;
    this.botIsMember = seed.botIsMember;
    this.attachmentSizeLimit = seed.attachmentSizeLimit;
    this.#changes = changes;
  }

  /**
   * The oldest message that matches and that no earlier call has taken; waits for one when there is none yet, so it does not
   * matter whether the bot or the test is faster. A deferred answer counts from the start, with `loading` set.
   */
  nextMessage(
    matches: (message: Message) => boolean = () => true,
    options: { timeoutMs?: number } = {},
  ): Promise<Message> {
    const look = (): Message | undefined => {
      const found = this.messages.find((message) => !this.#taken.has(message) && matches(message));
      if (found) this.#taken.add(found);
      return found;
    };
    return this.#changes.until(look, () => `For the next message in ${this.name}\n${this.describe()}`, options);
  }

  /** One line per message, for people reading a failed test. */
  describe(): string {
    if (this.messages.length === 0) return `${this.name} is empty`;
    return this.messages.map((message) => message.describe()).join('\n');
  }

  /** Throws what Discord answers when the bot's own token is used on this channel. */
  assertReachable(): void {
    if (this.deleted) throw refusal.unknownChannel();
    if (!this.botIsMember) throw refusal.missingAccess();
  }

  /** Throws what Discord answers when the bot posts here with its own token. */
  assertWritable(): void {
    this.assertReachable();
    if (this.recipient?.dms === 'closed') throw refusal.dmClosed();
    if (this.recipient?.dms === 'no-mutual-guilds') throw refusal.noMutualGuilds();
    if (!this.botMaySend) throw refusal.missingPermissions();
  }

  toApi(): APITextChannel | APIDMChannel {
    const newest = this.messages.at(-1)?.id ?? null;
    if (this.guildId === null) {
      const recipients = this.recipient ? [this.recipient.user] : [];
      return { id: this.id, type: ChannelType.DM, name: null, last_message_id: newest, recipients };
    }
    return {
      id: this.id,
      type: ChannelType.GuildText,
      name: this.name,
      guild_id: this.guildId,
      last_message_id: newest,
      position: 0,
      permission_overwrites: [],
      nsfw: false,
      topic: null,
      parent_id: null,
      rate_limit_per_user: 0,
    };
  }
}
