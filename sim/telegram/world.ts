// Telegram in a box: a Bot API server with chats, people and files behind it, for tests and the demo.

import type { Update, UserFromGetMe } from '@grammyjs/types';
import { createFaults, type Faults } from '../wire/faults.ts';
import { startWire, type Answer, type Call } from '../wire/http.ts';
import type { Journal } from '../wire/journal.ts';
import type { CommandList } from './about.ts';
import type { WaitOptions } from '../wire/changes.ts';
import type { SimChat } from './chats.ts';
import type { WorldClock } from '../wire/clock.ts';
import { createHooks } from './hooks.ts';
import type { SimMessage } from './messages.ts';
import { createMethods } from './methods.ts';
import { readParams } from './params.ts';
import { Person, type PersonSeed } from './people.ts';
import { createRealm } from './realm.ts';
import { ApiRefusal, badRequest } from './refusals.ts';
import type { Payment } from './stars.ts';

/** What the cloud Bot API takes in one request, with room for the fields around the file. */
const MAX_UPLOAD_BYTES = 50 * 1024 * 1024 + 64 * 1024;

export type TelegramOptions = {
  journal?: Journal;
  faults?: Faults;
  token?: string;
  /** In groups the bot gets only commands and replies to itself. On when absent, as with every new bot. */
  privacyMode?: boolean;
  /** First pause after a webhook delivery that failed. Default 100 ms, so that tests do not wait. */
  webhookRetryAfterMs?: number;
};

export type TelegramWorld = {
  /** The value for `TELEGRAM_API_URL`, grammY's `apiRoot`. */
  readonly apiUrl: string;
  readonly token: string;
  readonly bot: UserFromGetMe;
  readonly clock: WorldClock;
  readonly faults: Faults;
  /** Every chat, people's private ones too. */
  readonly chats: readonly SimChat[];
  /** Every message in every chat. */
  readonly messages: readonly SimMessage[];
  /** The command lists the bot has set. */
  readonly commands: readonly CommandList[];
  /** Name and descriptions the bot has set, keyed `description/de`. */
  readonly profile: ReadonlyMap<string, string>;
  /** Every payment in Stars, oldest first, refunded ones too. */
  readonly payments: readonly Payment[];
  /** Every update made so far, in order. */
  readonly updates: readonly Update[];
  /** Resolves once the bot listens: its long poll hangs here, or its webhook is set. */
  listening(wait?: WaitOptions): Promise<void>;
  /** How many updates the bot has not confirmed yet. */
  pendingUpdates(): number;
  /** Somebody new, with no Stars unless given some. */
  person(options?: PersonSeed): Person;
  /** A group with the bot and these people in it; a basic one unless asked otherwise. A forum is a supergroup. */
  group(options: { title: string; type?: 'group' | 'supergroup'; forum?: boolean }, ...people: Person[]): SimChat;
  /** Delivers an update again under the same id, as Telegram may. */
  redeliver(update: Update): void;
  /** Turns flood control on or off: 1 message a second in a chat, 20 a minute in a group. */
  floodControl(on: boolean): void;
  /** Answers the next calls of `method` with a refusal: `{ errorCode: 429, description, parameters: { retry_after: 3 } }`. */
  refuseNext(method: string, refusal: ApiRefusal, times?: number): void;
  close(): Promise<void>;
};

