// One thing a person asked, from the event the bot gets to everything it answered: what a test holds in its hand.

import {
  ApplicationIntegrationType,
  type InteractionResponseType,
  type APIInteraction,
  type APIModalInteractionResponseCallbackData,
} from 'discord-api-types/v10';
import type { Changes } from '../wire/changes.ts';
import type { Channel } from './channel.ts';
import type { WorldClock } from '../wire/clock.ts';
import type { Message } from './message.ts';
import type { Person } from './person.ts';

const ACKNOWLEDGE_WITHIN_MS = 3000;
const TOKEN_LIFETIME_MS = 15 * 60 * 1000;

/** `afterMs` is the time from asking to acknowledging, on the world's clock. */
export type Acknowledgement = { type: InteractionResponseType; afterMs: number };

export class Interaction {
  readonly id: string;
  readonly token: string;
  readonly payload: APIInteraction;
  readonly channel: Channel;
  readonly person: Person;
  readonly createdAt: number;
  /** The message whose component was used. */
  readonly source: Message | undefined;
  acknowledgement: Acknowledgement | undefined;
  /** What `@original` means: the answer, or the pressed message when the bot chose to change that. */
  original: Message | undefined;
  readonly followUps: Message[] = [];
  modal: APIModalInteractionResponseCallbackData | undefined;
  readonly #clock: WorldClock;
  readonly #changes: Changes;

  constructor(
    seed: { payload: APIInteraction; channel: Channel; person: Person; source: Message | undefined },
    clock: WorldClock,
    changes: Changes,
  ) {
    this.id = seed.payload.id;
    this.token = seed.payload.token;
    this.payload = seed.payload;
    this.channel = seed.channel;
    this.person = seed.person;
    this.source = seed.source;
    this.createdAt = clock.now();
    this.#clock = clock;
    this.#changes = changes;
  }

  /** Too late for a first answer: the person reads "The application did not respond". */
  get overdue(): boolean {
    return this.acknowledgement === undefined && this.#clock.now() - this.createdAt > ACKNOWLEDGE_WITHIN_MS;
  }

  get tokenExpired(): boolean {
    return this.#clock.now() - this.createdAt > TOKEN_LIFETIME_MS;
  }

  /** The app is here through the person alone, not through the server: five follow-ups and no channel endpoints. */
  get userInstalledOnly(): boolean {
    return this.payload.authorizing_integration_owners[ApplicationIntegrationType.GuildInstall] === undefined;
  }

  /** Waits for the first answer; rejects with a picture of the channel when none comes. */
  acknowledged(options: { timeoutMs?: number } = {}): Promise<Acknowledgement> {
    return this.#changes.until(() => this.acknowledgement, this.#waitingFor('an acknowledgement'), options);
  }

  /** Waits until the answer (`@original`) is more than "thinking" and looks like that. */
  reply(matches: (message: Message) => boolean = () => true, options: { timeoutMs?: number } = {}): Promise<Message> {
    const look = (): Message | undefined =>
      this.original !== undefined && !this.original.loading && matches(this.original) ? this.original : undefined;
    return this.#changes.until(look, this.#waitingFor('a reply'), options);
  }

  /** Waits for a follow-up that looks like that; the same one is found again by the same question. */
  followUp(
    matches: (message: Message) => boolean = () => true,
    options: { timeoutMs?: number } = {},
  ): Promise<Message> {
    return this.#changes.until(
      () => this.followUps.find((message) => matches(message)),
      this.#waitingFor('a follow-up'),
      options,
    );
  }

  describe(): string {
    const state = this.acknowledgement
      ? `acknowledged with type ${this.acknowledgement.type} after ${this.acknowledgement.afterMs} ms`
      : 'not acknowledged';
    return `Interaction ${this.id} of ${this.person.name}: ${state}\n${this.channel.describe()}`;
  }

  #waitingFor(what: string): () => string {
    return () => `For ${what}\n${this.describe()}`;
  }
}
