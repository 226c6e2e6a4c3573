// What a style does to the whole sheet once everything is painted: paper, grain, hatching, light. Then numbers become bytes.

import type { Canvas } from './canvas.ts';
import { layered, type Noise, type Random } from './random.ts';
import { soften } from './soften.ts';
import type { Style } from './styles.ts';

/** Changes one pixel in place: `color` holds red, green and blue, `x` and `y` are in units. */
type Touch = (color: Float32Array, x: number, y: number) => void;

/** @returns red, green, blue, red, … as bytes, rows from the top */
export function finish(canvas: Canvas, noise: Noise, random: Random): Uint8Array {
  const { width, height, pixels, manner } = canvas;
  const unit = Math.min(width, height);
  const touch = touches[manner.style](canvas, noise);
  const bytes = new Uint8Array(pixels.length);
  const color = new Float32Array(3);
  const speckle = Float32Array.from({ length: 4096 }, () => random.next() + random.next() - 1);
  const strength = grain[manner.style];
  for (let py = 0, at = 0; py < height; py++) {
    const y = (py + 0.5) / unit;
    // Each row starts elsewhere in the table, so that no column shows.
    let spot = random.below(4096);
    for (let px = 0; px < width; px++, at += 3) {
      color[0] = pixels[at] ?? 0;
      color[1] = pixels[at + 1] ?? 0;
      color[2] = pixels[at + 2] ?? 0;
      touch(color, (px + 0.5) / unit, y);
      // One grain for all three channels: it hides banding and keeps the PNG small.
      const speck = (speckle[spot++ & 4095] ?? 0) * strength;
      bytes[at] = toByte((color[0] ?? 0) + speck);
      bytes[at + 1] = toByte((color[1] ?? 0) + speck);
      bytes[at + 2] = toByte((color[2] ?? 0) + speck);
    }
  }
  return bytes;
}

function toByte(value: number): number {
  return value <= 0 ? 0 : value >= 1 ? 255 : (value * 255 + 0.5) | 0;
}

const grain: Readonly<Record<Style, number>> = {
  plain: 0.006,
  photo: 0.014,
  watercolor: 0.008,
  ink: 0.006,
  pixel: 0,
  anime: 0.003,
  poster: 0.012,
  clay: 0.008,
};