/** Starts a world on a free port of 127.0.0.1. Nothing outside the process is touched. */
export async function createTelegramWorld(options: TelegramOptions = {}): Promise<TelegramWorld> {
  const token = options.token ?? '7000000001:AAEaselSimulatorTokenForTestsOnly00';
  const faults = options.faults ?? createFaults();
  const realm = createRealm(botUser(token, options.privacyMode ?? true));
  const hooks = createHooks(realm, {
    webhookRetryAfterMs: options.webhookRetryAfterMs ?? 100,
    reply: async ({ method, ...params }) => {
      const handler = methods.find(String(method));
      if (!handler) throw badRequest(`no method ${String(method)}`);
      await handler({ params, files: [] }, new AbortController().signal);
    },
  });
  const methods = createMethods(realm, hooks);

  async function callMethod(call: Call): Promise<Answer> {
    checkToken(call.params['token'], token);
    const handler = methods.find(call.params['method'] ?? '');
    if (!handler) throw new ApiRefusal(404, 'Not Found: method not found');
    return { status: 200, json: { ok: true, result: await handler(readParams(call), call.gone) } };
  }

  function download(call: Call): Answer {
    checkToken(call.params['token'], token);
    const bytes = realm.files.open(`${call.params['folder']}/${call.params['name']}`);
    if (!bytes) throw new ApiRefusal(404, 'Not Found');
    return { status: 200, headers: { 'content-type': 'application/octet-stream' }, bytes };
  }

  const server = await startWire({
    platform: 'telegram',
    faults,
    ...(options.journal ? { journal: options.journal } : {}),
    maxBodyBytes: MAX_UPLOAD_BYTES,
    journalPath: (path) => path.replace(/\/bot[^/]+/u, '/bot<token>'),
    routes: [
      { method: 'POST', path: '/bot:token/:method', handle: callMethod },
      { method: 'GET', path: '/bot:token/:method', handle: callMethod },
      { method: 'GET', path: '/file/bot:token/:folder/:name', handle: download },
    ],
    refuse: ({ kind }) => toAnswer(REFUSALS[kind]),
    failed: (error) => (error instanceof ApiRefusal ? toAnswer(error) : undefined),
  });

  return {
    apiUrl: server.origin,
    token,
    bot: realm.bot,
    clock: realm.clock,
    faults,
    get chats() {
      return [...realm.chats.values()];
    },
    get messages() {
      return [...realm.chats.values()].flatMap((chat) => chat.messages);
    },
    get commands() {
      return methods.profile.commands;
    },
    profile: methods.profile.texts,
    payments: realm.stars.payments,
    updates: realm.feed.all,
    async listening(wait) {
      await realm.changes.until(
        () => realm.feed.hasListener() || undefined,
        () => 'No poll is waiting and no webhook is set',
        wait,
      );
    },
    pendingUpdates: () => realm.feed.pendingCount(),
    person({ name = 'Ada', lastName, languageCode = 'en', username, stars = 0 } = {}) {
      const person = new Person(realm, {
        id: realm.nextPersonId(),
        is_bot: false,
        first_name: name,
        language_code: languageCode,
        ...(lastName === undefined ? {} : { last_name: lastName }),
        ...(username === undefined ? {} : { username }),
      });
      person.stars = stars;
      realm.people.set(person.id, person);
      realm.chats.set(person.id, person.chat);
      return person;
    },
    group({ title, type = 'group', forum = false }, ...people) {
      const [creator] = people;
      if (!creator) throw new Error('A group needs somebody to create it');
      const members = people.map((person) => person.id);
      const chat = realm.addGroup(forum ? 'supergroup' : type, title, members, forum);
      // Whoever shares a group with the bot is known to it, but has not spoken to it yet.
      for (const person of people) if (person.chat.standing === 'unknown') person.chat.standing = 'unmet';
      realm.tellStanding(chat, creator.user, 'unknown');
      return chat;
    },
    redeliver: (update) => realm.feed.redeliver(update),
    floodControl(on) {
      realm.flood.on = on;
    },
    refuseNext(method, refusal, times = 1) {
      faults.add({
        path: new RegExp(`/bot[^/]+/${method}$`, 'iu'),
        times,
        fault: { kind: 'status', status: refusal.errorCode, body: refusal.toJSON() },
      });
    },
    async close() {
      await hooks.close();
      await server.close();
      realm.changes.close();
    },
  };
}

/** For what the server kit refuses before a method is asked. */
const REFUSALS = {
  'too-large': new ApiRefusal(413, 'Request Entity Too Large'),
  'not-found': new ApiRefusal(404, 'Not Found'),
  'bad-body': badRequest("can't parse the request body"),
};

function toAnswer(refusal: ApiRefusal): Answer {
  return { status: refusal.errorCode, json: refusal.toJSON() };
}

function checkToken(given: string | undefined, token: string): void {
  if (given === token) return;
  if (!/^\d+:[\w-]+$/u.test(given ?? '')) throw new ApiRefusal(404, 'Not Found');
  throw new ApiRefusal(401, 'Unauthorized');
}

function botUser(token: string, privacyMode: boolean): UserFromGetMe {
  return {
    id: Number(token.split(':')[0]),
    is_bot: true,
    first_name: 'Easel',
    username: 'easel_sim_bot',
    can_join_groups: true,
    can_read_all_group_messages: !privacyMode,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
    can_manage_bots: false,
    supports_join_request_queries: false,
  };
}
