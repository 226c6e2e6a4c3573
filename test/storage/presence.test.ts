// A process is alive as long as its session holds a numbered lock.

import assert from 'node:assert/strict';
import { once, EventEmitter } from 'node:events';
import { describe, test } from 'node:test';
import type { LogEvent } from '../../src/core/log-events.ts';
import { openPresence } from '../../src/storage/presence.ts';
import { freshDatabase } from '../support/postgres.ts';
import { countSessions, killSessions } from './sessions.ts';

const NAME = 'easel-presence';

describe('presence', () => {
  test('has a number of its own for each process, and none once it is closed', async (t) => {
    const { url, pool } = await freshDatabase(t);
    const presences = await Promise.all([openPresence(url, () => {}), openPresence(url, () => {})]);
    const numbers = presences.map((presence) => presence.worker());
    assert.equal(new Set(numbers).size, 2);
    assert.ok(!numbers.includes(null));
    const { rows } = await pool.query<{ objid: string }>(
      `select objid from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
    );
    assert.deepEqual(new Set(rows.map(({ objid }) => Number(objid))), new Set(numbers));
    await Promise.all(presences.map((presence) => presence.close()));
    assert.equal(await countSessions(pool, NAME), 0);
  });

  test('loses its number with its session, and comes back with another one', async (t) => {
    const { url, pool } = await freshDatabase(t);
    const said = new EventEmitter();
    const presence = await openPresence(url, (event: LogEvent) => {
      if (event.event === 'connection') said.emit(event.state);
    });
    t.after(() => presence.close());
    const before = presence.worker();
    const down = once(said, 'down');
    assert.equal(await killSessions(pool, NAME), 1);
    await down;
    assert.equal(presence.worker(), null);
    while (presence.worker() === null) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.notEqual(presence.worker(), before);
    assert.equal(await countSessions(pool, NAME), 1);
  });

  test('closed while it is reconnecting leaves no session behind', async (t) => {
    const { url, pool } = await freshDatabase(t);
    const said = new EventEmitter();
    const presence = await openPresence(url, (event: LogEvent) => {
      if (event.event === 'connection') said.emit(event.state);
    });
    const down = once(said, 'down');
    await killSessions(pool, NAME);
    await down;
    await presence.close();
    assert.equal(presence.worker(), null);
    assert.equal(await countSessions(pool, NAME), 0);
  });
});
