// Sketch as a provider: real threads, real PNGs, the same words always the same picture.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, describe, test } from 'node:test';
import sharp from 'sharp';
import { STYLES } from '../../src/core/domain/order.ts';
import { ProviderError, type DrawRequest } from '../../src/core/ports.ts';
import { paintPicture } from '../../src/providers/sketch/picture.ts';
import { createSketch } from '../../src/providers/sketch/sketch.ts';

const request: DrawRequest = {
  model: 'sketch',
  prompt: 'a fox in the snow',
  negativePrompt: null,
  style: null,
  width: 96,
  height: 64,
  seed: 42,
};
const patient = new AbortController().signal;

function fingerprint(change: Partial<DrawRequest> = {}): string {
  return createHash('sha256')
    .update(paintPicture({ ...request, ...change }).pixels)
    .digest('hex');
}

describe('the picture', () => {
  test('the same request gives the same pixels, in this process and in a thread', async () => {
    const sketch = createSketch({ threads: 1 });
    try {
      const { bytes } = await sketch.draw(request, patient);
      const { data } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
      assert.equal(fingerprint(), fingerprint());
      assert.equal(createHash('sha256').update(data).digest('hex'), fingerprint());
    } finally {
      await sketch.close();
    }
  });

  test('another seed, other words or another style give another picture', () => {
    const styles = Object.keys(STYLES) as (keyof typeof STYLES)[];
    const pictures = [
      fingerprint(),
      fingerprint({ seed: 43 }),
      fingerprint({ prompt: 'an owl in the snow' }),
      fingerprint({ prompt: 'quiet thoughts' }),
      fingerprint({ prompt: 'loud thoughts' }),
      ...styles.map((style) => fingerprint({ style })),
    ];
    assert.equal(new Set(pictures).size, pictures.length);
  });

  test('it has exactly the size asked for, in every shape and style', () => {
    for (const [width, height] of [
      [64, 64],
      [104, 58],
      [58, 104],
    ] as const)
      for (const style of [null, 'pixel', 'photo'] as const) {
        const { pixels, ...size } = paintPicture({ ...request, width, height, style });
        assert.deepEqual(size, { width, height });
        assert.equal(pixels.length, width * height * 3);
      }
  });

  test('a red fox is redder than a blue one', () => {
    const redness = (prompt: string) => {
      const { pixels } = paintPicture({ ...request, prompt, height: 96 });
      let sum = 0;
      for (let at = 0; at < pixels.length; at += 3) sum += (pixels[at] ?? 0) - (pixels[at + 2] ?? 0);
      return sum;
    };
    assert.ok(redness('a red fox at noon') > redness('a blue fox at noon'));
  });

  test('no prompt is too strange to be drawn', () => {
    for (const prompt of ['', '🦊🦊🦊', '���', '__proto__ constructor', 'no no no', '的', 'x'.repeat(2000)])
      assert.equal(paintPicture({ ...request, prompt, seed: null }).pixels.length, 96 * 64 * 3);
  });
});

describe('the pool', () => {
  const sketch = createSketch({ threads: 2 });
  after(async () => await sketch.close());

  test('more pictures than threads are all drawn, each its own', async () => {
    const images = await Promise.all([1, 2, 3, 4, 5].map((seed) => sketch.draw({ ...request, seed }, patient)));
    for (const { bytes, mediaType } of images) {
      const { width, height, format } = await sharp(bytes).metadata();
      assert.deepEqual(
        { width, height, format, mediaType },
        { width: 96, height: 64, format: 'png', mediaType: 'image/png' },
      );
    }
    assert.equal(new Set(images.map(({ bytes }) => Buffer.from(bytes).toString('base64'))).size, 5);
  });

  test('an abort rejects with its reason, waiting or drawing, and the others are drawn', async () => {
    const reason = new Error('cancelled');
    const caller = new AbortController();
    const given = Array.from({ length: 4 }, () => sketch.draw(request, caller.signal));
    const kept = sketch.draw(request, patient);
    caller.abort(reason);
    for (const outcome of await Promise.allSettled(given))
      assert.ok(outcome.status === 'rejected' && outcome.reason === reason);
    assert.equal((await kept).mediaType, 'image/png');
    await assert.rejects(sketch.draw(request, caller.signal), (error) => error === reason);
  });

  test('a thread that dies fails its own picture with a back-off and is replaced', async () => {
    // A picture of a negative size cannot be allocated: the closest thing to a bug that a request can carry.
    const broken = Array.from({ length: 3 }, () => sketch.draw({ ...request, width: -1 }, patient));
    const fine = Array.from({ length: 3 }, () => sketch.draw(request, patient));
    for (const outcome of await Promise.allSettled(broken)) {
      assert.ok(outcome.status === 'rejected' && outcome.reason instanceof ProviderError);
      assert.deepEqual(outcome.reason.retry, { kind: 'backoff' });
    }
    for (const image of await Promise.all(fine)) assert.equal(image.mediaType, 'image/png');
  });
});

test('closing ends the threads and fails what is not finished with a back-off', async () => {
  const sketch = createSketch({ threads: 1 });
  const drawings = [sketch.draw(request, patient), sketch.draw(request, patient)];
  const outcomes = Promise.allSettled(drawings);
  await sketch.close();
  for (const outcome of await outcomes)
    assert.ok(outcome.status === 'rejected' && outcome.reason instanceof ProviderError);
  await assert.rejects(sketch.draw(request, patient), ProviderError);
});
