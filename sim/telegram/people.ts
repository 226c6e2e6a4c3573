// People: they write, attach, press, block and leave, and their clients allow what real clients allow.

import type { MessageEntity, User } from '@grammyjs/types';
import type { WaitOptions } from '../wire/changes.ts';
import { SimChat, type ChatPart } from './chats.ts';
import { commandsIn, findEntities } from './entities.ts';
import type { StoredFile } from './files.ts';
import type { SimMessage } from './messages.ts';
import type { CallbackAnswer, Press, Realm } from './realm.ts';
import { openTill, type Checkout } from './stars.ts';

export type Where = {
  /** The private chat with the bot when absent. */
  chat?: SimChat;
  replyTo?: SimMessage;
  /** A topic of a forum. */
  threadId?: number;
};

export type Pressed = Pick<Press, 'query' | 'update'> & {
  /** What the bot showed: a notice, an alert or nothing (`text` undefined). */
  answered(wait?: WaitOptions): Promise<CallbackAnswer>;
};

export type PersonSeed = {
  name?: string;
  lastName?: string;
  languageCode?: string;
  username?: string;
  stars?: number;
};

export class Person {
  readonly user: User;
  /** The private chat with the bot. */
  readonly chat: SimChat;
  /** What they can spend; set it as they buy some. */
  stars = 0;
  readonly #realm: Realm;

  constructor(realm: Realm, user: User) {
    this.#realm = realm;
    this.user = user;
    this.chat = new SimChat(
      realm,
      {
        id: user.id,
        type: 'private',
        first_name: user.first_name,
        ...(user.last_name ? { last_name: user.last_name } : {}),
        ...(user.username ? { username: user.username } : {}),
      },
      [user.id],
      'unknown',
    );
  }

  get id(): number {
    return this.user.id;
  }

  get name(): string {
    return this.user.first_name;
  }

  /** Writes a text. Returns the message; its `update` is undefined when the bot's privacy mode kept it from the bot. */
  send(text: string, where: Where = {}): SimMessage {
    return this.#write({ text, ...entitiesOf('entities', text) }, where);
  }

  /** Sends a file as it is. */
  attach(
    file: { name: string; bytes: Uint8Array; contentType: string },
    where: Where & { caption?: string } = {},
  ): SimMessage {
    const stored: StoredFile = { name: file.name, contentType: file.contentType, bytes: Buffer.from(file.bytes) };
    return this.#write({ document: this.#realm.files.keepDocument(stored), ...captioned(where.caption) }, where);
  }

  /** Sends a picture as a photo. */
  async photo(bytes: Uint8Array, where: Where & { caption?: string } = {}): Promise<SimMessage> {
    const stored: StoredFile = { name: 'photo.jpg', contentType: 'image/jpeg', bytes: Buffer.from(bytes) };
    return this.#write({ photo: await this.#realm.files.keepPhoto(stored), ...captioned(where.caption) }, where);
  }

