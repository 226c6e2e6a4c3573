// Figures for operators, counted from the log's events: one source, so that a number and a log line never disagree.

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { faultAt } from './core/log-events.ts';
import type { Log } from './core/ports.ts';

export type MoneyHealth = {
  readonly paidWithoutGrant: number;
  readonly driftRows: number;
  readonly oldestInboxSeconds: number;
};

export type PrivacyHealth = {
  readonly sweepSeconds: number;
  readonly erasureSeconds: number;
  readonly requestSeconds: number;
  readonly wallHoles: number;
  readonly unlisted: number;
};

/** Scrapes ask the database at most this often, however many there are. */
const HEALTH_KEPT_MS = 10_000;
/** A look through the whole bucket. */
const ORPHANS_KEPT_MS = 3_600_000;

/** A registry of its own, so that two programs in one process (as tests have them) never share figures. */
export function createMetrics(): { registry: Registry; count: Log } {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const commands = new Histogram({
    name: 'easel_command_seconds',
    help: 'From a command being heard to its answer',
    labelNames: ['platform', 'command', 'outcome'],
    registers,
  });
  const tasks = new Histogram({
    name: 'easel_task_seconds',
    help: 'From a task being claimed to its end',
    labelNames: ['kind', 'outcome'],
    registers,
    buckets: [0.01, 0.05, 0.2, 1, 5, 20, 60, 180],
  });
  const deliveries = new Counter({
    name: 'easel_deliveries_total',
    help: 'Results brought into chats',
    labelNames: ['platform', 'outcome'],
    registers,
  });
  const recovered = new Counter({
    name: 'easel_leases_recovered_total',
    help: 'Tasks taken back from dead workers',
    registers,
  });
  const webhooks = new Counter({
    name: 'easel_webhooks_total',
    help: 'Events that came from Stripe, or said so',
    labelNames: ['endpoint', 'outcome'],
    registers,
  });
  const settlements = new Histogram({
    name: 'easel_settlement_seconds',
    help: 'From a money object being fetched to its being settled',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const alarms = new Counter({
    name: 'easel_money_alarms_total',
    help: 'Things about money that a human has to look at',
    labelNames: ['about'],
    registers,
  });
  const privacyAlarms = new Counter({
    name: 'easel_privacy_alarms_total',
    help: 'Looks that found a promise about data not being kept',
    labelNames: ['about'],
    registers,
  });
  const faults = new Counter({
    name: 'easel_faults_total',
    help: 'Errors nobody expected',
    labelNames: ['where'],
    registers,
  });
  return {
    registry,
    count(event) {
      switch (event.event) {
        case 'command':
          return commands.observe(
            { platform: event.platform, command: event.command, outcome: event.outcome },
            event.tookMs / 1000,
          );
        case 'task':
          return tasks.observe({ kind: event.kind, outcome: event.outcome }, event.tookMs / 1000);
        case 'delivery':
          return deliveries.inc({ platform: event.platform, outcome: event.outcome });
        case 'leases-recovered':
          return recovered.inc(event.count);
        case 'webhook':
          return webhooks.inc({ endpoint: event.endpoint, outcome: event.outcome });
        case 'settled':
          return settlements.observe({ kind: event.kind, outcome: event.outcome }, event.tookMs / 1000);
        case 'alarm':
          return privacyAlarms.inc({ about: event.about });
        case 'money-alarm':
          return alarms.inc({ about: event.about });
        case 'fault':
          return faults.inc({ where: event.where });
        case 'started':
        case 'stopping':
        case 'stopped':
        case 'notice':
        case 'run':
        case 'swept':
        case 'reconciled':
        case 'http':
        case 'connection':
          return undefined;
      }
    },
  };
}

/** Adds the gauges of money, which are asked for when somebody scrapes. */
export function watchMoney(registry: Registry, health: () => Promise<MoneyHealth>, log: Log): void {
  const gauge = gauges(registry, kept(health, HEALTH_KEPT_MS, 'money health', log));
  gauge('easel_paid_without_grant', 'Payments whose credits are missing', (told) => told.paidWithoutGrant);
  gauge('easel_ledger_drift_rows', 'Grants on which payments and the ledger disagree', (told) => told.driftRows);
  gauge(
    'easel_settlement_oldest_seconds',
    'How long the oldest money object has waited to be settled',
    (told) => told.oldestInboxSeconds,
  );
}

/** Adds the gauges of promises about data. */
export function watchPrivacy(
  registry: Registry,
  health: () => Promise<PrivacyHealth>,
  orphans: () => Promise<number>,
  log: Log,
): void {
  const gauge = gauges(registry, kept(health, HEALTH_KEPT_MS, 'privacy health', log));
  gauge(
    'easel_sweep_late_seconds',
    'Since when the oldest picture is due and still there',
    (told) => told.sweepSeconds,
  );
  gauge('easel_erasure_oldest_seconds', 'Age of the oldest erasure under way', (told) => told.erasureSeconds);
  gauge('easel_request_oldest_seconds', 'How long somebody has waited for an answer', (told) => told.requestSeconds);
  gauge('easel_wall_holes', 'Tables and roles that row-level security does not hold', (told) => told.wallHoles);
  gauge('easel_catalogue_drift', 'Columns on which database and catalogue disagree', (told) => told.unlisted);
  // A scrape does not wait for a whole bucket: it is told of the last look.
  const look = kept(orphans, ORPHANS_KEPT_MS, 'orphan look', log);
  let latest: number | null = null;
  gauges(registry, () => {
    void look().then((found) => (latest = found));
    return Promise.resolve({ latest });
  })('easel_orphan_objects', 'Files without a row for an hour', (told) => told.latest ?? Number.NaN);
}

/** A look that serves everybody for a while; null when it fails, so that nobody takes an old figure for a new one. */
function kept<T>(look: () => Promise<T>, keptMs: number, where: string, log: Log): () => Promise<T | null> {
  let latest: { at: number; told: Promise<T | null> } | null = null;
  return () => {
    if (!latest || performance.now() - latest.at > keptMs)
      latest = {
        at: performance.now(),
        told: look().catch((error: unknown) => {
          log(faultAt(where, error));
          return null;
        }),
      };
    return latest.told;
  };
}

/** Makes gauges that ask when somebody scrapes. */
function gauges<T>(registry: Registry, look: () => Promise<T | null>) {
  return (name: string, help: string, read: (told: T) => number): void => {
    const figure: Gauge = new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const told = await look();
        figure.set(told ? read(told) : Number.NaN);
      },
    });
  };
}
