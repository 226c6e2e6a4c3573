// The composition root: the only file that knows everyone. It opens what a role needs, binds the core, and closes in reverse.

import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { discordBot } from './bots/discord/bot.ts';
import { createHearDiscord, type HearDiscord } from './bots/discord/heard.ts';
import { DISCORD_PART_BYTES, discordMessenger } from './bots/discord/messenger.ts';
import { telegramBot } from './bots/telegram/bot.ts';
import { TELEGRAM_PART_BYTES, telegramMessenger } from './bots/telegram/messenger.ts';
import { telegramStars } from './bots/telegram/stars.ts';
import type { Config, Role } from './config.ts';
import { createCore, type Core } from './core/core.ts';
import { catalogueFor, type ProviderName } from './core/domain/models.ts';
import { SEED_MAX } from './core/domain/order.ts';
import { NOTICE_VERSIONS } from './core/notice-versions.ts';
import type { Payments } from './core/payment-ports.ts';
import type { Bucket, Chime, Clock, ImageProvider, Log, NewId } from './core/ports.ts';
import type { Store } from './core/store.ts';
import { createArchivist } from './files/archivist.ts';
import { c2paSigner } from './files/c2pa.ts';
import { createTableReader } from './files/table-reader.ts';
import { defaultCapacity, type Capacity } from './jobs/capacity.ts';
import { openQueue, type TaskQueue } from './jobs/queue.ts';
import { startLead } from './jobs/lead.ts';
import { startWorkers } from './jobs/workers.ts';
import { createClosers, type Closers } from './lifecycle.ts';
import { createMetrics, watchMoney, watchPrivacy } from './metrics.ts';
import { stripePayments } from './payments/stripe.ts';
import { createReceive, type Receive } from './payments/webhook.ts';
import { createOpenAiImages } from './providers/openai.ts';
import { createRouter } from './providers/router.ts';
import { createSketch } from './providers/sketch/sketch.ts';
import { residueIn, type Residue } from './residue/residue.ts';
import { forPeople } from './storage/account-context.ts';
import { openBucket } from './storage/bucket.ts';
import { openChime } from './storage/chime.ts';
import type { OpenKeyring } from './storage/keyring.ts';
import { lastingPostgres } from './storage/lasting-postgres.ts';
import { standForLeader } from './storage/leader.ts';
import { migrate } from './storage/migrate.ts';
import { openPairedKeyring } from './storage/open-keyring.ts';
import { openPresence, type Presence } from './storage/presence.ts';
import { asOwner, asRole, roleName } from './storage/roles.ts';
import { sealedBucket } from './storage/sealed-bucket.ts';
import { scrub, scrubbing } from './storage/scrub.ts';
import { SealBroken, type Sealed, type SealedPlace } from './storage/seals.ts';
import { openStores, type Stores } from './storage/stores.ts';
import type { Downloads } from './web/downloads.ts';
import { startWeb } from './web/server.ts';

export { StartRefused } from './core/start-refused.ts';

const OPENAI_TIMEOUT_MS = 180_000;
const SKETCH_THREADS = 2;
const EMBEDDED_KEYRING = 'easel_keyring';

/** Parts of the program that a bench or a test may bring instead of the product's own. */
export type Overrides = {
  readonly provider?: ImageProvider;
  readonly capacity?: Capacity;
  /** What a bench compares sealing with. */
  readonly sealing?: { keyring(opened: OpenKeyring): OpenKeyring; bucket(kept: Bucket): Bucket };
};

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

