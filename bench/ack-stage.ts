// Two little worlds full of people, one platform each, that note when a command was given and when its answer came.

import { createDiscordWorld } from '../sim/discord/world.ts';
import { createTelegramWorld } from '../sim/telegram/world.ts';
import type { Journal } from '../sim/wire/journal.ts';

export type Platform = 'discord' | 'telegram';

/** One bot's own worlds. */
export interface Stage {
  /** What the bot needs to find them. */
  readonly env: Readonly<Record<string, string>>;
  /** Resolves once the bot listens on both platforms. */
  listening(): Promise<void>;
  /** Resolves once Discord has no bot left, as after the program has ended. */
  deserted(): Promise<void>;
  /** Somebody gives a command; resolves with the milliseconds until its acknowledgement came in. */
  ask(platform: Platform): Promise<number>;
  close(): Promise<void>;
}

/** Enough people that nobody speaks twice within half a second, as Telegram's users do not. */
const PEOPLE = 100;
const PROMPT = 'a red fox asleep in the snow';
const LISTEN_WITHIN_MS = 60_000;

export async function createStage(): Promise<Stage> {
  const waiting = new Map<string, ((atMs: number) => void)[]>();
  const heard = (key: string): void => waiting.get(key)?.shift()?.(performance.now());
  const asked = async (key: string, startedAt: number): Promise<number> => {
    const answered = new Promise<number>((resolve) => {
      const queue = waiting.get(key) ?? [];
      waiting.set(key, queue);
      queue.push(resolve);
    });
    return (await answered) - startedAt;
  };

  const discord = await createDiscordWorld({ journal: noting(discordKey, heard) });
  const telegram = await createTelegramWorld({ journal: noting(telegramKey, heard) });
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

function noting(keyOf: (entry: Entry) => string | null, heard: (key: string) => void): Journal {
  return {
    record(entry) {
      const key = keyOf(entry);
      if (key !== null) heard(key);
    },
  };
}

/** The interaction whose first answer this is. */
function discordKey({ path }: Entry): string | null {
  return /\/interactions\/(\d+)\/[^/]+\/callback$/.exec(path)?.[1] ?? null;
}

/** The chat this message goes to; nobody asks again there before the answer has come. */
function telegramKey({ path, json }: Entry): string | null {
  if (!path.endsWith('/sendMessage')) return null;
  return String((json as { chat_id: unknown }).chat_id);
}
