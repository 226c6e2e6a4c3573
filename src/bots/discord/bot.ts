// Listens to Discord: acknowledges, asks the core once, answers.

import { Client, Events, Options, Routes, type APIApplication, type Interaction } from 'discord.js';
import type { ChatCore } from '../../core/answers.ts';
import type { Clock, Log } from '../../core/ports.ts';
import { MessengerError } from '../../core/ports.ts';
import { commandsFor, dispatch } from '../commands/index.ts';
import type { Call, Reply } from '../conversation.ts';
import { textsFor } from '../texts/texts.ts';
import { acknowledge, answer, type Answering } from './answer.ts';
import { defineCommands, isRegistered } from './definitions.ts';
import { codeOf, editError } from './errors.ts';
import { parseInteraction, type Asked } from './parse.ts';
import { createRest, type DiscordAccess, type DiscordRest } from './rest.ts';

type DiscordConfig = DiscordAccess & {
  /** Origin of Discord's file host, such as `https://cdn.discordapp.com`. */
  readonly cdnUrl: string;
};

type Needs = {
  readonly config: DiscordConfig;
  readonly core: ChatCore;
  readonly clock: Clock;
  readonly log: Log;
  /** How long a call may take to understand; 30 s when absent, which is enough for a file to be fetched and read. */
  readonly thinkWithinMs?: number;
};

type DiscordBot = {
  /** Resolves when commands are registered and events arrive. Throws when the platform does not let us in. */
  start(): Promise<void>;
  /** Stops listening, then finishes what was heard, at most for `withinMs`. */
  stop(withinMs?: number): Promise<void>;
};

const THINK_WITHIN_MS = 30_000;
/** Counted from when the answer is known: a result waits 15 s for its status message. */
const ANSWER_WITHIN_MS = 14_000;
const STOP_WITHIN_MS = 10_000;

export function discordBot({ config, core, clock, log, thinkWithinMs = THINK_WITHIN_MS }: Needs): DiscordBot {
  const rest = createRest(config);
  const client = createClient(config);
  const definitions = defineCommands(commandsFor(core.rails('discord')), core.models());
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();

  client.on(Events.InteractionCreate, (interaction) => {
    if (!isAsked(interaction)) return;
    const work = hear(interaction).finally(() => underWay.delete(work));
    underWay.add(work);
  });
  let leaving = false;
  listenForTrouble(client, (event) => {
    // Going away on purpose is no news.
    if (!leaving) log(event);
  });

  async function hear(asked: Asked): Promise<void> {
    const startedAt = performance.now();
    const { call, address, acknowledgement } = parseInteraction(asked, { now: clock.now(), cdnUrl: config.cdnUrl });
    const to = { rest, address, acknowledgement, alone: asked.guildId === null };
    let outcome = 'faulty';
    try {
      if (!(await acknowledge(rest, asked, acknowledgement))) outcome = 'not-ours';
      else outcome = await reply(call, to);
    } catch (error) {
      logFault(log, error);
    } finally {
      const command = call.kind === 'command' ? call.name : `press:${call.verb}`;
      log({
        event: 'command',
        platform: 'discord',
        command,
        outcome,
        tookMs: Math.round(performance.now() - startedAt),
      });
    }
  }

  async function reply(call: Call, to: Omit<Answering, 'signal'>): Promise<string> {
    const said = await think(call, within(thinkWithinMs));
    // Handled before: that first answer stands, or is brought by its delivery.
    if (!said) return 'repeated';
    try {
      // A deadline of its own: whoever has waited for a slow file is told what came of it.
      const message = await answer({ ...to, signal: within(ANSWER_WITHIN_MS) }, said);
      if (said.shows) await core.statusShown(said.shows, message);
      return said.private ? 'answered-privately' : 'answered';
    } catch (error) {
      if (said.shows) await core.statusShown(said.shows, null);
      if (!(error instanceof MessengerError)) throw error;
      return `answer-${error.what.kind}`;
    }
  }

  function within(ms: number): AbortSignal {
    return AbortSignal.any([stopping.signal, AbortSignal.timeout(ms)]);
  }

  /** A bug or an outage is said too: silence would leave "thinking" standing. */
  async function think(call: Call, signal: AbortSignal): Promise<Reply | null> {
    try {
      return await dispatch(call, core, signal);
    } catch (error) {
      logFault(log, error);
      return { blocks: [{ style: 'text', text: textsFor(call.person.locale).say('failure-other') }], private: true };
    }
  }

  return {
    async start() {
      const ready = new Promise<void>((resolve) => void client.once(Events.ClientReady, () => resolve()));
      try {
        await register(rest, definitions);
        await client.login(config.token);
      } catch (error) {
        throw editError(error);
      }
      await ready;
      log({ event: 'connection', to: 'discord', state: 'up', code: 'ready' });
    },
    async stop(withinMs = STOP_WITHIN_MS) {
      leaving = true;
      await client.destroy();
      const deadline = setTimeout(() => stopping.abort(), withinMs);
      await Promise.all(underWay);
      clearTimeout(deadline);
    },
  };
}

/** Interactions arrive without any intent, and nothing of what people are or write is kept in memory. */
function createClient({ apiUrl }: DiscordConfig): Client {
  return new Client({
    intents: [],
    rest: { api: apiUrl, timeout: 60_000 },
    allowedMentions: { parse: [] },
    makeCache: Options.cacheWithLimits({ MessageManager: 0, UserManager: 0, GuildMemberManager: 0 }),
  });
}

function isAsked(interaction: Interaction): interaction is Asked {
  return interaction.isChatInputCommand() || interaction.isButton();
}

/** Registers commands unless Discord has them already: each registration makes clients load them anew. */
async function register({ asBot }: DiscordRest, definitions: ReturnType<typeof defineCommands>): Promise<void> {
  const { id } = (await asBot.get(Routes.currentApplication())) as APIApplication;
  const route = Routes.applicationCommands(id);
  const registered = await asBot.get(route, { query: new URLSearchParams({ with_localizations: 'true' }) });
  if (!isRegistered(registered as object[], definitions)) await asBot.put(route, { body: definitions });
}

/** A connection that breaks is made again by discord.js: it is only told, and never the end of the program. */
function listenForTrouble(client: Client, log: Log): void {
  const tell = (state: 'up' | 'down' | 'fault', code: string) =>
    log({ event: 'connection', to: 'discord', state, code });
  client.on(Events.Error, (error) => tell('fault', codeOf(error) ?? error.name));
  client.on(Events.ShardError, (error) => tell('fault', codeOf(error) ?? error.name));
  client.on(Events.ShardReconnecting, () => tell('down', 'reconnecting'));
  client.on(Events.ShardDisconnect, ({ code }) => tell('down', String(code)));
  client.on(Events.ShardResume, () => tell('up', 'resumed'));
  client.on(Events.Invalidated, () => tell('down', 'invalidated'));
}

/** Neither message nor fields of a platform's error are logged: they carry tokens and what people wrote. */
function logFault(log: Log, error: unknown): void {
  const { name = typeof error, stack = null } = error instanceof Error ? error : {};
  const frames = stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? null;
  log({ event: 'fault', where: 'discord', error: name, code: codeOf(error), stack: frames?.join('\n') ?? null });
}
