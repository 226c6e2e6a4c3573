// The web side of a program whose core may not be bound yet: it answers, and what asks for the core waits or comes again.

import type { Registry } from 'prom-client';
import { createHearDiscord, type HearDiscord } from '../bots/discord/heard.ts';
import type { Config } from '../config.ts';
import type { Core } from '../core/core.ts';
import type { Log } from '../core/ports.ts';
import { watchMoney, watchPrivacy } from '../metrics.ts';
import { createReceive, type Receive } from '../payments/webhook.ts';
import type { Downloads } from '../web/downloads.ts';
import { startWeb, type WebServer } from '../web/server.ts';
import { clock } from './machine.ts';

type Needs = {
  /** Whether the core is bound. */
  readonly isBound: () => boolean;
  readonly core: () => Core;
  /** Resolves when the database answers. */
  readonly check: () => Promise<void>;
  readonly metrics: Registry;
  readonly log: Log;
};

export async function openWebSide(config: Config, { isBound, core, check, metrics, log }: Needs): Promise<WebServer> {
  const web = await startWeb({
    port: config.port,
    host: config.host,
    check,
    started: isBound,
    metrics,
    log,
    contact: config.supportContact,
    encrypted: config.publicUrl?.startsWith('https:') ?? false,
    ...(config.publicUrl !== null && { downloads: downloadsOf(core) }),
    ...receiving(config, core, log),
    ...hearing(config, core, log),
  });
  watchMoney(metrics, async () => core().moneyHealth(), log);
  watchPrivacy(
    metrics,
    async () => core().watch(),
    async () => core().findOrphans(),
    log,
  );
  return web;
}

/** Asked of the core that is bound by the time somebody comes. */
function downloadsOf(core: () => Core): Downloads {
  return { find: async (secret) => core().findDownload(secret), take: async (secret) => core().takeDownload(secret) };
}

/** What the web side does with events from Stripe; before the core is bound Stripe is asked to come again. */
function receiving({ stripe }: Config, core: () => Core, log: Log): { receive?: Receive } {
  if (!stripe) return {};
  const { webhookSecrets: secrets, live } = stripe;
  if (secrets.length === 0)
    log({ event: 'notice', about: 'stripe-webhook-secret', value: 'none: payments are found by the hourly look only' });
  return { receive: createReceive({ secrets, live, hear: async (event) => core().hearMoney(event), clock, log }) };
}

/** The same with what Discord tells outside its gateway. */
function hearing({ discord }: Config, core: () => Core, log: Log): { hearDiscord?: HearDiscord } {
  if (!discord?.publicKey) return {};
  const chat = {
    leave: async (person: Parameters<Core['chat']['leave']>[0]) => core().chat.leave(person),
    comeBack: async (person: Parameters<Core['chat']['comeBack']>[0]) => core().chat.comeBack(person),
  };
  return { hearDiscord: createHearDiscord({ publicKey: discord.publicKey, core: chat, clock, log }) };
}
