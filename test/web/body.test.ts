// Reading a request's body: whole, or not to its end.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBody } from '../../src/web/body.ts';

function request(chunks: readonly string[], end: 'ends' | 'stalls' | 'breaks', headers: Record<string, string> = {}) {
  const told = { given: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = chunks[told.given];
      if (chunk !== undefined) {
        told.given += 1;
        controller.enqueue(Buffer.from(chunk));
      } else if (end === 'ends') controller.close();
      else if (end === 'breaks') controller.error(new Error('hung up'));
      else return new Promise<void>(() => undefined);
    },
    cancel() {
      told.cancelled = true;
    },
  });
  return { told, request: new Request('http://easel.example/', { method: 'POST', body, headers, duplex: 'half' }) };
}

test('A body that comes whole is read as it came', async () => {
  const { request: whole } = request(['one ', 'two ', 'é'], 'ends');
  assert.equal(Buffer.from((await readBody(whole, 100, 1_000)) as Uint8Array).toString(), 'one two é');
  const none = new Request('http://easel.example/', { method: 'POST' });
  assert.equal((await readBody(none, 100, 1_000)).length, 0);
});

test('One that grows too large is let go at that point', async () => {
  const { request: large, told } = request(['12345', '67890', '1', '2', '3', '4', '5'], 'ends');
  assert.equal(await readBody(large, 10, 1_000), 'oversized');
  assert.ok(told.given < 6, `${told.given} chunks were asked for`);
  assert.equal(told.cancelled, true);
});

test('One that says it is too large is not read at all', async () => {
  const { request: large } = request(['1'], 'stalls', { 'content-length': '11' });
  assert.equal(await readBody(large, 10, 60_000), 'oversized');
});

test('One that stops coming, or breaks off, is given up', async () => {
  const { request: slow, told } = request(['123'], 'stalls');
  assert.equal(await readBody(slow, 10, 20), 'cut-off');
  assert.equal(told.cancelled, true);
  const { request: broken } = request(['123'], 'breaks');
  assert.equal(await readBody(broken, 10, 1_000), 'cut-off');
});
