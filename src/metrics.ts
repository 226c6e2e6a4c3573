// Figures for operators, counted from the log's events: one source, so that a number and a log line never disagree.

import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import type { Log } from './core/ports.ts';

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
        case 'fault':
          return faults.inc({ where: event.where });
        case 'started':
        case 'stopping':
        case 'stopped':
        case 'notice':
        case 'run':
        case 'http':
        case 'connection':
          return undefined;
      }
    },
  };
}
