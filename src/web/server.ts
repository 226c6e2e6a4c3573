// The small web side: health and figures for whoever runs the program, webhooks of Stripe and Discord, and pages to come back to.

import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { faultAt } from '../core/log-events.ts';
import type { Log } from '../core/ports.ts';
import { downloads, type Downloads } from './downloads.ts';
import { noticePages } from './notice.ts';
import { pages } from './pages.ts';
import { discordEvents, webhooks, type HearDiscord, type Receive } from './webhooks.ts';

/** A year; the host's other names are for whoever owns them to decide on. */
const HSTS = 'max-age=31536000';

export interface WebServer {
  readonly port: number;
  /** Tells load balancers to send nothing more. */
  unready(): void;
  close(): Promise<void>;
}

/**
 * @param receive takes what Stripe sends; absent where there is no Stripe
 * @param hearDiscord takes what Discord sends outside its gateway; absent where that is not set up
 * @param check resolves when what the program needs answers; it has two seconds
 * @param started whether the program has done what comes before anybody is answered; it has where this is absent
 * @param port 0 picks a free one
 * @param downloads what is fetched by a link of ours; absent where there is no public address
 * @param encrypted whether people reach it by https: their browsers are told to use nothing else
 * @param contact where whoever runs Easel can be reached, for the privacy notice; null where nothing is said
 */
export async function startWeb(needs: {
  port: number;
  host: string;
  check: () => Promise<void>;
  started?: () => boolean;
  metrics: Registry;
  log: Log;
  receive?: Receive;
  hearDiscord?: HearDiscord;
  contact?: string | null;
  downloads?: Downloads;
  encrypted?: boolean;
}): Promise<WebServer> {
  let ready = true;
  const app = new Hono();
  app.use(async (context, next) => {
    const started = performance.now();
    await next();
    needs.log({
      event: 'http',
      method: context.req.method,
      route: context.req.routePath,
      status: context.res.status,
      tookMs: Math.round(performance.now() - started),
    });
  });
  if (needs.encrypted)
    app.use(async (context, next) => {
      await next();
      context.header('strict-transport-security', HSTS);
    });
  app.get('/health/live', (context) => context.text('alive\n'));
  app.get('/health/ready', async (context) => {
    if (!ready) return context.text('stopping\n', 503);
    if (needs.started?.() === false) return context.text('starting\n', 503);
    try {
      await Promise.race([needs.check(), deadline(2_000)]);
      return context.text('ready\n');
    } catch (error) {
      needs.log(faultAt('readiness', error));
      return context.text('not ready\n', 503);
    }
  });
  app.get('/metrics', async (context) =>
    context.text(await needs.metrics.metrics(), 200, { 'content-type': needs.metrics.contentType }),
  );
  if (needs.downloads) downloads(app, needs.downloads);
  noticePages(app, needs.contact ?? null);
  if (needs.hearDiscord) discordEvents(app, needs.hearDiscord, needs.log);
  if (needs.receive) {
    webhooks(app, needs.receive, needs.log);
    pages(app);
  }

  const server = serve({ fetch: app.fetch, port: needs.port, hostname: needs.host });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  return {
    port: (server.address() as AddressInfo).port,
    unready() {
      ready = false;
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

function deadline(ms: number): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(Object.assign(new Error('deadline'), { code: 'DEADLINE' })), ms).unref();
  });
}
