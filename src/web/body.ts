// A request's raw body, up to a size and within a time: what is longer or slower is not read to its end.

export type Body = Uint8Array | 'oversized' | 'cut-off';

/** @param maxMs how long the sender may take over all of it */
export async function readBody(request: Request, maxBytes: number, maxMs: number): Promise<Body> {
  const { body } = request;
  if (!body) return new Uint8Array();
  // What it says of its length is believed only where that spares reading it.
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return 'oversized';
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), maxMs);
  });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for (;;) {
      const next = await Promise.race([reader.read(), late]);
      if (next === 'late') return 'cut-off';
      if (next.done) return Buffer.concat(chunks);
      bytes += next.value.byteLength;
      if (bytes > maxBytes) return 'oversized';
      chunks.push(next.value);
    }
  } catch {
    // The sender hung up: there is nobody to answer, only something to count.
    return 'cut-off';
  } finally {
    clearTimeout(timer);
    // Not awaited by anybody: the rest of the body goes with the connection.
    reader.cancel().catch(() => undefined);
  }
}
