// The doorbell between processes: rings are heard here at once and elsewhere soon, and a lost connection mends itself.

import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { describe, test, type TestContext } from 'node:test';
import type { BulkRunId, GenerationId } from '../../src/core/domain/ids.ts';
import type { Ring } from '../../src/core/ports.ts';
import { openChime } from '../../src/storage/chime.ts';
import { freshDatabase } from '../support/postgres.ts';
import { killSessions } from './sessions.ts';

async function chimeAt(t: TestContext, url: string) {
  const said = new EventEmitter();
  const chime = await openChime(url, (event) => void (event.event === 'connection' && said.emit(event.state)));
  t.after(() => chime.close());
  const heard: Ring[] = [];
  const news = new EventEmitter();
  chime.listen((ring) => {
    heard.push(ring);
    news.emit('ring');
  });
  const hears = async (count: number): Promise<readonly Ring[]> => {
    while (heard.length < count) await once(news, 'ring');
    return heard;
  };
  return { chime, heard, hears, said };
}

const generation = '01900000-0000-7000-8000-000000000001' as GenerationId;
const run = '01900000-0000-7000-8000-000000000002' as BulkRunId;

describe('the chime', () => {
  test('is heard here at once and in every other process, each kind with its subject', async (t) => {
    const { url } = await freshDatabase(t);
    const [here, there] = [await chimeAt(t, url), await chimeAt(t, url)];
    here.chime.stop(generation);
    here.chime.changed({ kind: 'generation', id: generation });
    here.chime.changed({ kind: 'run', id: run });
    here.chime.work();
    const rings: Ring[] = [
      { kind: 'stop', subjectId: generation },
      { kind: 'changed', subject: { kind: 'generation', id: generation } },
      { kind: 'changed', subject: { kind: 'run', id: run } },
      { kind: 'work' },
    ];
    assert.deepEqual(here.heard, rings);
    const heard = new Set((await there.hears(rings.length)).map((ring) => JSON.stringify(ring)));
    assert.deepEqual(heard, new Set(rings.map((ring) => JSON.stringify(ring))));
  });

  test('rings elsewhere once for what was rung a hundred times in a moment, and never twice here', async (t) => {
    const { url } = await freshDatabase(t);
    const [here, there] = [await chimeAt(t, url), await chimeAt(t, url)];
    for (let at = 0; at < 100; at++) here.chime.work();
    here.chime.stop(run);
    await there.hears(2);
    assert.ok(there.heard.filter((ring) => ring.kind === 'work').length < 5);
    assert.equal(here.heard.length, 101);
  });

  test('is not heard any more by those who stopped listening', async (t) => {
    const { url } = await freshDatabase(t);
    const { chime } = await chimeAt(t, url);
    let rings = 0;
    const deaf = chime.listen(() => (rings += 1));
    chime.work();
    deaf();
    chime.work();
    assert.equal(rings, 1);
  });

  test('works again after its session was lost', async (t) => {
    const { url, pool } = await freshDatabase(t);
    const [here, there] = [await chimeAt(t, url), await chimeAt(t, url)];
    const down = Promise.all([here, there].map(({ said }) => once(said, 'down')));
    assert.equal(await killSessions(pool, 'easel-chime'), 2);
    await down;
    // Rings meanwhile are lost, which costs a poll and no work.
    const heard = there.hears(1);
    const ringing = setInterval(() => here.chime.work(), 50);
    await heard;
    clearInterval(ringing);
  });
});
