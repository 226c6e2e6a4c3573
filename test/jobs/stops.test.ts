// Who is told to stop: what works for that subject, and nothing else.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStops } from '../../src/jobs/stops.ts';

test('a stop reaches everything that works for its subject, with the reason, until that work is done', () => {
  const stops = createStops();
  const [row, other, over] = [stops.stopFor(['gen', 'run']), stops.stopFor(['gen 2']), stops.stopFor(['gen 3', 'run'])];
  over.done();
  stops.stop('run', 'cancelled');
  assert.deepEqual([row.signal.aborted, other.signal.aborted, over.signal.aborted], [true, false, false]);
  assert.equal(row.signal.reason, 'cancelled');
  stops.stopAll('shutdown');
  assert.equal(other.signal.reason, 'shutdown');
  assert.equal(row.signal.reason, 'cancelled');
});
