// The gate that webhooks come in by: the real web side over HTTP in front of a real core and its database.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { signPayload } from '../../sim/stripe/signing.ts';
import { createChanges } from '../../sim/wire/changes.ts';
import { createStripeWorld, type StripeOptions, type StripeWorld } from '../../sim/stripe/world.ts';
import type { LogEvent, WebhookOutcome } from '../../src/core/log-events.ts';
import { createMetrics } from '../../src/metrics.ts';
import { createReceive } from '../../src/payments/webhook.ts';
import { startWeb } from '../../src/web/server.ts';
import { coreRig, type CoreRig } from '../support/core.ts';

export const SECRETS = ['whsec_NewSecretForTests', 'whsec_OldSecretForTests'] as const;
const PATHS = { snapshot: '/webhooks/stripe', thin: '/webhooks/stripe/thin' } as const;

type Format = keyof typeof PATHS;

export type Gate = {
  readonly rig: CoreRig;
  readonly world: StripeWorld;
  readonly url: string;
  /** The moment the gate believes it is, in seconds; tests move it. */
  readonly clock: { nowS: number };
  readonly logged: readonly LogEvent[];
  /** An event of the world's, as it would be sent: what happened during `act`, in one format. */
  event(format: Format, type: string, act: () => unknown): Promise<string>;
  post(format: Format, body: string, signing?: Signing): Promise<number>;
  outcomes(): WebhookOutcome[];
  /** Resolves once so many have been logged. */
  saw(outcomes: number): Promise<void>;
  /** The value of the counter of webhooks with this outcome. */
  counted(format: Format, outcome: WebhookOutcome): Promise<number>;
  /** Every row of every table that an event could have left something in. */
  rows(): Promise<unknown>;
};

export type Signing = { secrets?: readonly string[]; agoS?: number; header?: string | null };

export async function openGate(
  t: TestContext,
  options: StripeOptions & { secrets?: readonly string[] } = {},
): Promise<Gate> {
  const rig = await coreRig(t);
  const world = await createStripeWorld(options);
  t.after(() => world.close());
  world.webhooks.hold();
  for (const payload of ['snapshot', 'thin'] as const) world.webhooks.register({ url: 'http://127.0.0.1:9/', payload });
  const { registry, count } = createMetrics();
  const logged: LogEvent[] = [];
  const changes = createChanges();
  const log = (event: LogEvent): void => {
    count(event);
    logged.push(event);
    changes.announce();
  };
  const clock = { nowS: Math.floor(Date.now() / 1000) };
  const secrets = options.secrets ?? SECRETS;
  const receive = createReceive({
    secrets,
    live: false,
    hear: rig.core.hearMoney,
    clock: { now: () => new Date(clock.nowS * 1000 + 999) },
    log,
  });
  const web = await startWeb({ port: 0, host: '127.0.0.1', check: async () => {}, metrics: registry, log, receive });
  t.after(async () => {
    await web.close();
    changes.close();
  });
  const url = `http://127.0.0.1:${web.port}`;
  const outcomes = () => logged.flatMap((event) => (event.event === 'webhook' ? [event.outcome] : []));
  return {
    rig,
    world,
    url,
    clock,
    logged,
    async event(format, type, act) {
      world.webhooks.take();
      await act();
      const name = format === 'thin' ? `v1.${type}` : type;
      const found = world.webhooks.take().find(({ payload, event }) => payload === format && event.type === name);
      assert.ok(found, `there was no ${format} event ${name}`);
      return JSON.stringify(found.event);
    },
    async post(format, body, { secrets: by = [SECRETS[0]], agoS = 0, header } = {}) {
      const signature = header === undefined ? signPayload(body, by, clock.nowS - agoS) : header;
      const answer = await fetch(url + PATHS[format], {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(signature !== null && { 'stripe-signature': signature }) },
        body,
      });
      assert.equal(await answer.text(), '');
      return answer.status;
    },
    outcomes,
    saw: async (wanted) =>
      void (await changes.until(
        () => outcomes().length >= wanted || undefined,
        () => `${outcomes().length} webhooks were logged`,
      )),
    async counted(format, outcome) {
      const text = await (await fetch(`${url}/metrics`)).text();
      const line = `easel_webhooks_total{endpoint="${format}",outcome="${outcome}"} `;
      return Number(
        text
          .split('\n')
          .find((one) => one.startsWith(line))
          ?.slice(line.length) ?? 0,
      );
    },
    async rows() {
      const tables = ['stripe_inbox', 'settlement', 'payment', 'purchase', 'notice', 'task', 'ledger_op', 'delivery'];
      const all = tables.map((table) => `select '${table}' as of, to_jsonb(x.*)::text as row from ${table} x`);
      return (await rig.database.pool.query(`${all.join(' union all ')} order by 1, 2`)).rows;
    },
  };
}
