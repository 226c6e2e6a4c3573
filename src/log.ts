// Typed events to pino: what an event may say is fixed in core/log-events.ts, so a log line can carry no personal data.

import { destination, pino } from 'pino';
import type { LogEvent, WebhookOutcome } from './core/log-events.ts';
import type { Log } from './core/ports.ts';

type Level = 'debug' | 'info' | 'warn' | 'error';

const LEVELS: Readonly<Record<LogEvent['event'], Level>> = {
  started: 'info',
  stopping: 'info',
  stopped: 'info',
  notice: 'info',
  command: 'debug',
  task: 'debug',
  'leases-recovered': 'warn',
  delivery: 'debug',
  webhook: 'debug',
  settled: 'debug',
  reconciled: 'info',
  swept: 'info',
  'money-alarm': 'error',
  alarm: 'error',
  run: 'info',
  http: 'debug',
  connection: 'warn',
  fault: 'error',
};

/** A log that writes one JSON line an event to the given file descriptor (2: standard error). */
export function createLog(level: Level | 'silent', descriptor = 2): Log {
  // Synchronous: the last lines of a program that is being ended are the ones that matter.
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    destination({ dest: descriptor, sync: true }),
  );
  return (event) => logger[levelOf(event)](event);
}

/** An ordinary webhook is of no interest; one that was not taken is to be seen. */
function levelOf(event: LogEvent): Level {
  return event.event === 'webhook' && !TAKEN.has(event.outcome) ? 'warn' : LEVELS[event.event];
}

const TAKEN: ReadonlySet<WebhookOutcome> = new Set(['heard', 'heard-before', 'not-ours']);
