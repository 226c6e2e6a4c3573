// The router sends a request to the provider of its model, and nowhere else.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProviderError, type DrawRequest, type ImageProvider } from '../../src/core/ports.ts';
import { createRouter } from '../../src/providers/router.ts';

const request = { prompt: 'a fox', negativePrompt: null, style: null, width: 64, height: 64, seed: 1 } as const;
const { signal } = new AbortController();

function named(name: string): ImageProvider {
  return {
    draw: async ({ model }: DrawRequest) => ({ bytes: Buffer.from(`${name} ${model}`), mediaType: 'image/png' }),
  };
}

test('each model is drawn by its own provider', async () => {
  const router = createRouter({ sketch: named('sketch'), openai: named('openai') });
  const drawn = await Promise.all(
    ['sketch', 'gpt-image-1'].map(async (model) =>
      Buffer.from((await router.draw({ ...request, model }, signal)).bytes),
    ),
  );
  assert.deepEqual(drawn.map(String), ['sketch sketch', 'openai gpt-image-1']);
});

test('a model whose provider is not configured is unavailable, never drawn by another', async () => {
  const router = createRouter({ sketch: named('sketch') });
  for (const model of ['gpt-image-1', 'no-such-model'])
    await assert.rejects(router.draw({ ...request, model }, signal), (error) => {
      assert.ok(error instanceof ProviderError);
      assert.deepEqual(error.retry, { kind: 'never', code: 'provider-unavailable' });
      return true;
    });
});
