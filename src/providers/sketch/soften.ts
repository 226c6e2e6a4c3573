// A blurred copy of the canvas, kept small: for depth of field and for light that spills over.

import type { Canvas } from './canvas.ts';

/** Pixels of the canvas in each direction that become one of the copy. */
const SHRINK = 4;

/**
 * Blurs a copy of the canvas as it is now.
 * @param radius in units
 * @returns reads the copy at a place in units; the result is reused by the next call
 */
export function soften(canvas: Canvas, radius: number): (x: number, y: number) => Float32Array {
  const unit = Math.min(canvas.width, canvas.height);
  const width = Math.ceil(canvas.width / SHRINK);
  const height = Math.ceil(canvas.height / SHRINK);
  const reach = Math.max(1, Math.round((radius * unit) / SHRINK / 2));
  let copy = shrink(canvas, width, height);
  // Three box blurs are close to a Gaussian.
  for (let pass = 0; pass < 3; pass++) copy = blurRows(blurRows(copy, width, height, reach), height, width, reach);
  const read = new Float32Array(3);
  return (x, y) => {
    const fx = Math.min(width - 1.001, Math.max(0, (x * unit) / SHRINK - 0.5));
    const fy = Math.min(height - 1.001, Math.max(0, (y * unit) / SHRINK - 0.5));
    const column = Math.floor(fx);
    const row = Math.floor(fy);
    const u = fx - column;
    const v = fy - row;
    for (let channel = 0, at = (row * width + column) * 3; channel < 3; channel++, at++) {
      const upper = (copy[at] ?? 0) * (1 - u) + (copy[at + 3] ?? 0) * u;
      const lower = (copy[at + width * 3] ?? 0) * (1 - u) + (copy[at + width * 3 + 3] ?? 0) * u;
      read[channel] = upper * (1 - v) + lower * v;
    }
    return read;
  };
}

/** Puts everything painted so far out of focus. */
export function defocus(canvas: Canvas, radius: number): void {
  const blurred = soften(canvas, radius);
  const unit = Math.min(canvas.width, canvas.height);
  for (let py = 0, at = 0; py < canvas.height; py++)
    for (let px = 0; px < canvas.width; px++, at += 3)
      canvas.pixels.set(blurred((px + 0.5) / unit, (py + 0.5) / unit), at);
}

function shrink({ width, height, pixels }: Canvas, columns: number, rows: number): Float32Array {
  const copy = new Float32Array(columns * rows * 3);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const [x1, y1] = [Math.min(width, (column + 1) * SHRINK), Math.min(height, (row + 1) * SHRINK)];
      let count = 0;
      let [r, g, b] = [0, 0, 0];
      for (let y = row * SHRINK; y < y1; y++)
        for (let x = column * SHRINK; x < x1; x++, count++) {
          const at = (y * width + x) * 3;
          r += pixels[at] ?? 0;
          g += pixels[at + 1] ?? 0;
          b += pixels[at + 2] ?? 0;
        }
      copy.set([r / count, g / count, b / count], (row * columns + column) * 3);
    }
  return copy;
}

/** Averages along rows and writes the result turned, so that calling it twice blurs both ways. */
function blurRows(from: Float32Array, width: number, height: number, reach: number): Float32Array {
  const to = new Float32Array(from.length);
  const size = reach * 2 + 1;
  for (let row = 0; row < height; row++)
    for (let channel = 0; channel < 3; channel++) {
      const at = (column: number) => from[(row * width + Math.min(width - 1, Math.max(0, column))) * 3 + channel] ?? 0;
      let sum = 0;
      for (let column = -reach; column <= reach; column++) sum += at(column);
      for (let column = 0; column < width; column++) {
        to[(column * height + row) * 3 + channel] = sum / size;
        sum += at(column + reach + 1) - at(column - reach);
      }
    }
  return to;
}
