// Many callers, one statement: an idle call goes at once, busy ones go together, and each gets its own answer.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { coalesce } from '../../src/storage/coalesce.ts';

/** Groups that were handed over, each answered when the test says so. */
function gathered(max: number) {
  const groups: { items: readonly number[]; answer: (error?: Error) => void }[] = [];
  const call = coalesce<number, string>((items) => {
    const { promise, resolve, reject } = Promise.withResolvers<readonly string[]>();
    const answer = (error?: Error): void => (error ? reject(error) : resolve(items.map((item) => `answer ${item}`)));
    groups.push({ items, answer });
    return promise;
  }, max);
  return { groups, call };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('gathering calls', () => {
  test('hands an idle call over at once and gives it its answer', async () => {
    const { groups, call } = gathered(10);
    const answered = call(1);
    await turn();
    assert.deepEqual(
      groups.map(({ items }) => items),
      [[1]],
    );
    groups[0]?.answer();
    assert.equal(await answered, 'answer 1');
  });

  test('puts calls of one moment into one group, in order', async () => {
    const { groups, call } = gathered(10);
    const answered = Promise.all([1, 2, 3].map(call));
    await turn();
    assert.deepEqual(
      groups.map(({ items }) => items),
      [[1, 2, 3]],
    );
    groups[0]?.answer();
    assert.deepEqual(await answered, ['answer 1', 'answer 2', 'answer 3']);
  });

  test('has two groups under way at most; what comes meanwhile waits and goes together', async () => {
    const { groups, call } = gathered(10);
    const answered = [call(1)];
    await turn();
    answered.push(call(2));
    await turn();
    for (const item of [3, 4, 5]) {
      answered.push(call(item));
      await turn();
    }
    assert.deepEqual(
      groups.map(({ items }) => items),
      [[1], [2]],
    );
    groups[1]?.answer();
    await turn();
    await turn();
    assert.deepEqual(
      groups.map(({ items }) => items),
      [[1], [2], [3, 4, 5]],
    );
    for (const group of groups) group.answer();
    assert.equal((await Promise.all(answered)).length, 5);
  });

  test('never hands over more than the limit, and forgets nobody', async () => {
    const { groups, call } = gathered(4);
    const answered = Promise.all(Array.from({ length: 10 }, (_, at) => call(at)));
    for (let at = 0; at < 3; at++) {
      while (groups.length <= at) await turn();
      groups[at]?.answer();
    }
    assert.deepEqual(
      await answered,
      Array.from({ length: 10 }, (_, at) => `answer ${at}`),
    );
    assert.deepEqual(
      groups.map(({ items }) => items.length),
      [4, 4, 2],
    );
  });

  test('fails every call of a group that failed, and none of the next one', async () => {
    const { groups, call } = gathered(2);
    const first = Promise.allSettled([call(1), call(2)]);
    await turn();
    const second = call(3);
    groups[0]?.answer(new Error('the server went away'));
    assert.deepEqual(
      (await first).map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    while (groups.length < 2) await turn();
    groups[1]?.answer();
    assert.equal(await second, 'answer 3');
  });
});
