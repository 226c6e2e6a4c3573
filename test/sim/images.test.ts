// The simulated image API draws, counts, refuses and fails as an OpenAI-compatible one does.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateImage } from 'ai';
import sharp from 'sharp';
import { createImagesApi, type ImagesApi } from '../../sim/images/api.ts';

type Reply = {
  status: number;
  headers: Headers;
  body: { data?: { b64_json?: string; url?: string }[]; error?: unknown };
};

test('a picture has the size asked for and is the same for the same words', async (t) => {
  const api = await open(t);
  const ask = async (prompt: string) => picture(await post(api, { prompt, size: '1536x1024' }));
  const fox = await ask('a fox');
  const { width, height, format } = await sharp(fox).metadata();
  assert.deepEqual({ width, height, format }, { width: 1536, height: 1024, format: 'png' });
  assert.deepEqual(await ask('a fox'), fox);
  assert.notDeepEqual(await ask('an owl'), fox);
  assert.equal(api.calls.get('a fox'), 2);
  assert.equal(api.callCount, 3);
});

test('several pictures of one prompt differ, and so do seeds where a model takes them', async (t) => {
  const api = await open(t);
  const { body } = await post(api, { prompt: 'a fox', model: 'sim-canvas', size: '96x64', n: 4, seed: 1 });
  const other = await post(api, { prompt: 'a fox', model: 'sim-canvas', size: '96x64', n: 1, seed: 2 });
  const all = [...(body.data ?? []), ...(other.body.data ?? [])].map((item) => item.b64_json);
  assert.equal(new Set(all).size, 5);
  assert.equal(api.imageCount, 5);
});

test('other formats are what they say', async (t) => {
  const api = await open(t);
  const reply = await post(api, { prompt: 'a fox', model: 'sim-canvas', size: '64x64', output_format: 'webp' });
  assert.equal((await sharp(picture(reply)).metadata()).format, 'webp');
});

test('a model that answers with links serves the picture behind them', async (t) => {
  const api = await open(t);
  const { body } = await post(api, { prompt: 'a fox', model: 'dall-e-3' });
  const response = await fetch(body.data?.[0]?.url ?? '');
  assert.equal((await sharp(Buffer.from(await response.arrayBuffer())).metadata()).width, 1024);
});

test('the AI SDK generates and edits through it', async (t) => {
  const api = await open(t);
  const provider = createOpenAICompatible({ name: 'sim', baseURL: api.baseUrl, apiKey: api.apiKey });
  const model = provider.imageModel('gpt-image-1');
  const { images } = await generateImage({ model, prompt: 'a fox', n: 2, size: '1024x1024' });
  assert.equal(images.length, 2);
  const original = images[0]?.uint8Array ?? new Uint8Array();
  const edited = await generateImage({ model, prompt: { text: 'more snow', images: [original] }, size: '1024x1536' });
  const { width, height } = await sharp(edited.image.uint8Array).metadata();
  assert.deepEqual([width, height], [1024, 1536]);
});

test('an edit needs an image, and one that can be read', async (t) => {
  const api = await open(t);
  const form = new FormData();
  form.set('prompt', 'more snow');
  assert.deepEqual(errorOf(await postForm(api, form)), [400, 'missing_required_parameter', 'image']);
  form.set('image', new Blob(['no image']), 'a.png');
  assert.deepEqual(errorOf(await postForm(api, form)), [400, 'invalid_image_file', 'image']);
});

test('a wrong key and no key are refused', async (t) => {
  const api = await open(t);
  const wrong = await post(api, { prompt: 'a fox' }, { authorization: 'Bearer sk-wrong-key' });
  assert.deepEqual(errorOf(wrong), [401, 'invalid_api_key', null]);
  assert.ok(!JSON.stringify(wrong.body).includes('sk-wrong-key'));
  assert.deepEqual(errorOf(await post(api, { prompt: 'a fox' }, {})), [401, null, null]);
  assert.equal(api.callCount, 0);
});

test('what a request gets wrong is named', async (t) => {
  const api = await open(t);
  const tries: [Record<string, unknown>, unknown[]][] = [
    [{ prompt: 'a fox', model: 'gpt-image-0' }, [404, 'model_not_found', 'model']],
    [{ prompt: 'a fox', size: '512x512' }, [400, 'invalid_value', 'size']],
    [{ prompt: 'a fox', model: 'sim-canvas', size: '4096x64' }, [400, 'invalid_value', 'size']],
    [{ prompt: 'a fox', quality: 'best' }, [400, 'invalid_value', 'quality']],
    [{ prompt: 'a fox', output_format: 'gif' }, [400, 'invalid_value', 'output_format']],
    [{}, [400, 'missing_required_parameter', 'prompt']],
    [{ prompt: '  ' }, [400, 'empty_string', 'prompt']],
    [{ prompt: 'x'.repeat(32_001) }, [400, 'string_above_max_length', 'prompt']],
    [{ prompt: 'a fox', n: 0 }, [400, 'integer_below_min_value', 'n']],
    [{ prompt: 'a fox', n: 11 }, [400, 'integer_above_max_value', 'n']],
    [{ prompt: 'a fox', n: 1.5 }, [400, 'invalid_type', 'n']],
    [{ prompt: 'a fox', response_format: 'b64_json' }, [400, 'unknown_parameter', 'response_format']],
    [{ prompt: 'a fox', seed: 1 }, [400, 'unknown_parameter', 'seed']],
  ];
  for (const [body, expected] of tries) assert.deepEqual(errorOf(await post(api, body)), expected);
  assert.equal(api.callCount, 0);
});

