// Figures for operators, counted from the log's events: one source, so that a number and a log line never disagree.

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { faultAt } from './core/log-events.ts';
import type { Log } from './core/ports.ts';

export type MoneyHealth = {
  readonly paidWithoutGrant: number;
  readonly driftRows: number;
  readonly oldestInboxSeconds: number;
};

/** Scrapes ask the database at most this often, however many there are. */
const HEALTH_KEPT_MS = 10_000;

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

/**
 * Adds the three gauges of money, which are asked for when somebody scrapes.
 * @param health one look at the database; while it fails the gauges say nothing, so that nobody takes an old figure for a new one
 */
export function watchMoney(registry: Registry, health: () => Promise<MoneyHealth>, log: Log): void {
  let latest: { at: number; told: Promise<MoneyHealth | null> } | null = null;
  const look = (): Promise<MoneyHealth | null> => {
    if (!latest || performance.now() - latest.at > HEALTH_KEPT_MS)
      latest = {
        at: performance.now(),
        told: health().catch((error: unknown) => {
          log(faultAt('money health', error));
          return null;
        }),
      };
    return latest.told;
  };
  const gauge = (name: string, help: string, read: (told: MoneyHealth) => number): void => {
    const figure: Gauge = new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const told = await look();
        if (told) figure.set(read(told));
        else figure.set(Number.NaN);
      },
    });
  };
  gauge('easel_paid_without_grant', 'Payments whose credits are missing', (told) => told.paidWithoutGrant);
  gauge('easel_ledger_drift_rows', 'Grants on which payments and the ledger disagree', (told) => told.driftRows);
  gauge(
    'easel_settlement_oldest_seconds',
    'How long the oldest money object has waited to be settled',
    (told) => told.oldestInboxSeconds,
  );
}
