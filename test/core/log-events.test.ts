// What the log learns of something thrown: enough to find the place, and nothing that a person wrote.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultAt } from '../../src/core/log-events.ts';

test('a fault names class, code and places, and quotes no line of the message', () => {
  const thrown = Object.assign(new RangeError('no picture of\nmy secret\nat the lake'), { code: 'E_SECRETIVE' });
  const event = faultAt('task generate', thrown);
  assert.ok(event.event === 'fault');
  assert.deepEqual([event.where, event.error, event.code], ['task generate', 'RangeError', 'E_SECRETIVE']);
  assert.match(event.stack ?? '', /^ +at .*log-events\.test\.ts/);
  assert.doesNotMatch(event.stack ?? '', /secret|lake/);
});

test('whatever else is thrown is a fault by its type alone', () => {
  for (const thrown of ['my secret', null, { code: 7 }])
    assert.deepEqual(faultAt('job', thrown), {
      event: 'fault',
      where: 'job',
      error: typeof thrown,
      code: null,
      stack: null,
    });
});
