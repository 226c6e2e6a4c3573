// The doorbell between processes: LISTEN and NOTIFY. A lost ring costs a poll interval, never work.

import { randomUUID } from 'node:crypto';
import type { BulkRunId, ExportId, GenerationId, ImageId, PurchaseId } from '../core/domain/ids.ts';
import type { Chime, Delivery, Log, Ring } from '../core/ports.ts';
import { holdConnection } from './sessions.ts';

const CHANNEL = 'easel';

/** The first ring goes out at once; those within this time after it go together, and equal ones as one. */
const GATHER_MS = 25;

/** Opens the doorbell. Rings are heard in this process at once, and in the others through Postgres. */
export async function openChime(url: string, log: Log): Promise<Chime & { close(): Promise<void> }> {
  const self = randomUUID().slice(0, 8);
  const listeners = new Set<(ring: Ring) => void>();
  const waiting = new Set<string>();
  let gathering: NodeJS.Timeout | undefined;
  let sendAt = 0;
  let sending: Promise<void> = Promise.resolve();

  const heard = (ring: Ring): void => {
    for (const listener of listeners) listener(ring);
  };
  const connection = await holdConnection(url, 'easel-chime', log, async (client) => {
    client.on('notification', ({ payload = '' }) => {
      const [from, ...words] = payload.split(' ');
      const ring = from === self ? null : readRing(words);
      if (ring) heard(ring);
    });
    await client.query(`listen ${CHANNEL}`);
  });

  const notify = async (words: readonly string[]): Promise<void> => {
    const client = connection.current();
    if (!client) return;
    try {
      await client.query('select pg_notify($1, $2 || words) from unnest($3::text[]) as words', [
        CHANNEL,
        `${self} `,
        words,
      ]);
    } catch (error) {
      const { code, name } = error as Error & { code?: string };
      log({ event: 'connection', to: 'postgres', state: 'fault', code: code ?? name });
    }
  };
  const send = (): void => {
    gathering = undefined;
    sendAt = performance.now() + GATHER_MS;
    const words = [...waiting];
    waiting.clear();
    // One statement at a time: a connection answers no second one meanwhile.
    sending = sending.then(() => notify(words));
  };
  const ring = (ring: Ring): void => {
    heard(ring);
    waiting.add(writeRing(ring));
    gathering ??= setTimeout(send, Math.max(0, sendAt - performance.now()));
  };

  return {
    work: () => ring({ kind: 'work' }),
    money: () => ring({ kind: 'money' }),
    stop: (subjectId) => ring({ kind: 'stop', subjectId }),
    changed: (subject) => ring({ kind: 'changed', subject }),
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      clearTimeout(gathering);
      if (waiting.size > 0) send();
      await sending;
      await connection.close();
    },
  };
}

function writeRing(ring: Ring): string {
  switch (ring.kind) {
    case 'work':
    case 'money':
      return ring.kind;
    case 'stop':
      return `stop ${ring.subjectId}`;
    case 'changed':
      return `changed ${ring.subject.kind} ${ring.subject.id}`;
  }
}

function readRing([kind, ...rest]: string[]): Ring | null {
  if (kind === 'work' || kind === 'money') return { kind };
  if (kind === 'stop' && rest[0]) return { kind, subjectId: rest[0] };
  const subject = kind === 'changed' ? readSubject(rest) : null;
  return subject && { kind: 'changed', subject };
}

function readSubject([kind, id]: string[]): Delivery['subject'] | null {
  if (!id) return null;
  if (kind === 'generation') return { kind, id: id as GenerationId };
  if (kind === 'purchase') return { kind, id: id as PurchaseId };
  if (kind === 'export') return { kind, id: id as ExportId };
  if (kind === 'image') return { kind, id: id as ImageId };
  return kind === 'run' ? { kind, id: id as BulkRunId } : null;
}
