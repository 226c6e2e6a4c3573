// A person in front of the little Discord, as a Seat.

import type { Channel } from '../discord/channel.ts';
import type { Interaction } from '../discord/interaction.ts';
import type { Message } from '../discord/message.ts';
import type { Person } from '../discord/person.ts';
import type { DiscordWorld } from '../discord/world.ts';
import type { Bubble, Look, Pressed, Seat } from './seat.ts';

const PATIENCE_MS = 20_000;

type DiscordBubble = Bubble & { readonly message: Message };

/** Several people may share a channel; each gets a Seat of their own. */
export function discordSeat(world: DiscordWorld, person: Person, channel: Channel): Seat {
  const seen = new Map<Message, DiscordBubble>();
  let last: Interaction | undefined;

  const bubble = (message: Message): DiscordBubble => {
    const known = seen.get(message) ?? toBubble(message);
    seen.set(message, known);
    return known;
  };
  // An ellipsis stands where "thinking" stood until a private answer has come: nothing to read yet.
  const answersTo = (asked: Interaction): Message | undefined =>
    channel.messages.find(
      (message) =>
        message.interaction?.id === asked.id &&
        !message.loading &&
        message.content !== '…' &&
        message.visibleTo(person),
    );
  const answered = async (asked: Interaction): Promise<Bubble> => {
    last = asked;
    const answer = await asked.channel.nextMessage((message) => message === answersTo(asked), {
      timeoutMs: PATIENCE_MS,
    });
    return bubble(answer);
  };

  return {
    name: person.name,
    platform: 'discord',
    userId: person.id,
    place: `Discord #${channel.name}`,
    type(line) {
      const { command, prompt } = parts(line);
      return answered(person.slash(channel, command, prompt === '' ? {} : optionsOf(command, prompt)));
    },
    attach: (file) => answered(person.slash(channel, 'bulk', { file: { ...file, bytes: file.bytes } })),
    async press(pressed, label): Promise<Pressed> {
      const message = channel.messages.find(({ id }) => id === pressed.id);
      if (!message) throw new Error(`There is no message ${pressed.id} in #${channel.name}`);
      const before = message.edits.length;
      const asked = person.press(message, { label });
      last = asked;
      const changed = (): Message | undefined =>
        answersTo(asked) ?? (message.edits.length > before && asked.original === message ? message : undefined);
      await message.until(() => changed() !== undefined, { timeoutMs: PATIENCE_MS });
      const answer = changed();
      return { words: null, bubble: answer ? bubble(answer) : null, isNew: answer !== message };
    },
    async next(matches) {
      const mine = (message: Message): boolean => message.visibleTo(person) && matches(toBubble(message).look());
      return bubble(await channel.nextMessage(mine, { timeoutMs: PATIENCE_MS }));
    },
    bubbles: () => channel.messages.filter((message) => message.visibleTo(person)).map(bubble),
    pictures: (result) => result.look().files.filter(({ kind }) => kind === 'picture'),
    repeatLast() {
      if (!last) throw new Error(`${person.name} has not done anything yet`);
      world.redeliver(last);
    },
  };
}

function toBubble(message: Message): DiscordBubble {
  const look = (): Look => ({
    text: withoutMarkup(message.content),
    buttons: message.buttons.map(({ label }) => label),
    links: new Map(message.buttons.flatMap(({ label, url }) => (url === undefined ? [] : [[label, url]]))),
    files: message.attachments.map(({ filename, contentType, bytes }) => ({
      kind: contentType.startsWith('image/') ? 'picture' : 'file',
      name: filename,
      bytes,
    })),
  });
  return {
    id: message.id,
    isPrivate: message.ephemeral,
    message,
    look,
    async until(matches, { timeoutMs = PATIENCE_MS } = {}) {
      await message.until(() => matches(look()), { timeoutMs });
      return look();
    },
  };
}

/** What stands behind the command goes into this option of it. */
function optionsOf(command: string, text: string): Readonly<Record<string, string | number>> {
  if (command === 'history')
    return /^\d+$/.test(text) ? { page: Number(text) } : { search: text.replace(/^search /, '') };
  return {
    [{
      privacy: 'part',
      paysupport: 'question',
      support: 'question',
      show: 'picture',
      delete: 'picture',
      deleteme: 'status',
    }[command] ?? 'prompt']: text,
  };
}

function parts(line: string): { command: string; prompt: string } {
  const [, command = '', prompt = ''] = /^\/(\S+)\s*([^]*)$/.exec(line) ?? [];
  return { command, prompt };
}

/** As Discord shows it: titles, quotes, small print and code without their marks, and no backslashes. */
function withoutMarkup(content: string): string {
  return content
    .replace(/^(?:> |-# |#{1,3} |>>> )/gm, '')
    .replace(/\*\*(.+?)\*\*/g, '$1')
    .replace(/```(?:\w*\n)?|(?<!\\)`/g, '')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .trim();
}
