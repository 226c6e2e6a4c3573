// Reads chunks once and says afterwards how many bytes they were.

export interface MeasuredStream {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Only right after the last chunk was read. */
  result(): { bytes: number };
}

/**
 * Wraps `source`. An abort of `signal` fails the reading at once with its reason, even while the source is waiting for
 * something that never comes; a plain `for await` would wait with it.
 */
export function measuredStream(source: AsyncIterable<Uint8Array>, signal?: AbortSignal): MeasuredStream {
  let bytes = 0;

  async function* read(): AsyncGenerator<Uint8Array> {
    const iterator = source[Symbol.asyncIterator]();
    let fail: ((reason: unknown) => void) | undefined;
    const abort = (): void => fail?.(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    let ended = false;
    try {
      for (;;) {
        signal?.throwIfAborted();
        const step = await new Promise<IteratorResult<Uint8Array>>((resolve, reject) => {
          fail = reject;
          iterator.next().then(resolve, reject);
        });
        if (step.done === true) {
          ended = true;
          return;
        }
        bytes += step.value.byteLength;
        yield step.value;
      }
    } finally {
      signal?.removeEventListener('abort', abort);
      // Not awaited, because a source that waits for ever would also wait here; its failures no longer matter.
      if (!ended) iterator.return?.().catch(() => undefined);
    }
  }

  return { chunks: read(), result: () => ({ bytes }) };
}
