// One leader at a time, and a new one when it goes, however it goes.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { standForLeader, type Leadership } from '../../src/storage/leader.ts';
import { freshDatabase } from '../support/postgres.ts';
import { killSessions } from './sessions.ts';

type Candidate = { leadership: Leadership; elected: Promise<void> };

async function candidate(url: string): Promise<Candidate> {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { leadership: await standForLeader(url, () => {}, resolve), elected: promise };
}

describe('the leader', () => {
  test('is one of those who stand, and the first if nobody leads', async (t) => {
    const { url } = await freshDatabase(t);
    const candidates = [await candidate(url), await candidate(url), await candidate(url)];
    assert.deepEqual(
      candidates.map(({ leadership }) => leadership.leads()),
      [true, false, false],
    );
    await Promise.all(candidates.map(({ leadership }) => leadership.close()));
  });

  test('that resigns is followed by another', async (t) => {
    const { url } = await freshDatabase(t);
    const [first, second] = [await candidate(url), await candidate(url)];
    await first.elected;
    await first.leadership.close();
    assert.equal(first.leadership.leads(), false);
    await second.elected;
    assert.equal(second.leadership.leads(), true);
    await second.leadership.close();
  });

  test('that loses its session leads no more when another one does', async (t) => {
    const { url, pool } = await freshDatabase(t);
    const first = await candidate(url);
    // Everybody's session ends; whoever comes first leads, and never two.
    const second = await candidate(url);
    assert.equal(await killSessions(pool, 'easel-leader'), 2);
    while (first.leadership.leads()) await new Promise(setImmediate);
    const third = await candidate(url);
    await third.elected;
    assert.deepEqual([first.leadership.leads(), second.leadership.leads()], [false, false]);
    await Promise.all([first, second, third].map(({ leadership }) => leadership.close()));
  });
});
