// The composition root: with its parts in app/ the only one who knows everyone. It opens what a role needs, binds the core, and
// closes in reverse.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bindCore, SKETCH_THREADS, type Overrides } from './app/bind-core.ts';
import { newId } from './app/machine.ts';
import { openPayments } from './app/open-payments.ts';
import { openResidue } from './app/open-residue.ts';
import { openServers } from './app/open-servers.ts';
import { openWebSide } from './app/open-web-side.ts';
import { startBots } from './app/start-bots.ts';
import { startJobs } from './app/start-jobs.ts';
import type { Config, Role } from './config.ts';
import type { Core } from './core/core.ts';
import type { Log } from './core/ports.ts';
import { defaultCapacity } from './jobs/capacity.ts';
import { createClosers } from './lifecycle.ts';
import { createMetrics } from './metrics.ts';
import type { Residue } from './residue/residue.ts';
import { openChime } from './storage/chime.ts';
import { migrate } from './storage/migrate.ts';
import { openPairedKeyring } from './storage/open-keyring.ts';
import { openPresence, type Presence } from './storage/presence.ts';
import { asRole } from './storage/roles.ts';
import { openStores } from './storage/stores.ts';

export type { Overrides } from './app/bind-core.ts';
export { StartRefused } from './core/start-refused.ts';

export interface App {
  /** Starts the roles; resolves when each of them works. */
  start(): Promise<void>;
  /** Port of the web side, once started; null without it. */
  webPort(): number | null;
  /** Readiness off, nothing new taken, running work finished or given back, messengers last; false when something failed to close. */
  close(): Promise<boolean>;
  readonly core: () => Core;
  /** Looking for what is left of somebody, once started. */
  readonly residue: () => Residue;
}

/** Where the embedded server of this configuration would be, while it has never been started; null where there is a database. */
export function unborn({ databaseUrl, dataDir }: Config): string | null {
  const folder = join(dataDir, 'postgres');
  return databaseUrl === null && !existsSync(folder) ? folder : null;
}

/** Builds the program for a set of roles, or for an errand with none; nothing is opened before start(). */
export function createApp(config: Config, roles: ReadonlySet<Role>, log: Log, overrides: Overrides = {}): App {
  const metrics = createMetrics();
  const say: Log = (event) => {
    metrics.count(event);
    log(event);
  };
  const closers = createClosers(say);
  const has = (role: Role): boolean => roles.has('all') || roles.has(role);
  let core: Core | null = null;
  let residue = (): Residue => {
    throw notStarted();
  };
  let webPort: number | null = null;
  let unready = (): void => {};
  let presence: Presence | null = null;
  const closing = new AbortController();
  const bound = (): Core => {
    if (!core) throw notStarted();
    return core;
  };

  const start = async (): Promise<void> => {
    const startedAt = performance.now();
    const addresses = await openServers(config, closers, say);
    const { databaseUrl, ownerUrl, keyringUrl } = addresses;
    // An errand leaves the tables to the program it runs beside.
    if (roles.size > 0) await migrate(ownerUrl);
    const opened = await openPairedKeyring({ ...config, databaseUrl: ownerUrl, keyringUrl }, roles.size > 0, say);
    const keyring = overrides.sealing?.keyring(opened) ?? opened;
    closers.add('keyring', () => opened.close());
    if (roles.has('migrate')) return;
    residue = () => openResidue(config, addresses, keyring, closers);
    const worker = (): number | null => presence?.worker() ?? null;
    const stores = openStores({ url: databaseUrl, ownerUrl, newId, worker, seals: keyring, log: say });
    closers.add('database', () => stores.close());
    if (has('web')) {
      const check = async (): Promise<void> => void (await stores.database.pool.query('select 1'));
      const web = await openWebSide(config, {
        isBound: () => core !== null,
        core: bound,
        check,
        metrics: metrics.registry,
        log: say,
      });
      webPort = web.port;
      closers.add('web', () => web.close());
      unready = () => web.unready();
    }
    const chime = await openChime(asRole(databaseUrl, 'worker'), say);
    closers.add('chime', () => chime.close());
    const shown = has('worker') ? await openPresence(asRole(databaseUrl, 'worker'), say) : null;
    if (shown) closers.add('presence', () => shown.close());
    presence = shown;
    const payments = openPayments(config, webPort ?? config.port, say);
    const ready = await bindCore(config, stores, keyring, chime, payments, closers, say, overrides);
    // Before anybody is answered: a backup that was restored must not bring back who was erased. An errand does not wait for it.
    if (roles.size > 0) await ready.replayErasures(closing.signal);
    core = ready;
    if (has('worker'))
      await startJobs(
        config,
        { core, store: stores.store, chime, ...addresses, closers, log: say },
        overrides.capacity ?? defaultCapacity(SKETCH_THREADS),
      );
    if (has('bots')) await startBots(config, core, closers, say);
    say({ event: 'started', roles: [...roles], tookMs: Math.round(performance.now() - startedAt) });
  };
  return {
    start,
    webPort: () => webPort,
    close() {
      unready();
      closing.abort();
      return closers.closeAll();
    },
    core: bound,
    residue: () => residue(),
  };
}

function notStarted(): Error {
  return Object.assign(new Error('the program has not been started'), { code: 'NOT_STARTED' });
}
