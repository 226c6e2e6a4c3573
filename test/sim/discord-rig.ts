// What every test of the little Discord starts from: a world, Ada in a channel, and a bot that speaks plain HTTP.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Channel } from '../../sim/discord/channel.ts';
import type { Interaction } from '../../sim/discord/interaction.ts';
import type { Person } from '../../sim/discord/person.ts';
import { createDiscordWorld, type DiscordWorld, type DiscordWorldOptions } from '../../sim/discord/world.ts';

export type Heard = { status: number; headers: Headers; body: Json };

/** Loosely typed on purpose: a test reads what came over the wire, not what our types hope for. */
export type Json = { readonly [key: string]: Json | undefined };

export type Asking = {
  json?: unknown;
  files?: readonly { name: string; bytes: Uint8Array<ArrayBuffer>; type?: string }[];
  token?: string;
};

export type Rig = {
  world: DiscordWorld;
  ada: Person;
  channel: Channel;
  /** One request under `/api/v10`; the bot's token is sent unless another is given. `json` may be text, sent as it is. */
  call: (method: string, path: string, asking?: Asking) => Promise<Heard>;
  /** The first answer to an interaction. */
  acknowledge: (asked: Interaction, json: unknown, asking?: Asking & { query?: string }) => Promise<Heard>;
  /** The path of an interaction's webhook, or of one of its messages. */
  hook: (asked: Interaction, message?: string) => string;
};

export const IMAGINE = {
  name: 'imagine',
  description: 'Draw something',
  integration_types: [0, 1],
  contexts: [0, 1, 2],
  options: [{ type: 3, name: 'prompt', description: 'What to draw', required: true }],
};

export const DEFER = { type: 5 };

/** A row of buttons as `[label, custom id]`. */
export function row(...buttons: readonly (readonly [string, string])[]): unknown {
  return { type: 1, components: buttons.map(([label, custom_id]) => ({ type: 2, style: 1, label, custom_id })) };
}

export function bytes(size: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(size);
}

export async function setUp(t: TestContext, options: DiscordWorldOptions = {}): Promise<Rig> {
  const world = await createDiscordWorld(options);
  t.after(() => world.close());

  const call: Rig['call'] = async (method, path, { json, files, token = world.token } = {}) => {
    const headers = new Headers({ authorization: `Bot ${token}` });
    let body: FormData | string | null = null;
    if (files) {
      body = new FormData();
      if (json !== undefined) body.append('payload_json', JSON.stringify(json));
      for (const [index, { name, bytes, type = 'application/octet-stream' }] of files.entries())
        body.append(`files[${index}]`, new Blob([bytes], { type }), name);
    } else if (json !== undefined) {
      headers.set('content-type', 'application/json');
      body = typeof json === 'string' ? json : JSON.stringify(json);
    }
    const response = await fetch(
      `${world.apiUrl}/v10${path}`,
      body === undefined ? { method, headers } : { method, headers, body },
    );
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
  };

  const { status } = await call('PUT', `/applications/${world.applicationId}/commands`, { json: [IMAGINE] });
  assert.equal(status, 200);
  return {
    world,
    ada: world.person({ name: 'Ada' }),
    channel: world.channel({ name: 'pictures' }),
    call,
    acknowledge: (asked, json, { query = '', ...asking } = {}) =>
      call('POST', `/interactions/${asked.id}/${asked.token}/callback${query}`, { ...asking, json }),
    hook: (asked, message) =>
      `/webhooks/${world.applicationId}/${asked.token}${message === undefined ? '' : `/messages/${message}`}`,
  };
}

/** The text at a path of the answer, such as `attachments.0.url`. */
export function textAt(heard: Heard, path: string): string {
  const value: unknown = path.split('.').reduce<Json | undefined>((at, step) => at?.[step], heard.body);
  assert.ok(typeof value === 'string', `there is no text at ${path}: ${JSON.stringify(heard.body)}`);
  return value;
}

/** The refusal as Discord words it. */
export function assertRefused(heard: Heard, status: number, code: number, message?: string): void {
  const said = { status: heard.status, code: heard.body['code'] };
  assert.deepEqual(said, { status, code }, JSON.stringify(heard.body));
  if (message !== undefined) assert.equal(heard.body['message'], message);
}

/** One complaint of a 50035: the path of the field, and the code it was given. */
export function assertComplaint(heard: Heard, path: string, code: string): void {
  assertRefused(heard, 400, 50035, 'Invalid Form Body');
  const node = path.split('.').reduce<Json | undefined>((at, step) => at?.[step], heard.body['errors']);
  const codes = Object.values(node?.['_errors'] ?? {}).map((error): unknown => error?.['code']);
  assert.ok(codes.includes(code), `expected ${code} at ${path}: ${JSON.stringify(heard.body)}`);
}
