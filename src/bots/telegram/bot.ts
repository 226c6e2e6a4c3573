// Listens to Telegram: asks the core once, confirms what is durable, and leaves the sending to lanes of its own.

import { setTimeout as pause } from 'node:timers/promises';
import { Bot as Poller } from 'grammy';
import type { ChatCore } from '../../core/answers.ts';
import { MessengerError, type Log } from '../../core/ports.ts';
import { commandsFor, dispatch, startsWork } from '../commands/index.ts';
import type { Call, Reply } from '../conversation.ts';
import { textsFor } from '../texts/texts.ts';
import { answer } from './answer.ts';
import type { TelegramAccess } from './chat.ts';
import { defineCommands, registerCommands } from './definitions.ts';
import { toUploadedFile } from './download.ts';
import { codeOf, isTokenRefused } from './errors.ts';
import { createLanes } from './lanes.ts';
import { parseStanding, parseStars, parseUpdate, type Parsed } from './parse.ts';
import { alertOf, openPress } from './press.ts';
import { openTill } from './till.ts';
import { showAtWork } from './at-work.ts';

type Needs = { readonly config: TelegramAccess; readonly core: ChatCore; readonly log: Log };

type TelegramBot = {
  /** Resolves when commands are registered and updates are fetched. Throws when Telegram does not let us in. */
  start(): Promise<void>;
  /** Stops listening, then sends what is still to be said, at most for `withinMs`. */
  stop(withinMs?: number): Promise<void>;
};

/** A result waits 15 s for its status message; what is no status message may wait out Telegram's pauses. */
const STATUS_WITHIN_MS = 14_000;
const ANSWER_WITHIN_MS = 60_000;
const THINK_WITHIN_MS = 30_000;
/** How long one chat's slow file may keep everybody else's updates from being fetched. */
const CONFIRM_WITHIN_MS = 3_000;
const STOP_WITHIN_MS = 10_000;
const RESTART_AFTER_MS = 3_000;
const UPDATES = ['message', 'callback_query', 'pre_checkout_query', 'my_chat_member'] as const;

