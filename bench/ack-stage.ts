// Two little worlds full of people, one platform each, that note when a command was given and when its answer came.

import { createDiscordWorld } from '../sim/discord/world.ts';
import { createTelegramWorld } from '../sim/telegram/world.ts';
import type { Journal } from '../sim/wire/journal.ts';

export type Platform = 'discord' | 'telegram';

/**
 * Milliseconds from a command to the bot's first sign of life in that chat, and to its first words: on Discord both are the
 * acknowledgement itself; on Telegram the sign may be the "typing" line, as the barest bot does without it.
 */
export type Asked = { readonly signMs: number; readonly wordsMs: number };

/** One bot's own worlds. */
export interface Stage {
  /** What the bot needs to find them. */
  readonly env: Readonly<Record<string, string>>;
  /** Resolves once the bot listens on both platforms. */
  listening(): Promise<void>;
  /** Resolves once Discord has no bot left, as after the program has ended. */
  deserted(): Promise<void>;
  /** Somebody gives a command; resolves with the milliseconds until its acknowledgement came in, and until words did. */
  ask(platform: Platform): Promise<Asked>;
  close(): Promise<void>;
}

/** Enough people that nobody speaks twice within half a second, as Telegram's users do not. */
const PEOPLE = 100;
const PROMPT = 'a red fox asleep in the snow';
const LISTEN_WITHIN_MS = 60_000;

export async function createStage(): Promise<Stage> {
  type Open = { signMs: number | null; startedAt: number; end: (asked: Asked) => void };
  const waiting = new Map<string, Open[]>();
  const heard = (key: string, what: 'sign' | 'words'): void => {
    const open = waiting.get(key);
    // Signs are for the first command that has none yet; words end the first one.
    const about = what === 'sign' ? open?.find(({ signMs }) => signMs === null) : open?.shift();
    if (!about) return;
    const ms = performance.now() - about.startedAt;
    about.signMs ??= ms;
    if (what === 'words') about.end({ signMs: about.signMs, wordsMs: ms });
  };
  const asked = (key: string, startedAt: number): Promise<Asked> =>
    new Promise((end) => {
      const queue = waiting.get(key) ?? [];
      waiting.set(key, queue);
      queue.push({ signMs: null, startedAt, end });
    });

  const discord = await createDiscordWorld({ journal: noting(discordSound, heard) });
  const telegram = await createTelegramWorld({ journal: noting(telegramSound, heard) });
  const channel = discord.channel({ name: 'bench' });
  const members = Array.from({ length: PEOPLE }, (_, at) => discord.person({ name: `Member${at}` }));
  const people = Array.from({ length: PEOPLE }, (_, at) => telegram.person({ name: `Person${at}` }));
  let turn = 0;

  return {
    env: {
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      DISCORD_CDN_URL: discord.cdnUrl,
      TELEGRAM_TOKEN: telegram.token,
      TELEGRAM_API_URL: telegram.apiUrl,
    },
    async listening() {
      await discord.connections.ready({ timeoutMs: LISTEN_WITHIN_MS });
      await discord.connections.registered({ timeoutMs: LISTEN_WITHIN_MS });
      await telegram.listening({ timeoutMs: LISTEN_WITHIN_MS });
    },
    deserted: () => discord.connections.ready({ count: 0 }),
    ask(platform) {
      turn = (turn + 1) % PEOPLE;
      const startedAt = performance.now();
      if (platform === 'discord') {
        const interaction = members[turn]?.slash(channel, 'imagine', { prompt: PROMPT });
        return asked(interaction?.id ?? '', startedAt);
      }
      const message = people[turn]?.send(`/imagine ${PROMPT}`);
      return asked(String(message?.chat.id), startedAt);
    },
    async close() {
      await Promise.all([discord.close(), telegram.close()]);
    },
  };
}

type Entry = Parameters<Journal['record']>[0];

type Sound = { readonly key: string; readonly what: 'sign' | 'words' };

function noting(soundOf: (entry: Entry) => Sound | null, heard: (key: string, what: Sound['what']) => void): Journal {
  return {
    record(entry) {
      const sound = soundOf(entry);
      if (sound) heard(sound.key, sound.what);
    },
  };
}

/** The first answer of an interaction. */
function discordSound({ path }: Entry): Sound | null {
  const key = /\/interactions\/(\d+)\/[^/]+\/callback$/.exec(path)?.[1];
  return key === undefined ? null : { key, what: 'words' };
}

/** What comes into a chat; nobody asks again there before the answer has come. */
function telegramSound({ path, json }: Entry): Sound | null {
  const method = path.slice(path.lastIndexOf('/') + 1);
  if (method !== 'sendMessage' && method !== 'sendChatAction') return null;
  return {
    key: String((json as { chat_id: unknown }).chat_id),
    what: method === 'sendMessage' ? 'words' : 'sign',
  };
}