const clock: Clock = { now: () => new Date() };
const newId: NewId = <T extends string>() => uuid() as T;

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
    const addresses = await openServer(config, closers, say);
    const { databaseUrl, ownerUrl, keyringUrl } = addresses;
    // An errand leaves the tables to the program it runs beside.
    if (roles.size > 0) await migrate(ownerUrl);
    const opened = await openPairedKeyring({ ...config, databaseUrl: ownerUrl, keyringUrl }, roles.size > 0, say);
    const keyring = overrides.sealing?.keyring(opened) ?? opened;
    closers.add('keyring', () => opened.close());
    if (roles.has('migrate')) return;
    residue = () => residueOf(config, addresses, keyring, closers);
    const worker = (): number | null => presence?.worker() ?? null;
    const stores = openStores({ url: databaseUrl, ownerUrl, newId, worker, seals: keyring, log: say });
    closers.add('database', () => stores.close());
    if (has('web')) {
      const check = async (): Promise<void> => void (await stores.database.pool.query('select 1'));
      const web = await startWeb({
        port: config.port,
        host: config.host,
        check,
        started: () => core !== null,
        metrics: metrics.registry,
        log: say,
        contact: config.supportContact,
        encrypted: config.publicUrl?.startsWith('https:') ?? false,
        ...(config.publicUrl !== null && { downloads: downloadsOf(bound) }),
        ...receiving(config, bound, say),
        ...hearing(config, bound, say),
      });
      watchMoney(metrics.registry, async () => bound().moneyHealth(), say);
      watchPrivacy(
        metrics.registry,
        async () => bound().watch(),
        async () => bound().findOrphans(),
        say,
      );
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

/** Past everything that knows how to find and to open: every store as it is, and of one account what its key opens. */
function residueOf(
  config: Config,
  { ownerUrl, keyringUrl }: Addresses,
  keyring: OpenKeyring,
  closers: Closers,
): Residue {
  const bucket = sealedBucket(openBucket(config.bucketUrl), keyring);
  closers.add('bucket', () => bucket.close());
  const places = {
    databases: [
      { called: 'main', url: asOwner(ownerUrl) },
      { called: 'keyring', url: keyringUrl },
    ],
    serverFolder: config.databaseUrl === null ? join(config.dataDir, 'postgres') : null,
    redisUrl: config.redisUrl,
    bucketUrl: config.bucketUrl,
  };
  const own = [ownerUrl, ...(config.keyringUrl === null ? [keyringUrl] : [])];
  const anew = config.databaseUrl === null ? () => scrub(own) : null;
  return residueIn(places, { databaseUrl: asOwner(ownerUrl), bucket, scrub: anew }, async (account) => {
    const seal = await keyring.find(account);
    return (place, box) => {
      try {
        return seal && seal.open(place as SealedPlace, box as Sealed<SealedPlace>);
      } catch (error) {
        if (error instanceof SealBroken) return null;
        throw error;
      }
    };
  });
}

type Addresses = {
  readonly databaseUrl: string;
  /** The same database, for who owns its tables. */
  readonly ownerUrl: string;
  readonly keyringUrl: string;
};

async function openServer(
  { databaseUrl, migrateUrl, keyringUrl, dataDir }: Config,
  closers: Closers,
  log: Log,
): Promise<Addresses> {
  if (databaseUrl !== null && keyringUrl !== null)
    return { databaseUrl, ownerUrl: migrateUrl ?? databaseUrl, keyringUrl };
  const server = await lastingPostgres({ dataDir: join(dataDir, 'postgres') }, log);
  closers.add('postgres', () => server.stop(), 30_000);
  log({ event: 'notice', about: 'embedded-postgres', value: 'started' });
  return {
    databaseUrl: databaseUrl ?? server.url,
    ownerUrl: migrateUrl ?? databaseUrl ?? server.url,
    keyringUrl: keyringUrl ?? (await server.database(EMBEDDED_KEYRING)),
  };
}

async function bindCore(
  config: Config,
  { store, storeOf }: Stores,
  keyring: OpenKeyring,
  doorbell: Chime,
  payments: Payments | null,
  closers: Closers,
  log: Log,
  { provider, sealing }: Overrides,
): Promise<Core> {
  const kept = openBucket(config.bucketUrl);
  const bucket = sealing?.bucket(kept) ?? sealedBucket(kept, keyring);
  closers.add('bucket', () => bucket.close());
  const signer = config.c2pa && c2paSigner(config.c2pa);
  if (signer) closers.add('signer', () => signer.close());
  const sketch = createSketch({ threads: SKETCH_THREADS });
  closers.add('sketch', () => sketch.close());
  const openai =
    config.openai &&
    createOpenAiImages({
      baseUrl: config.openai.baseUrl,
      ...(config.openai.apiKey && { apiKey: config.openai.apiKey }),
      timeoutMs: OPENAI_TIMEOUT_MS,
    });
  const configured = new Set<ProviderName>(openai ? ['openai', 'sketch'] : ['sketch']);
  const catalogue = catalogueFor(configured, config.sketchCredits);
  log({ event: 'notice', about: 'default-model', value: catalogue[0]?.name ?? 'none' });
  return forPeople(
    createCore({
      store,
      storeOf,
      bucket,
      keyring,
      provider: provider ?? createRouter({ sketch, ...(openai && { openai }) }),
      messengers: {
        ...(config.discord && { discord: discordMessenger({ ...config.discord, clock }) }),
        ...(config.telegram && { telegram: telegramMessenger(config.telegram) }),
      },
      tables: createTableReader(),
      archivist: createArchivist(() => clock.now(), signer),
      doorbell,
      clock,
      newId,
      newSeed: () => randomInt(0, SEED_MAX),
      log,
      catalogue,
      starterCredits: config.starterCredits,
      starterGrantsPerHour: config.starterGrantsPerHour,
      payments,
      stars: config.telegram && telegramStars(config.telegram),
      rails: config.payWith,
      mark: ({ platform, userId }) => keyring.mark(platform, userId),
      supportContact: config.supportContact,
      downloadUrl: config.publicUrl === null ? null : `${config.publicUrl}/download`,
      noticeUrl: config.publicUrl === null ? null : `${config.publicUrl}/privacy`,
      consent: config.consent,
      noticeVersions: NOTICE_VERSIONS,
      maxPartBytes: { discord: DISCORD_PART_BYTES, telegram: TELEGRAM_PART_BYTES },
    }),
  );
}

/** Asked of the core that is bound by the time somebody comes. */
function downloadsOf(core: () => Core): Downloads {
  return { find: async (secret) => core().findDownload(secret), take: async (secret) => core().takeDownload(secret) };
}

/** Null without a key. With a key for tests people come back to this machine, where nothing else is said. */
function openPayments({ stripe, publicUrl, host }: Config, port: number, log: Log): Payments | null {
  if (!stripe) return null;
  const here = `http://${host === '0.0.0.0' ? 'localhost' : host}:${port}`;
  if (!publicUrl) log({ event: 'notice', about: 'stripe-return-address', value: here });
  return stripePayments({ ...stripe, publicUrl: publicUrl ?? here });
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

type Jobs = Addresses & { core: Core; store: Store; chime: Chime; closers: Closers; log: Log };

async function startJobs(
  config: Config,
  { core, store, chime, databaseUrl, ownerUrl, keyringUrl, closers, log }: Jobs,
  capacity: Capacity,
): Promise<void> {
  const queue: TaskQueue = await openQueue(
    { redisUrl: config.redisUrl, databaseUrl, ownerUrl, role: roleName('worker'), pools: Object.keys(capacity) },
    log,
  );
  closers.add('queue', () => queue.close());
  log({ event: 'notice', about: 'queue-backend', value: queue.backend });
  const workers = await startWorkers({ core, queue, capacity, chime, log });
  closers.add('workers', () => workers.close(), 40_000);
  let ring = (): void => {};
  const leadership = await standForLeader(asRole(databaseUrl, 'worker'), log, () => ring());
  closers.add('leadership', () => leadership.close());
  const lead = startLead({
    core,
    store,
    queue,
    capacity,
    chime,
    // A server of somebody's is looked after by them.
    ...(config.databaseUrl === null && {
      scrub: scrubbing([ownerUrl, ...(config.keyringUrl === null ? [keyringUrl] : [])]),
    }),
    leads: () => leadership.leads(),
    log,
  });
  ring = () => lead.ring();
  closers.add('lead', () => lead.close());
}

async function startBots(config: Config, core: Core, closers: Closers, log: Log): Promise<void> {
  if (!config.discord) log({ event: 'notice', about: 'bot-without-token', value: 'discord' });
  if (!config.telegram) log({ event: 'notice', about: 'bot-without-token', value: 'telegram' });
  noteRules(config, log);
  const bots = [
    ...(config.discord ? [discordBot({ config: config.discord, core: core.chat, clock, log })] : []),
    ...(config.telegram ? [telegramBot({ config: config.telegram, core: core.chat, log })] : []),
  ];
  for (const bot of bots) closers.add('bot', () => bot.stop(), 15_000);
  await Promise.all(bots.map((bot) => bot.start()));
}

/** What the platforms ask of whoever sells on them, where this configuration may not be it: said, and left to the owner. */
function noteRules({ payWith }: Config, log: Log): void {
  if (payWith.telegram.includes('stripe'))
    log({
      event: 'notice',
      about: 'telegram-digital-goods',
      value: 'a link to Stripe is offered; the terms for developers (6.2) want digital goods sold for Stars',
    });
  if (payWith.discord.includes('stripe'))
    log({
      event: 'notice',
      about: 'discord-premium-apps',
      value: 'only Stripe is offered; Discord asks for Premium Apps as well, where available, at no higher price',
    });
}