test('a prompt with the forbidden word is stopped by the safety system', async (t) => {
  const api = await open(t);
  const reply = await post(api, { prompt: 'a Forbidden fox' });
  assert.deepEqual(errorOf(reply), [400, 'moderation_blocked', null]);
  assert.equal(api.callCount, 1);
  assert.equal(api.imageCount, 0);
});

test('failures come when ordered, as often as ordered', async (t) => {
  const api = await open(t);
  api.tinyImages(true);
  api.failNext({ kind: 'rate-limited', retryAfterS: 7 });
  api.failNext({ kind: 'server-error' }, 2);
  api.failNext({ kind: 'out-of-quota' });
  const limited = await post(api, { prompt: 'a fox' });
  assert.deepEqual(errorOf(limited), [429, 'rate_limit_exceeded', null]);
  assert.equal(limited.headers.get('retry-after'), '7');
  assert.deepEqual(errorOf(await post(api, { prompt: 'a fox' })), [500, null, null]);
  assert.deepEqual(errorOf(await post(api, { prompt: 'a fox' })), [500, null, null]);
  assert.deepEqual(errorOf(await post(api, { prompt: 'a fox' })), [429, 'insufficient_quota', null]);
  assert.equal((await post(api, { prompt: 'a fox' })).status, 200);
  assert.equal(api.calls.get('a fox'), 1);
});

test('requests at work at the same time are counted', async (t) => {
  const api = await open(t);
  api.tinyImages(true);
  await post(api, { prompt: 'alone' });
  assert.equal(api.peakConcurrency, 1);
  api.setLatencyMs(60_000);
  const stop = new AbortController();
  const asked = ['a', 'b', 'c'].map((prompt) => post(api, { prompt }, keyOf(api), stop.signal));
  await api.until(() => api.runningCount === 3);
  stop.abort();
  await Promise.allSettled(asked);
  await api.until(() => api.runningCount === 0);
  assert.equal(api.peakConcurrency, 3);
});

test('a client that hangs up is noticed', async (t) => {
  const api = await open(t);
  api.setLatencyMs(60_000);
  const controller = new AbortController();
  const asked = post(api, { prompt: 'a fox' }, keyOf(api), controller.signal);
  await api.until(() => api.runningCount === 1);
  controller.abort();
  await assert.rejects(asked, { name: 'AbortError' });
  await api.until(() => api.abandonedCount === 1);
  assert.equal(api.imageCount, 0);
});

test('tiny pictures are small and still pictures', async (t) => {
  const api = await open(t);
  api.tinyImages(true);
  const bytes = picture(await post(api, { prompt: 'a fox' }));
  assert.ok(bytes.length < 2048);
  assert.equal((await sharp(bytes).metadata()).format, 'png');
});

test('the models are listed', async (t) => {
  const api = await open(t);
  const response = await fetch(`${api.baseUrl}/models`, { headers: keyOf(api) });
  const body: { data: { id: string }[] } = JSON.parse(await response.text());
  assert.ok(body.data.some(({ id }) => id === 'gpt-image-1'));
});

async function open(t: TestContext): Promise<ImagesApi> {
  const api = await createImagesApi();
  t.after(() => api.close());
  return api;
}

async function post(api: ImagesApi, body: unknown, headers = keyOf(api), signal?: AbortSignal): Promise<Reply> {
  const response = await fetch(`${api.baseUrl}/images/generations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
}

async function postForm(api: ImagesApi, body: FormData): Promise<Reply> {
  const response = await fetch(`${api.baseUrl}/images/edits`, {
    method: 'POST',
    headers: keyOf(api),
    body,
  });
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
}

function picture({ status, body }: Reply): Buffer {
  assert.equal(status, 200, JSON.stringify(body));
  return Buffer.from(body.data?.[0]?.b64_json ?? '', 'base64');
}

function errorOf({ status, body }: Reply): unknown[] {
  const { code, param } = Object(body.error);
  return [status, code, param];
}

function keyOf(api: ImagesApi): Record<string, string> {
  return { authorization: `Bearer ${api.apiKey}` };
}
