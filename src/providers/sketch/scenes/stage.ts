// What every scene is given to work with, and what it leaves for the subjects.

import type { Canvas } from '../canvas.ts';
import type { Palette } from '../palette.ts';
import type { Noise, Random } from '../random.ts';
import { place, type Box, type Placement, type Shape } from '../shapes.ts';
import type { Figure } from '../subjects/figure.ts';
import { mix, type Rgb } from '../color.ts';
import type { Extra, Weather } from '../vocabulary.ts';
import type { Meaning } from '../words.ts';

export type Stage = {
  readonly canvas: Canvas;
  readonly palette: Palette;
  readonly random: Random;
  readonly noise: Noise;
  readonly meaning: Meaning;
  /** Whether a subject is going to stand, so that a scene of water needs a shore. */
  readonly standing: boolean;
};

export type Spot = {
  /** Where the feet of the nearest subject are, and the line where the ground ends, in units from the top. */
  readonly ground: number;
  readonly horizon: number;
  /** Where something floats; null without water. */
  readonly water: number | null;
  /** Whether things throw a shadow on the ground here. */
  readonly shadows: boolean;
  /** Paints what lies in front of the subjects. */
  front(): void;
};

export type Scene = (stage: Stage) => Spot;

/** Whether an extra is in the picture: because it was asked for, or by chance unless it was asked to be left out. */
export function has({ meaning, random }: Stage, extra: Extra, probability = 0): boolean {
  const chance = random.chance(probability);
  return !meaning.unwanted.has(`extra ${extra}`) && (meaning.extras.has(extra) || chance);
}

export function hasWeather({ meaning }: Stage, weather: Weather): boolean {
  return meaning.weather.has(weather);
}

/** Draws a figure at its place, in the light of the picture; `fade` mixes it into the distance. */
export function draw(
  { canvas, palette, random }: Stage,
  figure: Figure,
  color: Rgb,
  placement: Placement,
  change: (color: Rgb) => Rgb = (each) => each,
): void {
  for (const { shape, paint, glows } of figure({ coat: color, named: false }, random.fork(`${placement.x}`))) {
    // What stands close keeps some of its own colour in any light: it is what the picture is about.
    const close = placement.scale < 0.1 ? 0 : 0.42;
    const look = (each: Rgb) => change(mix(palette.seen(each), palette.toned(each), glows ? 1 : close));
    canvas.paint(place(shape, placement), {
      ...paint,
      color: look(paint.color),
      ...(paint.to ? { to: look(paint.to) } : {}),
      ...(paint.soft ? { soft: paint.soft * placement.scale } : {}),
      // Far away, neither outlines nor shading can be seen, only paid for.
      ...(placement.scale < 0.1 ? { plain: true } : {}),
    });
  }
}

/**
 * The land below a line of heights (y for each x).
 * @param steep the largest slope the line has
 * @param bottom where it ends, hidden by what is painted before it
 */
export function land({ canvas }: Stage, heightAt: (x: number) => number, steep = 1, bottom = canvas.high): Shape {
  const count = 512;
  const heights = Float32Array.from({ length: count + 2 }, (_, index) => heightAt((index / count) * canvas.wide));
  const honest = 1 / Math.sqrt(1 + steep * steep);
  const box: Box = [-0.02, heights.reduce((a, b) => Math.min(a, b)), canvas.wide + 0.02, bottom + 0.02];
  return {
    distance: (x, y) => {
      const at = Math.min(count, Math.max(0, (x / canvas.wide) * count));
      const index = Math.floor(at);
      const left = heights[index] ?? 0;
      return (left + ((heights[index + 1] ?? left) - left) * (at - index) - y) * honest;
    },
    box,
  };
}
