// Rounds: one at a time, at once when something rings, and on after a round that failed.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LogEvent } from '../../src/core/log-events.ts';
import { startRounds } from '../../src/jobs/rounds.ts';

const NEVER = { everyMs: 3_600_000, apartMs: 0 };

/** A round that the test ends, and news of each that begins. */
function controlled() {
  let begun = Promise.withResolvers<void>();
  let ending = Promise.withResolvers<void>();
  return {
    async round(): Promise<void> {
      begun.resolve();
      await ending.promise;
    },
    begins: () => begun.promise,
    end(fault?: Error): void {
      const { resolve, reject } = ending;
      begun = Promise.withResolvers<void>();
      ending = Promise.withResolvers<void>();
      if (fault) reject(fault);
      else resolve();
    },
  };
}

describe('rounds', () => {
  test('begin at the start and at every ring, one after the other', async () => {
    const { round, begins, end } = controlled();
    const rounds = startRounds('test', NEVER, () => {}, round);
    await begins();
    end();
    rounds.ring();
    await begins();
    end();
    await rounds.close();
  });

  test('begin again right after a round during which something rang, once', async () => {
    let count = 0;
    const { round, begins, end } = controlled();
    const rounds = startRounds(
      'test',
      NEVER,
      () => {},
      async () => {
        count++;
        await round();
      },
    );
    await begins();
    for (let at = 0; at < 5; at++) rounds.ring();
    end();
    await begins();
    const closed = rounds.close();
    end();
    await closed;
    assert.equal(count, 2);
  });

  test('come by themselves when nothing rings', async () => {
    let count = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    const rounds = startRounds(
      'test',
      { everyMs: 1, apartMs: 0 },
      () => {},
      async () => {
        if (++count === 3) resolve();
      },
    );
    await promise;
    await rounds.close();
  });

  test('go on after one that failed, which is logged without its message', async () => {
    const logged: LogEvent[] = [];
    const { round, begins, end } = controlled();
    const rounds = startRounds('test', NEVER, (event) => logged.push(event), round);
    await begins();
    end(new TypeError('what ada wrote'));
    rounds.ring();
    await begins();
    end();
    await rounds.close();
    const [fault] = logged;
    assert.ok(fault?.event === 'fault');
    assert.deepEqual([fault.where, fault.error, logged.length], ['test', 'TypeError', 1]);
    assert.ok(!JSON.stringify(logged).includes('ada'));
  });

  test('are closed only when the one under way has ended', async () => {
    const { round, begins, end } = controlled();
    const rounds = startRounds('test', NEVER, () => {}, round);
    await begins();
    let closed = false;
    const closing = rounds.close().then(() => (closed = true));
    await new Promise(setImmediate);
    assert.equal(closed, false);
    end();
    await closing;
  });
});
