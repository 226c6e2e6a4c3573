// What a figure is made of: coloured shapes, drawn one over the other, about two units high around the origin, feet at y = 1.

import { hex, tone, type Rgb } from '../color.ts';
import type { Paint } from '../canvas.ts';
import type { Random } from '../random.ts';
import { circle, ellipse, type Shape } from '../shapes.ts';

export type Part = {
  readonly shape: Shape;
  readonly paint: Omit<Paint, 'grain'>;
  /** Shines by itself: keeps its colour in the dark. */
  readonly glows?: boolean;
};

/** The colours a figure is dressed in: `coat` is the one a person may name. */
export type Coat = { readonly coat: Rgb; readonly named: boolean };

export type Figure = (coat: Coat, random: Random) => readonly Part[];

export type Subject = {
  /** Colours it comes in when nobody names one. */
  readonly coats: readonly [string, ...string[]];
  readonly draw: Figure;
  /** Where it belongs: standing, flying, floating on water, swimming under it, or on a table. */
  readonly habit: 'stands' | 'flies' | 'floats' | 'swims' | 'lies';
  /** For what floats: the height in the figure up to which it lies in the water. */
  readonly waterline?: number;
  /** Height beside a fox of 1; big ones stand further back. */
  readonly size: number;
  /** Scenes it is drawn in when no words name one. */
  readonly homes: readonly [SceneName, ...SceneName[]];
};

export type SceneName =
  'meadow' | 'snow' | 'mountains' | 'forest' | 'desert' | 'sea' | 'reef' | 'city' | 'space' | 'room' | 'sky';

export const INK: Rgb = hex('#2b2430');
export const CREAM: Rgb = hex('#fbf3e4');

export function part(shape: Shape, color: Rgb | string, more: Omit<Paint, 'color' | 'grain'> = {}): Part {
  return { shape, paint: { color: typeof color === 'string' ? hex(color) : color, ...more } };
}

/** A shape that goes from a colour to a darker one. */
export function round(shape: Shape, color: Rgb | string, deeper = 0.09): Part {
  const from = typeof color === 'string' ? hex(color) : color;
  return { shape, paint: { color: tone(from, 0.025), to: tone(from, -deeper, 1.05) } };
}

/** A small thing without outline or shading. */
export function dot(shape: Shape, color: Rgb | string, alpha = 1): Part {
  return { shape, paint: { color: typeof color === 'string' ? hex(color) : color, plain: true, alpha } };
}

/** A light. */
export function glow(shape: Shape, color: string, soft = 0): Part {
  return { shape, paint: { color: hex(color), plain: true, ...(soft > 0 ? { soft } : {}) }, glows: true };
}

/** Two bright dark eyes about x = `middle`. */
export function eyes(middle: number, apart: number, y: number, radius: number): Part[] {
  return [-1, 1].flatMap((side) => [
    dot(ellipse(middle + side * apart, y, radius, radius * 1.22), INK),
    dot(circle(middle + side * apart + radius * 0.3, y - radius * 0.42, radius * 0.36), CREAM),
  ]);
}
