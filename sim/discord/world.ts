// A little Discord in a box: REST, gateway and CDN on 127.0.0.1, with people who act and state that tests can look at.

import { GatewayDispatchEvents, Locale, type APIApplicationCommand, type APIUser } from 'discord-api-types/v10';
import { createFaults, type Faults } from '../wire/faults.ts';
import { startWire } from '../wire/http.ts';
import type { Journal } from '../wire/journal.ts';
import { createActs } from './acts.ts';
import { createChanges } from '../wire/changes.ts';
import { Channel } from './channel.ts';
import { createClock, type WorldClock } from '../wire/clock.ts';
import { createSnowflakes } from './snowflakes.ts';
import { createGateway, type Gateway } from './gateway.ts';
import { createAppEvents, type AppEvents } from './events.ts';
import { guildToApi } from './guild.ts';
import type { Interaction } from './interaction.ts';
import { createLimits, type Limits } from './limits.ts';
import type { Message } from './message.ts';
import { Person, type PersonSeed } from './person.ts';
import { refusing, restRoutes } from './rest.ts';
import type { State } from './state.ts';
import { createUploads, type Uploads } from './uploads.ts';

const MIB = 1024 * 1024;

export type DiscordWorldOptions = { journal?: Journal; faults?: Faults; token?: string; applicationId?: string };

export type DiscordWorld = {
  /** For discord.js `rest.api`, which appends `/v10`. */
  apiUrl: string;
  /** Where attachments are served; another port than the API. */
  cdnUrl: string;
  token: string;
  applicationId: string;
  /** What the application is told at its own address, and the key that signs it. */
  events: AppEvents;
  clock: WorldClock;
  faults: Faults;
  limits: Limits;
  /** How long new attachment links live: `uploads.linkLifetimeMs`. */
  uploads: Pick<Uploads, 'linkLifetimeMs' | 'link'>;
  channels: ReadonlyMap<string, Channel>;
  messages: ReadonlyMap<string, Message>;
  interactions: ReadonlyMap<string, Interaction>;
  readonly commands: readonly APIApplicationCommand[];
  person(seed?: PersonSeed): Person;
  /** A text channel of a server; `bot: false` makes it one the bot was never invited to. */
  channel(seed?: { name?: string; bot?: boolean; attachmentSizeLimit?: number }): Channel;
  /** The server removes the bot: it reaches no channel of it any more, and hears of that if it asked to hear of servers. */
  removeBot(): void;
  /** The DM between the bot and a person; always the same one. */
  dm(person: Person): Channel;
  /** Sends the very same event again under a new sequence number, as Discord may after a hiccup. */
  redeliver(interaction: Interaction): void;
  connections: {
    /** Waits until a bot is connected, or (`count: 0`) until none is. */
    ready(options?: { count?: number; timeoutMs?: number }): Promise<void>;
    /** Waits until commands are registered. */
    registered(options?: { timeoutMs?: number }): Promise<readonly APIApplicationCommand[]>;
    /** Cuts the gateway sockets; clients resume and get what they missed. */
    dropGateway(): void;
    /** Ends the sessions; clients identify anew and what they missed is lost. */
    invalidateSession(): void;
    /** Asks clients, politely, to reconnect (op 7). */
    askToReconnect(): void;
  };
  close(): Promise<void>;
};

