// The AI-SDK provider against a real HTTP server: what it sends, and what it makes of each answer.

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { ProviderError, type DrawRequest, type ImageProvider, type ProviderRetry } from '../../src/core/ports.ts';
import { createOpenAiImages } from '../../src/providers/openai.ts';
import { createImagesApi, type ImagesApi } from '../../sim/images/api.ts';
import type { Fault } from '../../sim/wire/faults.ts';

const request: DrawRequest = {
  model: 'sim-canvas',
  prompt: 'a fox',
  negativePrompt: null,
  style: null,
  width: 64,
  height: 64,
  seed: null,
};
const patient = new AbortController().signal;

describe('the OpenAI-compatible provider', () => {
  let api: ImagesApi;
  let provider: ImageProvider;
  const sent: unknown[] = [];

  before(async () => {
    api = await createImagesApi({ journal: { record: (entry) => void sent.push(entry.json) } });
    provider = createOpenAiImages({ baseUrl: api.baseUrl, apiKey: api.apiKey, timeoutMs: 20_000 });
  });
  beforeEach(() => {
    sent.length = 0;
    api.faults.clear();
    api.setLatencyMs(0);
  });
  after(async () => await api.close());

  async function decisionFor(fault: Fault, from: ImageProvider = provider): Promise<ProviderRetry> {
    api.faults.add({ path: /./, fault });
    return await decisionOf(from.draw(request, patient));
  }

  test('a picture comes back as bytes with the kind they really are', async () => {
    const image = await provider.draw(request, patient);
    assert.equal(image.mediaType, 'image/png');
    assert.deepEqual([...image.bytes.subarray(1, 4)], [...Buffer.from('PNG')]);
  });

  test('a picture behind a link is fetched', async () => {
    const image = await provider.draw({ ...request, model: 'dall-e-3', width: 1024, height: 1024 }, patient);
    assert.equal(image.mediaType, 'image/png');
  });

  test('the request asks for one picture of the size, and has a seed only when there is one', async () => {
    await provider.draw(request, patient);
    await provider.draw({ ...request, seed: 7 }, patient);
    assert.deepEqual(sent, [
      { model: 'sim-canvas', prompt: 'a fox', n: 1, size: '64x64' },
      { model: 'sim-canvas', prompt: 'a fox', n: 1, size: '64x64', seed: 7 },
    ]);
  });

  test('style and negative prompt become words', async () => {
    await provider.draw({ ...request, style: 'ink', negativePrompt: 'trees' }, patient);
    assert.deepEqual(sentPrompts(), ['a fox, ink drawing, confident lines. Without: trees']);
  });

  test('what engines would obey instead of draw is taken out, and what stood around it does not join', async () => {
    const prompts = [
      'a <lora:evil:1> fox',
      'a <LORA:evil:1> fox',
      'a <sd_cpp_extra_args>{"steps":900}</sd_cpp_extra_args>fox',
      'a __secrets/*__ fox',
    ];
    for (const prompt of [...prompts, 'a <lo<lora:x>ra:evil> fox'])
      await provider.draw({ ...request, prompt }, patient);
    assert.deepEqual(sentPrompts(), [...prompts.map(() => 'a fox'), 'a <lo ra:evil> fox']);
  });

  test('a directive split over prompt and negative prompt is taken out too', async () => {
    await provider.draw({ ...request, prompt: 'a fox <lora:evil', negativePrompt: ':9> trees' }, patient);
    assert.deepEqual(sentPrompts(), ['a fox trees']);
  });

  test('a prompt of directives only is refused without asking anybody', async () => {
    const decision = await decisionOf(provider.draw({ ...request, prompt: '<lora:a:1>' }, patient));
    assert.deepEqual(decision, { kind: 'never', code: 'provider-refused' });
    assert.equal(sent.length, 0);
  });

  test('a picture the safety system blocks is refused for policy', async () => {
    const decision = await decisionOf(provider.draw({ ...request, prompt: 'a forbidden fox' }, patient));
    assert.deepEqual(decision, { kind: 'never', code: 'policy' });
    assert.deepEqual(await decisionFor(errorAnswer(400, { code: 'content_policy_violation' })), {
      kind: 'never',
      code: 'policy',
    });
  });

  test('a request the API cannot serve is refused for good', async () => {
    for (const status of [400, 422])
      assert.deepEqual(await decisionFor(errorAnswer(status)), { kind: 'never', code: 'provider-refused' });
  });

  test('a wrong key, an unpaid bill, a used-up quota and a model it does not have make the provider unavailable', async () => {
    const stranger = createOpenAiImages({ baseUrl: api.baseUrl, timeoutMs: 20_000 });
    const unavailable = { kind: 'never', code: 'provider-unavailable' };
    assert.deepEqual(await decisionOf(stranger.draw(request, patient)), unavailable);
    assert.deepEqual(await decisionOf(provider.draw({ ...request, model: 'no-such' }, patient)), unavailable);
    for (const status of [401, 402, 403, 404]) assert.deepEqual(await decisionFor(errorAnswer(status)), unavailable);
    api.failNext({ kind: 'out-of-quota' });
    assert.deepEqual(await decisionOf(provider.draw(request, patient)), unavailable);
    assert.deepEqual(await decisionFor(errorAnswer(400, { code: 'billing_hard_limit_reached' })), unavailable);
  });

  test('a passing fault is backed off from', async () => {
    for (const status of [408, 409, 500, 502, 503])
      assert.deepEqual(await decisionFor(errorAnswer(status)), { kind: 'backoff' }, String(status));
    assert.deepEqual(await decisionFor({ kind: 'reset', when: 'before' }), { kind: 'backoff' });
    assert.deepEqual(await decisionFor({ kind: 'reset', when: 'after' }), { kind: 'backoff' });
  });

  test('it tries once and leaves trying again to the caller', async () => {
    await decisionFor(errorAnswer(500));
    assert.equal(sent.length, 1);
  });

  test('too many requests means waiting as long as told, or five seconds', async () => {
    api.failNext({ kind: 'rate-limited', retryAfterS: 12 });
    assert.deepEqual(await decisionOf(provider.draw(request, patient)), { kind: 'wait', afterMs: 12_000 });
    assert.deepEqual(await decisionFor(errorAnswer(429)), { kind: 'wait', afterMs: 5_000 });
    const exact = { 'retry-after-ms': '250', 'retry-after': '1' };
    assert.deepEqual(await decisionFor(errorAnswer(429, {}, exact)), { kind: 'wait', afterMs: 250 });
    assert.deepEqual(await decisionFor(errorAnswer(503, {}, { 'retry-after': '3' })), { kind: 'wait', afterMs: 3_000 });
  });

  test('a date to wait for is understood, one that has passed means now', async () => {
    const past = { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' };
    assert.deepEqual(await decisionFor(errorAnswer(429, {}, past)), { kind: 'wait', afterMs: 0 });
    const later = { 'retry-after': new Date(Date.now() + 60_000).toUTCString() };
    const decision = await decisionFor(errorAnswer(429, {}, later));
    assert.ok(decision.kind === 'wait' && decision.afterMs > 0 && decision.afterMs <= 60_000);
  });

  test('an answer that is no picture is backed off from', async () => {
    const answers = [
      { data: [] },
      { data: [{ b64_json: '' }] },
      { data: [{ b64_json: Buffer.from('<html>sorry</html>').toString('base64') }] },
      { nonsense: true },
    ];
    for (const body of answers)
      assert.deepEqual(await decisionFor({ kind: 'status', status: 200, body }), { kind: 'backoff' });
  });

  test('an answer later than the deadline is backed off from', async () => {
    const hasty = createOpenAiImages({ baseUrl: api.baseUrl, apiKey: api.apiKey, timeoutMs: 50 });
    api.setLatencyMs(30_000);
    const abandoned = api.abandonedCount;
    assert.deepEqual(await decisionOf(hasty.draw(request, patient)), { kind: 'backoff' });
    await api.until(({ abandonedCount }) => abandonedCount > abandoned);
  });

  test('an abort ends the request and comes back as its own reason', async () => {
    const caller = new AbortController();
    const reason = new Error('the person changed their mind');
    api.setLatencyMs(30_000);
    const abandoned = api.abandonedCount;
    const drawing = provider.draw(request, caller.signal);
    await api.until(({ runningCount }) => runningCount > 0);
    caller.abort(reason);
    await assert.rejects(drawing, (error) => error === reason);
    await api.until(({ abandonedCount }) => abandonedCount > abandoned);
    await assert.rejects(provider.draw(request, caller.signal), (error) => error === reason);
  });

  test('no error carries the prompt', async () => {
    const prompt = 'my private wish';
    for (const fault of [errorAnswer(500), { kind: 'reset', when: 'before' } as const]) {
      api.faults.add({ path: /./, fault });
      const error: unknown = await provider.draw({ ...request, prompt }, patient).catch((thrown: unknown) => thrown);
      assert.ok(error instanceof ProviderError);
      assert.ok(!inspectDeep(error).includes(prompt));
    }
  });

  function sentPrompts(): unknown[] {
    return sent.map((body) => (typeof body === 'object' && body !== null && 'prompt' in body ? body.prompt : body));
  }
});

function errorAnswer(
  status: number,
  error: { type?: string; code?: string } = {},
  headers: Record<string, string> = {},
): Fault {
  return { kind: 'status', status, headers, body: { error: { message: 'a message for people', ...error } } };
}

async function decisionOf(drawing: Promise<unknown>): Promise<ProviderRetry> {
  const error: unknown = await drawing.then(
    () => new Error('a picture came back'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof ProviderError) return error.retry;
  throw error;
}

/** An error as a careless logger would print it: every own property, causes included. */
function inspectDeep(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = JSON.stringify(error, Object.getOwnPropertyNames(error));
  return `${error.stack ?? ''} ${own} ${error.cause === undefined ? '' : inspectDeep(error.cause)}`;
}
