// A provider that draws real, tiny pictures in this process, and fails as its prompt asks.

import sharp from 'sharp';
import { ProviderError, type ImageProvider } from '../../src/core/ports.ts';

export type TinyPictures = ImageProvider & {
  /** How often each prompt was asked for. */
  readonly drawn: ReadonlyMap<string, number>;
  /** Holds every picture back until `release` is called, or its work is told to stop. */
  pause(): { release(): void };
};

/**
 * What a prompt says happens: `forbidden` is refused for good (`forbidden 8 9`: with these seeds), `broken` fails each time,
 * `stumbling` fails the first time, `busy` asks once to wait, `torn` is answered with a picture whose pixels are damaged.
 * In the file stand prompt and seed, as many generators write them.
 */
export function tinyPictures(): TinyPictures {
  const drawn = new Map<string, number>();
  let gate: Promise<void> = Promise.resolve();
  return {
    drawn,
    pause() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return { release: resolve };
    },
    async draw({ prompt, seed }, signal) {
      const times = (drawn.get(prompt) ?? 0) + 1;
      drawn.set(prompt, times);
      await Promise.race([gate, aborted(signal)]);
      signal.throwIfAborted();
      if (isForbidden(prompt, seed)) throw new ProviderError({ kind: 'never', code: 'policy' });
      if (prompt.includes('broken')) throw new ProviderError({ kind: 'backoff' });
      if (prompt.includes('stumbling') && times === 1) throw new ProviderError({ kind: 'backoff' });
      if (prompt.includes('busy') && times === 1) throw new ProviderError({ kind: 'wait', afterMs: 1 });
      const r = (seed ?? 0) % 256;
      const background = { r, g: 96, b: 160 };
      const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background } })
        .png()
        .withExif({ IFD0: { ImageDescription: `${prompt}, seed ${seed}` } })
        .toBuffer();
      if (prompt.includes('torn')) bytes.fill(0, bytes.indexOf('IDAT') + 8, -16);
      return { bytes, mediaType: 'image/png' };
    },
  };
}

function isForbidden(prompt: string, seed: number | null): boolean {
  const [, seeds = ''] = /forbidden((?: \d+)*)/.exec(prompt) ?? [null, 'none'];
  return seeds === '' || seeds.split(' ').includes(String(seed));
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
