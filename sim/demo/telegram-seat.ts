// A person in front of the little Telegram, as a Seat.

import type { Update } from '@grammyjs/types';
import type { SimChat } from '../telegram/chats.ts';
import type { SimMessage } from '../telegram/messages.ts';
import type { Person } from '../telegram/people.ts';
import type { TelegramWorld } from '../telegram/world.ts';
import type { Bubble, Look, Pressed, Seat, Shown } from './seat.ts';

const PATIENCE_MS = 20_000;

/** @param chat a group, or the person's private chat with the bot when absent */
export function telegramSeat(world: TelegramWorld, person: Person, chat: SimChat = person.chat): Seat {
  let last: Update | undefined;

  const answered = async (asked: SimMessage): Promise<Bubble> => {
    last = asked.update;
    return toBubble(await chat.nextMessage((message) => message.replyTo === asked, { timeoutMs: PATIENCE_MS }));
  };
  const messageOf = (bubble: Bubble): SimMessage => {
    const message = chat.message(Number(bubble.id));
    if (!message) throw new Error(`There is no message ${bubble.id} in the chat of ${person.name}`);
    return message;
  };

  return {
    name: person.name,
    platform: 'telegram',
    userId: String(person.id),
    place: chat.wire.type === 'private' ? 'Telegram' : `Telegram ${chat.wire.title}`,
    type: (line) => answered(person.send(line, { chat })),
    attach: ({ name, bytes, contentType }) =>
      answered(person.attach({ name, bytes, contentType }, { chat, caption: '/bulk' })),
    async press(pressed, label): Promise<Pressed> {
      const message = messageOf(pressed);
      const before = message.edits.length;
      const known = new Set(chat.messages);
      const press = person.press(message, { label });
      last = press.update;
      const { text } = await press.answered({ timeoutMs: PATIENCE_MS });
      if (text !== undefined) return { words: text, bubble: null, isNew: false };
      // What was pressed may be gone before it is answered; then the answer stands by itself.
      const isAnswer = ({ replyTo }: SimMessage): boolean =>
        replyTo === message || (message.deleted && replyTo === undefined);
      const changed = (): SimMessage | undefined =>
        chat.messages.find((other) => other.fromBot && !known.has(other) && isAnswer(other)) ??
        (message.edits.length > before ? message : undefined);
      await message.until(() => changed() !== undefined, { timeoutMs: PATIENCE_MS });
      const answer = changed();
      return { words: null, bubble: answer ? toBubble(answer) : null, isNew: answer !== message };
    },
    next: async (matches) =>
      toBubble(await chat.nextMessage((message) => matches(toBubble(message).look()), { timeoutMs: PATIENCE_MS })),
    bubbles: () => chat.messages.filter(({ fromBot, deleted }) => fromBot && !deleted).map(toBubble),
    pictures(result) {
      const message = messageOf(result);
      const own = filesOf(message).filter(({ kind }) => kind === 'picture');
      if (own.length > 0) return own;
      // An album comes as messages of its own, which answer to the same words as the status message.
      const asked = message.replyTo;
      return chat.messages
        .filter(
          (other) => !other.deleted && other.wire.media_group_id !== undefined && asked && other.replyTo === asked,
        )
        .flatMap(filesOf);
    },
    repeatLast() {
      if (!last) throw new Error(`The bot was not told of anything ${person.name} did`);
      world.redeliver(last);
    },
  };
}

function toBubble(message: SimMessage): Bubble {
  const look = (): Look => ({
    text: message.invoice?.title ?? message.text ?? message.caption ?? '',
    buttons: message.buttons.map(({ label }) => label),
    links: new Map(message.buttons.flatMap(({ label, url }) => (url === undefined ? [] : [[label, url]]))),
    files: filesOf(message),
  });
  return {
    id: String(message.id),
    isPrivate: false,
    look,
    async until(matches, { timeoutMs = PATIENCE_MS } = {}) {
      await message.until(() => matches(look()), { timeoutMs });
      return look();
    },
  };
}

function filesOf({ photo, document }: SimMessage): Shown[] {
  return [
    ...(photo ? [{ kind: 'picture' as const, name: photo.name, bytes: photo.bytes }] : []),
    ...(document ? [{ kind: 'file' as const, name: document.name, bytes: document.bytes }] : []),
  ];
}
