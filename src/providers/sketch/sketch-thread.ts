// The thread side of Sketch: a request comes in, the bytes of a PNG go out. One at a time; a bug ends the thread.

import { parentPort } from 'node:worker_threads';
import sharp from 'sharp';
import type { DrawRequest } from '../../core/ports.ts';
import { paintPicture } from './picture.ts';

async function drawPng(request: DrawRequest): Promise<Uint8Array> {
  const { pixels, width, height } = paintPicture(request);
  // Harder compression takes twice as long for a tenth of the size: the grain of the picture is most of it.
  return await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 3 })
    .toBuffer();
}

parentPort?.on('message', (request: DrawRequest) => {
  // A rejection here is not caught on purpose: it ends the thread, and the pool fails the picture and starts another.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  void drawPng(request).then((bytes) => parentPort?.postMessage(bytes));
});