/** Starts the world; nothing is shared between two of them. */
export async function createDiscordWorld(options: DiscordWorldOptions = {}): Promise<DiscordWorld> {
  const clock = createClock();
  const newId = createSnowflakes(clock);
  const faults = options.faults ?? createFaults();
  const limits = createLimits(clock, faults);
  const applicationId = options.applicationId ?? newId();
  const events = createAppEvents(applicationId);
  const bot: APIUser = {
    id: applicationId,
    username: 'easel',
    discriminator: '0',
    global_name: null,
    avatar: null,
    bot: true,
  };
  const state: State = {
    token: options.token ?? `${Buffer.from(applicationId).toString('base64url')}.sim.${crypto.randomUUID()}`,
    applicationId,
    verifyKey: events.publicKey,
    bot,
    clock,
    newId,
    changes: createChanges(),
    uploads: createUploads(clock, newId),
    people: new Map(),
    channels: new Map(),
    messages: new Map(),
    interactions: new Map(),
    tokens: new Map(),
    commands: [],
    limits,
  };
  const guilds = { home: newId(), strange: newId() };
  let isMember = true;
  const acts = createActs(state, () => gateway);

  const addChannel = (seed: Partial<ConstructorParameters<typeof Channel>[0]>): Channel => {
    const channel = new Channel(
      {
        id: newId(),
        name: 'general',
        guildId: guilds.home,
        recipient: undefined,
        botIsMember: true,
        attachmentSizeLimit: 10 * MIB,
        ...seed,
      },
      state.changes,
    );
    state.channels.set(channel.id, channel);
    return channel;
  };
  const dm = (person: Person): Channel => {
    const known = [...state.channels.values()].find((channel) => channel.recipient === person);
    return known ?? addChannel({ name: `the DM with ${person.name}`, guildId: null, recipient: person });
  };

  const shared = { faults, ...(options.journal && { journal: options.journal }), ...refusing };
  const api = await startWire({
    ...shared,
    platform: 'discord',
    routes: restRoutes(state, limits, { openDm: dm, gatewayUrl: () => gatewayUrl }),
  });
  const cdn = await startWire({ ...shared, platform: 'discord-cdn', routes: state.uploads.routes });
  state.uploads.setOrigin(cdn.origin);
  const gatewayUrl = api.origin.replace('http:', 'ws:');
  const gateway: Gateway = createGateway(api.server, state, {
    url: () => gatewayUrl,
    guilds: () => (isMember ? [{ id: guilds.home, whole: () => guildToApi(state, guilds.home) }] : []),
  });

  const { channels, messages, interactions, changes } = state;
  return {
    apiUrl: `${api.origin}/api`,
    cdnUrl: cdn.origin,
    token: state.token,
    applicationId,
    events,
    clock,
    faults,
    limits,
    uploads: state.uploads,
    channels,
    messages,
    interactions,
    get commands() {
      return state.commands;
    },
    person({ name = 'Ada', locale = Locale.EnglishUS, ...more } = {}) {
      const person = new Person({ id: newId(), name, locale, ...more }, acts);
      state.people.set(person.id, person);
      return person;
    },
    channel({ name, bot: botIsMember = isMember, attachmentSizeLimit } = {}) {
      return addChannel({
        botIsMember,
        guildId: botIsMember ? guilds.home : guilds.strange,
        ...(name !== undefined && { name }),
        ...(attachmentSizeLimit !== undefined && { attachmentSizeLimit }),
      });
    },
    removeBot() {
      isMember = false;
      for (const channel of state.channels.values()) if (channel.guildId === guilds.home) channel.botIsMember = false;
      gateway.dispatch({ t: GatewayDispatchEvents.GuildDelete, d: { id: guilds.home } });
    },
    dm,
    redeliver: (interaction) =>
      gateway.dispatch({ t: GatewayDispatchEvents.InteractionCreate, d: interaction.payload }),
    connections: {
      async ready({ count = 1, ...waiting } = {}) {
        const look = (): true | undefined =>
          (count === 0 ? gateway.live() === 0 : gateway.live() >= count) || undefined;
        await changes.until(look, () => `${gateway.live()} of ${count} bot(s) on the gateway`, waiting);
      },
      registered: (waiting = {}) =>
        changes.until(
          () => (state.commands.length > 0 ? state.commands : undefined),
          () => 'No commands are registered',
          waiting,
        ),
      dropGateway: () => gateway.drop(),
      invalidateSession: () => gateway.invalidate(),
      askToReconnect: () => gateway.askToReconnect(),
    },
    async close() {
      changes.close();
      gateway.close();
      await Promise.all([api.close(), cdn.close()]);
    },
  };
}
