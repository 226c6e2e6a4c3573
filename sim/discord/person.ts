// Somebody in front of Discord: types commands, presses buttons, fills in forms, and may close their DMs.

import type { APIUser, Locale } from 'discord-api-types/v10';
import type { Channel } from './channel.ts';
import type { Interaction } from './interaction.ts';
import type { Message } from './message.ts';

/** A file a person attaches; `width` and `height` of a PNG are read from its bytes. */
export type AttachedFile = { name: string; bytes: Uint8Array; contentType?: string };

/** What a person can put into an option: text and numbers, a switch, a file, or somebody else. */
export type OptionValue = string | number | boolean | AttachedFile | Person;

export type ButtonPick = { label: string } | { customId: string };

/** What the world does when a person acts; kept apart so a person is only data and delegation. */
export type Acts = {
  slash(person: Person, channel: Channel, command: string, options: Readonly<Record<string, OptionValue>>): Interaction;
  press(person: Person, message: Message, pick: ButtonPick): Interaction;
  choose(person: Person, message: Message, customId: string, values: readonly string[]): Interaction;
  submit(person: Person, asked: Interaction, values: Readonly<Record<string, string>>): Interaction;
};

/** Who somebody is; without a user name it is made of the name. */
export type PersonSeed = { name?: string; locale?: Locale; username?: string; nick?: string };

export class Person {
  readonly id: string;
  readonly name: string;
  readonly locale: Locale;
  readonly user: APIUser;
  /** What they are called in every server. */
  readonly nick: string | null;
  /** Whether the bot's messages reach this person directly, and how Discord refuses them when not. */
  dms: 'open' | 'closed' | 'no-mutual-guilds' = 'open';
  readonly #acts: Acts;

  constructor(seed: PersonSeed & { id: string; name: string; locale: Locale }, acts: Acts) {
    this.id = seed.id;
    this.name = seed.name;
    this.locale = seed.locale;
    this.user = {
      id: seed.id,
      username: seed.username ?? seed.name.toLowerCase(),
      discriminator: '0',
      global_name: seed.name,
      avatar: null,
    };
    this.nick = seed.nick ?? null;
    this.#acts = acts;
  }

  /**
   * Sends a slash command the way Discord's client would: only one the bot registered and offers here, with options of the
   * right type, range and choice; anything else throws. Subcommands follow the name: `'project create'`.
   */
  slash(channel: Channel, command: string, options: Readonly<Record<string, OptionValue>> = {}): Interaction {
    return this.#acts.slash(this, channel, command, options);
  }

  /** Presses a button this person can see; throws when there is no such button or it is disabled. */
  press(message: Message, pick: ButtonPick): Interaction {
    return this.#acts.press(this, message, pick);
  }

  /** Chooses from a select menu. */
  choose(message: Message, customId: string, values: readonly string[]): Interaction {
    return this.#acts.choose(this, message, customId, values);
  }

  /** Sends the form (modal) that answered `asked`, with a value per text input's custom id. */
  submit(asked: Interaction, values: Readonly<Record<string, string>>): Interaction {
    return this.#acts.submit(this, asked, values);
  }
}
