// Everything this program can log: a closed set of typed events without free text and without a personal field.

import type { Platform } from './domain/chat.ts';

export type LogEvent =
  | { event: 'started'; roles: readonly string[]; tookMs: number }
  | { event: 'stopping'; reason: string }
  | { event: 'stopped'; cleanly: boolean }
  | {
      event: 'notice';
      about: 'bot-without-token' | 'default-model' | 'embedded-postgres' | 'queue-backend';
      value: string;
    }
  | { event: 'command'; platform: Platform; command: string; outcome: string; tookMs: number }
  | { event: 'task'; kind: string; outcome: string; attempts: number; tookMs: number }
  | { event: 'leases-recovered'; count: number }
  | { event: 'delivery'; platform: Platform; outcome: string }
  | { event: 'run'; outcome: string; images: number; tookMs: number }
  | { event: 'http'; method: string; route: string; status: number; tookMs: number }
  | {
      event: 'connection';
      to: 'postgres' | 'redis' | 'discord' | 'telegram';
      state: 'up' | 'down' | 'fault';
      code: string;
    }
  | { event: 'fault'; where: string; error: string; code: string | null; stack: string | null };

/**
 * Something thrown, as an event: its class, its code, and the places in code it came through. Its message is left out,
 * however many lines it has: it may quote what a person wrote.
 */
export function faultAt(where: string, thrown: unknown): LogEvent {
  const {
    name,
    stack = '',
    code,
  } = thrown instanceof Error ? (thrown as Error & { code?: unknown }) : { name: typeof thrown };
  const places = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    event: 'fault',
    where,
    error: name,
    code: typeof code === 'string' ? code : null,
    stack: places.length > 0 ? places.join('\n') : null,
  };
}