  /** Presses a button of a message. Throws when the message has no such button, or it does not call the bot. */
  press(message: SimMessage, which: { label: string } | { data: string }): Pressed {
    this.#mustSee(message.chat);
    const button = message.buttons.find((b) => ('label' in which ? b.label === which.label : b.data === which.data));
    if (!button || message.deleted) throw new Error(`No button ${JSON.stringify(which)} on ${message.describe()}`);
    if (button.data === undefined) throw new Error(`The button ${button.label} does not call the bot`);
    const press: Press = {
      query: {
        id: `${this.id}${String(this.#realm.presses.size + 1).padStart(10, '0')}`,
        from: this.user,
        message: message.wire,
        chat_instance: `${message.chat.id}-instance`,
        data: button.data,
      },
      atMs: this.#realm.clock.now(),
      update: undefined,
      answer: undefined,
    };
    this.#realm.presses.set(press.query.id, press);
    press.update = this.#realm.feed.push({ callback_query: press.query });
    return {
      query: press.query,
      update: press.update,
      answered: (wait) =>
        this.#realm.changes.until(
          () => press.answer,
          () => `The press on ${button.label} is not answered.\n${message.chat.describe()}`,
          wait,
        ),
    };
  }

  /**
   * Presses Pay under an invoice, or opens a link to one and pays there; the receipt of a link goes to the private chat.
   * Nothing is charged before the bot agrees. Throws when there is nothing to pay or too little to pay it with.
   */
  pay(what: SimMessage | string): Checkout {
    const chat = typeof what === 'string' ? this.chat : what.chat;
    this.#mustSee(chat);
    const { offers, links } = this.#realm.stars;
    // An invoice can be paid again, even by the same person: that it is sold once is for the bot to say.
    const offer = typeof what === 'string' ? links.get(what) : what.deleted ? undefined : offers.get(what);
    if (!offer) throw new Error(`Nothing to pay at ${typeof what === 'string' ? what : what.describe()}`);
    const { total_amount: price } = offer.invoice;
    if (this.stars < price) throw new Error(`${this.name} has ${this.stars} Stars, and this costs ${price}`);
    this.#mayWrite(chat);
    return openTill(this.#realm, this, offer, chat);
  }

  /** Stops the bot; it may not write here until `unblock()`. */
  block(): void {
    this.#changeStanding('blocked');
  }

  unblock(): void {
    this.#changeStanding('member');
  }

  /** Deletes the account. */
  deactivate(): void {
    this.chat.standing = 'deactivated';
  }

  #write(part: ChatPart, where: Where): SimMessage {
    const chat = where.chat ?? this.chat;
    this.#mustSee(chat);
    this.#mayWrite(chat);
    const message = chat.write(
      {
        from: this.user,
        ...part,
        ...(where.replyTo ? { reply_to_message: { ...where.replyTo.wire, reply_to_message: undefined } } : {}),
        ...(where.threadId === undefined ? {} : { message_thread_id: where.threadId, is_topic_message: true }),
      },
      false,
    );
    if (this.#isForBot(message)) message.update = this.#realm.deliver(message);
    return message;
  }

  /** Whoever does something in the private chat has met the bot. */
  #mayWrite(chat: SimChat): void {
    if (chat !== this.chat) return;
    if (chat.standing === 'blocked') throw new Error(`${this.name} has blocked the bot: unblock() first`);
    chat.standing = 'member';
  }

  /** In groups, privacy mode lets only commands (not those for another bot) and replies to the bot through. */
  #isForBot(message: SimMessage): boolean {
    const { bot } = this.#realm;
    if (message.chat.standing !== 'member') return false;
    if (message.chat.wire.type === 'private' || bot.can_read_all_group_messages) return true;
    if (message.replyTo?.fromBot) return true;
    const { text, entities, caption, caption_entities: captionEntities } = message.wire;
    return commandsIn(text ?? caption ?? '', entities ?? captionEntities ?? []).some(({ command }) => {
      const [, addressee] = command.split('@');
      return addressee === undefined || addressee.toLowerCase() === bot.username.toLowerCase();
    });
  }

  #mustSee(chat: SimChat): void {
    if (!chat.members.has(this.id)) throw new Error(`${this.name} is not in chat ${chat.id}`);
    if (chat.migratedTo) throw new Error(`Chat ${chat.id} has become ${chat.migratedTo.id}`);
  }

  #changeStanding(standing: 'blocked' | 'member'): void {
    const before = this.chat.standing;
    if (before === standing) return;
    this.chat.standing = standing;
    this.#realm.tellStanding(this.chat, this.user, before);
  }
}

function captioned(caption: string | undefined): ChatPart {
  return caption === undefined || caption === '' ? {} : { caption, ...entitiesOf('caption_entities', caption) };
}

function entitiesOf(field: 'entities' | 'caption_entities', text: string): { [F in typeof field]?: MessageEntity[] } {
  const entities = findEntities(text);
  return entities.length === 0 ? {} : { [field]: entities };
}
