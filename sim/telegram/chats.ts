// A chat: who is in it, what was said, and whether the bot may speak.

import type { Chat, Message } from '@grammyjs/types';
import type { WaitOptions } from '../wire/changes.ts';
import { badRequest, forbidden } from './refusals.ts';
import { SimMessage } from './messages.ts';
import type { Realm } from './realm.ts';

/** How the bot stands in a chat. `unmet` is a person's chat before the first word; `unknown` one the bot never saw. */
export type Standing = 'member' | 'unknown' | 'unmet' | 'blocked' | 'deactivated' | 'kicked';

export type ChatPart = Omit<Message, 'message_id' | 'date' | 'chat'>;

export class SimChat {
  readonly wire: Exclude<Chat, Chat.ChannelChat>;
  /** Person ids. */
  readonly members: Set<number>;
  standing: Standing;
  readonly #realm: Realm;
  readonly #messages: SimMessage[] = [];
  readonly #claimed = new Set<SimMessage>();
  #migratedTo: SimChat | undefined;

  constructor(realm: Realm, wire: Exclude<Chat, Chat.ChannelChat>, members: Iterable<number>, standing: Standing) {
    this.#realm = realm;
    this.wire = wire;
    this.members = new Set(members);
    this.standing = standing;
  }

  get id(): number {
    return this.wire.id;
  }

  /** Everything said here, oldest first, deleted messages too. */
  get messages(): readonly SimMessage[] {
    return this.#messages;
  }

  /** The supergroup this group became. */
  get migratedTo(): SimChat | undefined {
    return this.#migratedTo;
  }

  message(id: number): SimMessage | undefined {
    return this.#messages.find((message) => message.id === id && !message.deleted);
  }

  /** Writes a message into the chat, under the next id and the world's time. */
  write(part: ChatPart, fromBot: boolean): SimMessage {
    const wire: Message = {
      message_id: this.#realm.nextMessageId(this),
      date: this.#realm.clock.nowS(),
      chat: this.wire,
      ...part,
    };
    const message = new SimMessage(this, wire, fromBot, this.#realm);
    this.#messages.push(message);
    this.#realm.changes.announce();
    return message;
  }

  /** Throws what Telegram answers a bot that may not speak here. */
  checkAccess(): void {
    const group = this.wire.type === 'private' ? '' : `${this.wire.type} chat`;
    if (this.#migratedTo)
      throw badRequest('group chat was upgraded to a supergroup chat', { migrate_to_chat_id: this.#migratedTo.id });
    switch (this.standing) {
      case 'member':
        return;
      case 'unknown':
        throw badRequest('chat not found');
      case 'unmet':
        throw forbidden("bot can't initiate conversation with a user");
      case 'blocked':
        throw forbidden('bot was blocked by the user');
      case 'deactivated':
        throw forbidden('user is deactivated');
      case 'kicked':
        throw forbidden(`bot was kicked from the ${group}`);
    }
  }

  /**
   * The next message of the bot that nobody was given yet and that `predicate` accepts, now or after an edit.
   * Messages passed over stay for later calls.
   */
  async nextMessage(predicate: (message: SimMessage) => boolean = () => true, wait?: WaitOptions): Promise<SimMessage> {
    const message = await this.#realm.changes.until(
      () => this.#messages.find((m) => m.fromBot && !m.deleted && !this.#claimed.has(m) && predicate(m)),
      () => this.describe(),
      wait,
    );
    this.#claimed.add(message);
    return message;
  }

  /** Turns a group into a supergroup with a new id; the old one answers every call with a 400 that names the new. */
  migrate(): SimChat {
    if (this.wire.type !== 'group')
      throw new Error(`Only a basic group can become a supergroup, not ${this.wire.type}`);
    const next = this.#realm.addGroup('supergroup', this.wire.title, this.members, false);
    const [from] = [...this.members].map((id) => this.#realm.people.get(id)?.user);
    this.#tell({ from, migrate_to_chat_id: next.id }, this);
    this.#migratedTo = next;
    this.#tell({ from, migrate_from_chat_id: this.id }, next);
    return next;
  }

  /** Removes the bot from a group. */
  kickBot(): void {
    this.#changeStanding('kicked');
  }

  /** Brings the bot back into a group. */
  addBot(): void {
    this.#changeStanding('member');
  }

  /** What a failed wait shows. */
  describe(): string {
    const lines = this.#messages.slice(-12).map((message) => `  ${message.describe()}`);
    const waiting = this.#realm.feed.pendingCount();
    return [
      `Chat ${this.id} (${this.wire.type}), ${this.#messages.length} message(s), the last of them:`,
      ...lines,
      `${waiting} update(s) not confirmed by the bot`,
    ].join('\n');
  }

  #tell(part: ChatPart, chat: SimChat): void {
    const message = chat.write(part, false);
    message.update = this.#realm.deliver(message);
  }

  #changeStanding(standing: 'kicked' | 'member'): void {
    if (this.wire.type === 'private') throw new Error('A bot is kicked from a group; a person blocks it');
    const by = [...this.members].map((id) => this.#realm.people.get(id)).find((person) => person !== undefined);
    if (!by) throw new Error('Nobody is in the group');
    const before = this.standing;
    this.standing = standing;
    this.#realm.tellStanding(this, by.user, before);
  }
}
