// A desert of dunes.

import { hex, mix, type Rgb, tone } from '../color.ts';
import { blob, type Point, polygon } from '../shapes.ts';
import { cactus } from '../subjects/plants.ts';
import { paintSky } from './heavens.ts';
import { draw, land, type Scene, type Stage } from './stage.ts';

export const desert: Scene = (stage) => {
  const { canvas, palette, random, noise } = stage;
  const horizon = canvas.high * random.between(0.52, 0.6);
  paintSky(stage, horizon);
  mesas(stage, horizon);
  const ground = canvas.high * 0.86;
  const layers = 4;
  for (let index = 0; index < layers; index++) {
    const depth = (index + 1) / layers;
    const base = horizon + (ground - 0.09 - horizon) * (index / (layers - 1)) ** 1.2;
    const shift = random.between(0, 80);
    // Dunes lean: a slow rise and a quick fall.
    const crest = (x: number) => {
      const phase = x * (1.6 - depth * 0.5) + shift;
      const saw = phase - Math.floor(phase);
      return (
        base - (saw < 0.66 ? saw / 0.66 : (1 - saw) / 0.34) ** 1.5 * 0.075 * (0.5 + depth) + noise(x * 2, index) * 0.012
      );
    };
    const color = mix(palette.haze, palette.sand, 0.35 + 0.65 * depth);
    const ripple = (x: number, y: number) =>
      Math.sin((y * 150 + noise(x * 5, y * 9) * 7) * (1.6 - depth * 0.6)) * 0.014 * depth;
    canvas.paint(land(stage, crest, 0.5, index + 1 < layers ? base + 0.2 : canvas.high), {
      color: tone(color, 0.04),
      to: tone(color, -0.09),
      grain: ripple,
    });
    slips(stage, crest, 1.6 - depth * 0.5, shift, color);
  }
  for (let index = 0; index < 3; index++) {
    const size = random.between(0.03, 0.06);
    const x = (random.chance(0.5) ? random.between(0.04, 0.26) : random.between(0.74, 0.96)) * canvas.wide;
    if (!stage.meaning.unwanted.has('subject cactus'))
      draw(stage, cactus, hex('#5a9464'), { x, y: ground - random.between(0.05, 0.13) - size, scale: size }, (color) =>
        mix(color, palette.haze, 0.2),
      );
  }
  return { ground, horizon, water: null, shadows: true, front: () => undefined };
};

/** The shadowed lee side of each dune. */
function slips(
  { canvas, palette }: Stage,
  crest: (x: number) => number,
  pace: number,
  shift: number,
  color: Rgb,
): void {
  for (let wave = Math.floor(shift); wave < shift + canvas.wide * pace + 1; wave++) {
    const top = (wave + 0.66 - shift) / pace;
    const end = (wave + 1 - shift) / pace;
    const along = Array.from({ length: 9 }, (_, index): Point => {
      const x = top + ((end - top) * index) / 8;
      return [x, crest(x) + 0.001];
    });
    const foot: Point[] = [
      [end - 0.02, crest(end) + 0.05],
      [top + (end - top) * 0.3, crest(top) + 0.16],
      [top - 0.05, crest(top) + 0.24],
    ];
    canvas.paint(blob([...along, ...foot], 3), {
      color: mix(tone(color, -0.1), palette.sky[0], 0.16),
      to: color,
      alpha: 0.75,
      plain: true,
    });
  }
}

function mesas({ canvas, palette, random }: Stage, horizon: number): void {
  const color = mix(mix(palette.rock, palette.sand, 0.55), palette.haze, 0.45);
  for (let index = 0; index < 3; index++) {
    const x = canvas.wide * random.between(0, 1);
    const wide = random.between(0.07, 0.17);
    const high = random.between(0.06, 0.15);
    canvas.paint(
      polygon(
        [
          [x - wide, horizon + 0.03],
          [x - wide * 0.72, horizon - high * 0.5],
          [x - wide * 0.62, horizon - high],
          [x + wide * 0.55, horizon - high],
          [x + wide * 0.66, horizon - high * 0.45],
          [x + wide, horizon + 0.03],
        ],
        0.004,
      ),
      { color, to: mix(color, palette.haze, 0.6) },
    );
  }
}