export function telegramBot({ config, core, log }: Needs): TelegramBot {
  const lists = defineCommands(commandsFor(core.rails('telegram')));
  const poller = new Poller(config.token, { client: { apiRoot: config.apiUrl, timeoutSeconds: 60 } });
  const { api } = poller;
  const handling = createLanes();
  const sending = createLanes();
  const stopping = new AbortController();
  const hurry = new AbortController();
  const till = openTill({ api, core, log, stopping: stopping.signal });
  const deciding = createLanes();
  let polling: Promise<void> = Promise.resolve();

  // Asking for more updates confirms those before: they are asked for only when what came before is in the database, or takes
  // so long (a file that hardly moves) that losing it in a crash is better than everybody waiting for it. Money is no such case.
  api.config.use(async (previous, method, payload, signal) => {
    if (method === 'getUpdates') {
      await handling.settled(CONFIRM_WITHIN_MS);
      await till.booked();
    }
    return previous(method, payload, signal);
  });
  poller.on(['message', 'callback_query'], ({ update, me }) => {
    const stars = parseStars(update);
    if (stars) return handling.put(stars.ask.person.userId, () => till.book(stars));
    const parsed = parseUpdate(update, { botName: me.username, open: (file) => toUploadedFile(file, api, config) });
    // One after the other in a chat, since a person expects order; beside each other between chats.
    if (parsed) handling.put(parsed.address.chatId, () => hear(parsed, update.callback_query?.id));
  });
  // Telegram waits ten seconds for this word: it waits for nothing here.
  poller.on('pre_checkout_query', ({ preCheckoutQuery: query }) => deciding.put(query.id, () => till.ask(query)));
  poller.on('my_chat_member', ({ update }) => {
    const standing = parseStanding(update);
    if (standing) handling.put(standing.userId, () => noteStanding(standing));
  });
  poller.catch(({ error }) => logFault(log, error));

  async function hear({ call, address }: Parsed, queryId: string | undefined): Promise<void> {
    const startedAt = performance.now();
    const press = queryId === undefined ? null : openPress(api, queryId, (error) => logFault(log, error));
    // As on Discord, what takes a while is acknowledged before anything is looked up.
    if (call.kind === 'command' && startsWork(call)) void showAtWork(api, address, log);
    const { reply, outcome } = await think(call);
    const alerted = press?.end(alertOf(reply));
    const command = call.kind === 'command' ? call.name : `press:${call.verb}`;
    log({
      event: 'command',
      platform: 'telegram',
      command,
      outcome,
      tookMs: Math.round(performance.now() - startedAt),
    });
    sending.put(address.chatId, async () => {
      if (reply && !(await alerted)) await say(call, address, reply);
    });
  }

  /** Lost in an outage it is no great loss: an account that nobody uses goes all the same. */
  async function noteStanding({ userId, left }: { userId: string; left: boolean }): Promise<void> {
    const person = { platform: 'telegram', userId } as const;
    try {
      await (left ? core.leave(person) : core.comeBack(person));
    } catch (error) {
      logFault(log, error);
    }
  }

  async function think(call: Call): Promise<{ reply: Reply | null; outcome: string }> {
    try {
      const reply = await dispatch(call, core, AbortSignal.timeout(THINK_WITHIN_MS));
      if (!reply) return { reply, outcome: 'repeated' };
      return { reply, outcome: reply.private ? 'answered-privately' : 'answered' };
    } catch (error) {
      logFault(log, error);
      // A bug or an outage is said too: this update will not come again.
      const text = textsFor(call.person.locale).say('failure-other');
      return { reply: { blocks: [{ style: 'text', text }], private: true }, outcome: 'faulty' };
    }
  }

  /** Must not throw: the lane goes on with the next reply. */
  async function say(call: Call, address: Parsed['address'], reply: Reply): Promise<void> {
    const within = AbortSignal.timeout(reply.shows ? STATUS_WITHIN_MS : ANSWER_WITHIN_MS);
    try {
      const message = await answer(api, call, address, reply, AbortSignal.any([within, hurry.signal]));
      if (reply.shows) await core.statusShown(reply.shows, message);
    } catch (error) {
      if (error instanceof MessengerError)
        log({ event: 'delivery', platform: 'telegram', outcome: `answer-${error.what.kind}` });
      else logFault(log, error);
      if (reply.shows) await core.statusShown(reply.shows, null).catch((lost: unknown) => logFault(log, lost));
    }
  }

  /** Polls until stopped; a second instance or a fault that grammY does not outwait costs a pause, not the bot. */
  async function poll(started: () => void): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await poller.start({ allowed_updates: UPDATES, onStart: started });
      } catch (error) {
        log({ event: 'connection', to: 'telegram', state: 'down', code: codeOf(error) ?? 'unknown' });
        if (isTokenRefused(error)) throw error;
        await pause(RESTART_AFTER_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  return {
    async start() {
      await poller.init();
      await registerCommands(api, lists);
      await new Promise<void>((resolve, reject) => {
        polling = poll(() => {
          log({ event: 'connection', to: 'telegram', state: 'up', code: 'polling' });
          resolve();
        }).catch(reject);
      });
    },
    async stop(withinMs = STOP_WITHIN_MS) {
      stopping.abort();
      await poller.stop().catch((error: unknown) => logFault(log, error));
      await polling;
      await Promise.all([handling.settled(), deciding.settled()]);
      const deadline = setTimeout(() => hurry.abort(), withinMs);
      await sending.settled();
      clearTimeout(deadline);
    },
  };
}

/** Neither message nor fields of a platform's error are logged: they carry the token and what people wrote. */
function logFault(log: Log, error: unknown): void {
  const { name = typeof error, stack = null } = error instanceof Error ? error : {};
  const frames = stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? null;
  log({ event: 'fault', where: 'telegram', error: name, code: codeOf(error), stack: frames?.join('\n') ?? null });
}