const touches: Readonly<Record<Style, (canvas: Canvas, noise: Noise) => Touch>> = {
  plain: (canvas) => (color, x, y) => vignette(color, canvas, x, y, 0.1),
  photo: (canvas) => {
    const glow = soften(canvas, 0.03);
    return (color, x, y) => {
      bloom(color, glow(x, y), 0.32);
      contrast(color, 0.22);
      vignette(color, canvas, x, y, 0.3);
    };
  },
  anime: (canvas) => {
    const glow = soften(canvas, 0.025);
    return (color, x, y) => {
      bloom(color, glow(x, y), 0.24);
      saturate(color, 1.14);
    };
  },
  clay: (canvas, noise) => {
    const prints = layered(noise, 3);
    return (color, x, y) => {
      const dent = 1 + prints(x * 34, y * 34) * 0.035;
      for (let channel = 0; channel < 3; channel++) color[channel] = (color[channel] ?? 0) * dent;
      vignette(color, canvas, x, y, 0.16);
    };
  },
  watercolor: (canvas, noise) => {
    const tooth = layered(noise, 2);
    const margin = layered(noise, 3);
    const paper = [0.985, 0.965, 0.925];
    return (color, x, y) => {
      const edge = Math.min(x, y, canvas.wide - x, canvas.high - y) - 0.035;
      const wet = edge > 0.06 ? 1 : smooth((edge - margin(x * 7, y * 7) * 0.03) / 0.02);
      const rough = tooth(x * 120, y * 120);
      const strength = wet * (0.88 + rough * 0.08 + noise(x * 2.4 + 60, y * 2.4) * 0.09);
      for (let channel = 0; channel < 3; channel++) {
        const blank = (paper[channel] ?? 1) - rough * 0.012;
        color[channel] = blank - (blank - (color[channel] ?? 0)) * strength;
      }
    };
  },
  ink: (canvas, noise) => {
    const paper = [0.972, 0.95, 0.9];
    const ink = [0.11, 0.12, 0.19];
    // Each direction of hatching begins at its own darkness and its lines swell as the tone deepens.
    const strokes = [
      { along: 0.62, across: 0.78, from: 0.86 },
      { along: -0.74, across: 0.67, from: 0.6 },
      { along: 0.08, across: 1, from: 0.4 },
    ];
    // A dark picture is drawn lighter than it is: hatching needs paper between its lines.
    const exposure = Math.min(1, Math.log(0.68) / Math.log(Math.max(0.02, meanBrightness(canvas))));
    return (color, x, y) => {
      const light = Math.max(0, brightness(color)) ** exposure;
      const sway = noise(x * 6, y * 6) * 0.0035 + noise(x * 22, y * 22) * 0.0011;
      let line = light < 0.16 ? smooth((0.16 - light) / 0.06) : 0;
      for (const { along, across, from } of strokes) {
        if (light >= from) continue;
        const phase = (x * along + y * across + sway) * 98;
        const ridge = Math.abs(phase - Math.floor(phase) - 0.5) * 2;
        const width = Math.min(0.85, (from - light) * 1.5 + 0.08);
        line = Math.max(line, smooth((width - ridge) / 0.34 + 0.5) * Math.min(1, (from - light) * 9));
      }
      const inside = Math.min(x, y, canvas.wide - x, canvas.high - y) - 0.03;
      const edge = inside > 0.03 ? 1 : smooth((inside - noise(x * 9, y * 9) * 0.012) / 0.012);
      for (let channel = 0; channel < 3; channel++) {
        const sheet = paper[channel] ?? 1;
        const wash = sheet * (1 - 0.2 * edge) + (color[channel] ?? 0) * 0.2 * edge;
        color[channel] = wash + ((ink[channel] ?? 0) - wash) * line * edge * 0.93;
      }
    };
  },
  poster: (canvas, noise) => {
    const wear = layered(noise, 3);
    return (color, x, y) => {
      saturate(color, 1.12);
      contrast(color, 0.16);
      // Dots of a coarse screen where it is dark, and worn ink everywhere.
      const u = (x + y) * 92;
      const v = (x - y) * 92;
      const dot = Math.hypot(u - Math.floor(u) - 0.5, v - Math.floor(v) - 0.5);
      const shade = smooth(((1 - brightness(color)) * 0.5 - dot) / 0.12 + 0.5) * 0.055;
      const worn = Math.max(0, wear(x * 60, y * 60) - 0.28) * 0.22;
      const inside = Math.min(x, y, canvas.wide - x, canvas.high - y) > 0.028;
      for (let channel = 0; channel < 3; channel++) {
        const sheet = channel === 2 ? 0.88 : 0.95;
        const value = (color[channel] ?? 0) * (1 - shade);
        color[channel] = inside ? value + (sheet - value) * worn : sheet;
      }
    };
  },
  pixel: (canvas) => {
    const unit = Math.min(canvas.width, canvas.height);
    const steps = 11;
    return (color, x, y) => {
      saturate(color, 1.1);
      const column = Math.floor(x * unit) & 3;
      const row = Math.floor(y * unit) & 3;
      const threshold = ((bayer[row * 4 + column] ?? 0) / 16 - 0.47) * 0.34;
      for (let channel = 0; channel < 3; channel++)
        color[channel] = Math.round((color[channel] ?? 0) * steps + threshold) / steps;
    };
  },
};

const bayer = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];

function smooth(value: number): number {
  const t = Math.min(1, Math.max(0, value));
  return t * t * (3 - 2 * t);
}

function brightness(color: Float32Array): number {
  return (color[0] ?? 0) * 0.3 + (color[1] ?? 0) * 0.59 + (color[2] ?? 0) * 0.11;
}

function meanBrightness({ pixels }: Canvas): number {
  let sum = 0;
  // Every hundredth pixel is plenty.
  for (let at = 1; at < pixels.length; at += 300) sum += pixels[at] ?? 0;
  return sum / Math.ceil((pixels.length - 1) / 300);
}

function vignette(color: Float32Array, canvas: Canvas, x: number, y: number, strength: number): void {
  const u = x / canvas.wide - 0.5;
  const v = y / canvas.high - 0.5;
  const shade = 1 - smooth((u * u + v * v) * 1.9 - 0.14) * strength;
  color[0] = (color[0] ?? 0) * shade;
  color[1] = (color[1] ?? 0) * shade;
  color[2] = (color[2] ?? 0) * shade;
}

function bloom(color: Float32Array, glow: Float32Array, strength: number): void {
  // Screened, so that light only ever adds.
  for (let channel = 0; channel < 3; channel++) {
    const bright = Math.max(0, (glow[channel] ?? 0) - 0.45) * strength * 1.8;
    color[channel] = 1 - (1 - (color[channel] ?? 0)) * (1 - Math.min(1, bright));
  }
}

function contrast(color: Float32Array, strength: number): void {
  for (let channel = 0; channel < 3; channel++) {
    const value = Math.min(1, Math.max(0, color[channel] ?? 0));
    color[channel] = value + (smooth(value) - value) * strength;
  }
}

function saturate(color: Float32Array, by: number): void {
  const grey = brightness(color);
  for (let channel = 0; channel < 3; channel++) color[channel] = grey + ((color[channel] ?? 0) - grey) * by;
}
