// Everything that exists in the little Discord, in maps that tests may read and only the routes and people change.

import type { APIApplicationCommand, APIUser } from 'discord-api-types/v10';
import type { Changes } from '../wire/changes.ts';
import type { Channel } from './channel.ts';
import type { WorldClock } from '../wire/clock.ts';
import type { Interaction } from './interaction.ts';
import type { Limits } from './limits.ts';
import type { Message } from './message.ts';
import type { Person } from './person.ts';
import type { Uploads } from './uploads.ts';

export type State = {
  readonly token: string;
  readonly applicationId: string;
  /** The application's public key, in hex. */
  readonly verifyKey: string;
  readonly bot: APIUser;
  readonly clock: WorldClock;
  readonly newId: () => string;
  readonly changes: Changes;
  readonly uploads: Uploads;
  readonly people: Map<string, Person>;
  readonly channels: Map<string, Channel>;
  /** By id; a deleted message stays here with `deleted` set. */
  readonly messages: Map<string, Message>;
  readonly interactions: Map<string, Interaction>;
  /** The same, found by their token. */
  readonly tokens: Map<string, Interaction>;
  commands: readonly APIApplicationCommand[];
  readonly limits: Limits;
};
