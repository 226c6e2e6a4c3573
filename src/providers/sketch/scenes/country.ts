// Open country: meadows, mountains and snow.

import { hex, mix, tone, type Rgb } from '../color.ts';
import { layered } from '../random.ts';
import { circle, ellipse, join, limb, overlap, polygon, type Point } from '../shapes.ts';
import { pine, tree } from '../subjects/plants.ts';
import { paintSky } from './heavens.ts';
import { draw, has, land, type Scene, type Stage } from './stage.ts';

/** Rolling land from `horizon` down in `layers`, fading towards the distance. Returns the y of each layer at an x. */
function hills(stage: Stage, horizon: number, near: Rgb, layers: number, bottom: number): ((x: number) => number)[] {
  const { canvas, palette, random, noise } = stage;
  const rolling = layered(noise, 2);
  return Array.from({ length: layers }, (_, index) => {
    const depth = (index + 1) / layers;
    const base = horizon + (bottom - horizon) * (index / layers) ** 1.2;
    const shift = random.between(0, 90);
    const swell = 0.05 + 0.035 * depth;
    const at = (x: number) => base + rolling(x * (1.9 - depth) + shift, index * 7) * swell;
    const color = mix(palette.haze, near, 0.28 + 0.72 * depth);
    const next = index + 1 < layers ? horizon + (bottom - horizon) * ((index + 1) / layers) ** 1.2 + 0.1 : canvas.high;
    canvas.paint(land(stage, at, 0.5, Math.min(next, canvas.high)), {
      color: tone(color, 0.035),
      to: tone(color, -0.07),
      grain: (x, y) => noise(x * 34, y * 90 + index) * 0.012 * depth,
    });
    return at;
  });
}

export const meadow: Scene = (stage) => {
  const { canvas, palette, random } = stage;
  const horizon = canvas.high * random.between(0.5, 0.6);
  paintSky(stage, horizon);
  if (has(stage, 'hills', 0.45)) range(stage, horizon + 0.03, 0.2, 0.42);
  const ground = canvas.high * 0.86;
  const layers = hills(stage, horizon, palette.grass, 4, ground - 0.1);
  if (has(stage, 'trees', 0.8)) {
    const at = layers[1] ?? (() => horizon);
    const x0 = random.between(0.05, 0.95) * canvas.wide;
    for (let index = 0; index < 7; index++) {
      const x = index < 4 ? x0 + random.between(-0.2, 0.2) : random.between(0, canvas.wide);
      const size = random.between(0.035, 0.075);
      draw(stage, random.chance(0.6) ? tree : pine, palette.leaf, { x, y: at(x) + 0.02 - size, scale: size }, (color) =>
        mix(color, palette.haze, 0.35),
      );
    }
  }
  const blooming = has(stage, 'flowers', 0.6);
  const colors = palette.accents;
  if (blooming)
    for (let index = 0; index < 150; index++)
      bloom(
        stage,
        random.between(0, canvas.wide),
        canvas.high - (1 - random.next() ** 0.7) * (canvas.high - ground) * 1.3,
        random.pick(colors),
      );
  tufts(stage, ground - 0.05, canvas.high, 90, 0.03);
  return {
    ground,
    horizon,
    water: null,
    shadows: true,
    front: () => tufts(stage, canvas.high - 0.03, canvas.high + 0.03, 60, 0.075),
  };
};

/** Blades of grass between two heights, nearer ones taller. */
function tufts({ canvas, palette, random }: Stage, from: number, to: number, count: number, length: number): void {
  for (let index = 0; index < count; index++) {
    const y = from + ((index + random.next()) / count) * (to - from);
    const x = random.between(0, canvas.wide);
    const color = tone(palette.grass, random.between(-0.12, 0.06));
    const blades = [-1, 0, 1].map((side) =>
      limb(
        [x, y],
        [x + (side * 0.3 + random.between(-0.2, 0.2)) * length, y - length * random.between(0.6, 1)],
        length * 0.07,
        length * 0.012,
      ),
    );
    canvas.paint(join(blades), { color, plain: canvas.manner.outline === 0 });
  }
}

function bloom({ canvas, random }: Stage, x: number, y: number, color: Rgb): void {
  const size = 0.0035 + 0.006 * Math.max(0, y / canvas.high - 0.7) * 2;
  canvas.paint(
    join(
      [0, 72, 144, 216, 288].map((angle) =>
        circle(x + Math.cos(angle) * size, y + Math.sin(angle) * size * 0.8, size * 0.7),
      ),
    ),
    { color: tone(color, random.between(-0.03, 0.08)), plain: true },
  );
  canvas.paint(circle(x, y, size * 0.5), { color: hex('#f6d873'), plain: true });
}

/** A range of peaks standing on `base`, each with a lit and a shadowed face and, if high enough, snow. */
export function range(stage: Stage, base: number, height: number, fade: number, snowy = 0.75): void {
  const { canvas, palette, random } = stage;
  const rock = mix(palette.rock, palette.haze, fade);
  const count = Math.round(canvas.wide / 0.3) + 1;
  const peaks = Array.from({ length: count }, (_, index) => ({
    x: ((index + random.between(0.1, 0.9)) / count) * canvas.wide,
    high: height * random.between(0.5, 1),
  })).toSorted((a, b) => a.high - b.high);
  for (const { x, high } of peaks.toReversed().toSorted((a, b) => b.high - a.high)) {
    const half = high * random.between(0.85, 1.25);
    const top: Point = [x, base - high];
    const edge = (side: number): Point[] =>
      Array.from({ length: 7 }, (_, index): Point => {
        const t = (index + 1) / 7;
        return [
          x + side * half * (t + random.between(-0.035, 0.035)),
          base - high * (1 - t + (t < 1 ? random.between(-0.045, 0.045) : 0)),
        ];
      });
    const left = edge(-1);
    const right = edge(1);
    const spine = Array.from({ length: 6 }, (_, index): Point => [
      x + half * (0.1 * (index + 1) * (index % 2 === 0 ? 0.35 : -0.1) + random.between(-0.03, 0.03)),
      base - high * (1 - (index + 1) / 6),
    ]);
    const outline = polygon([top, ...right, [x + half, base + 0.1], [x - half, base + 0.1], ...left.toReversed()]);
    canvas.paint(outline, {
      color: tone(rock, 0.03),
      to: mix(rock, palette.haze, 0.55),
      plain: canvas.manner.outline === 0,
    });
    const shade = polygon([top, ...right, [x + half, base + 0.1], ...spine.toReversed()]);
    canvas.paint(overlap(shade, outline), { color: tone(rock, -0.075), to: mix(rock, palette.haze, 0.5), plain: true });
    if (random.chance(snowy)) {
      const low = base - high * random.between(0.55, 0.7);
      const zigzag = Array.from({ length: 9 }, (_, index): Point => [
        x + half * (0.55 - (index / 8) * 1.1),
        low + high * ((index % 2 === 0 ? 0.02 : 0.13) + random.between(-0.03, 0.03)),
      ]);
      const cap = overlap(outline, polygon([[x + half, base - high * 1.2], ...zigzag, [x - half, base - high * 1.2]]));
      const snow = mix(palette.snow, palette.haze, fade * 0.6);
      canvas.paint(cap, { color: snow, plain: true });
      canvas.paint(overlap(cap, shade), { color: mix(snow, palette.rock, 0.36), plain: true });
    }
  }
}

export const mountains: Scene = (stage) => {
  const { canvas, palette, random } = stage;
  const horizon = canvas.high * random.between(0.58, 0.66);
  paintSky(stage, horizon);
  range(stage, horizon + 0.02, horizon * 0.42, 0.62);
  mist(stage, horizon, 0.5);
  range(stage, horizon + 0.05, horizon * random.between(0.52, 0.66), 0.2);
  mist(stage, horizon + 0.05, 0.6);
  const ground = canvas.high * 0.87;
  const layers = hills(stage, horizon + 0.05, mix(palette.grass, palette.leaf, 0.4), 3, ground - 0.08);
  if (!stage.meaning.unwanted.has('extra trees')) grove(stage, layers, 0.3);
  tufts(stage, ground - 0.02, canvas.high, 50, 0.03);
  return {
    ground,
    horizon,
    water: null,
    shadows: true,
    front: () => tufts(stage, canvas.high - 0.02, canvas.high + 0.03, 40, 0.07),
  };
};

/** A bank of mist lying along a height. */
export function mist({ canvas, palette, noise }: Stage, y: number, alpha: number): void {
  canvas.paint(
    {
      distance: (px, py) => Math.abs(py - y - noise(px * 2.3, y * 9) * 0.02) - 0.012,
      box: [0, y - 0.04, canvas.wide, y + 0.04],
    },
    { color: palette.haze, alpha, soft: 0.12, plain: true },
  );
}

/** Pines on each layer of hills, smaller and paler the further away. */
function grove(stage: Stage, layers: readonly ((x: number) => number)[], snow: number): void {
  const { canvas, palette, random } = stage;
  for (const [index, at] of layers.slice(0, -1).entries()) {
    const depth = (index + 1) / layers.length;
    const count = 12 - index * 3;
    for (let planted = 0; planted < count; planted++) {
      const x = canvas.wide * ((planted + random.between(-0.4, 0.4)) / count);
      const size = (0.03 + 0.06 * depth ** 1.5) * random.between(0.7, 1.25);
      draw(
        stage,
        pine,
        mix(palette.leaf, palette.snow, snow * random.between(0, 0.4)),
        { x, y: at(x) + size * 0.1 - size * 0.9, scale: size },
        (color) => mix(color, palette.haze, 0.5 - 0.45 * depth),
      );
    }
  }
}

export const snowfield: Scene = (stage) => {
  const { canvas, palette, random, noise } = stage;
  const horizon = canvas.high * random.between(0.5, 0.58);
  paintSky(stage, horizon);
  if (has(stage, 'hills', 0.75)) range(stage, horizon + 0.03, horizon * random.between(0.35, 0.55), 0.4, 1);
  mist(stage, horizon + 0.02, 0.5);
  const ground = canvas.high * 0.86;
  const layers = hills(stage, horizon, palette.snow, 4, ground - 0.1);
  if (!stage.meaning.unwanted.has('extra trees')) grove(stage, layers, 1);
  for (let index = 0; index < 26; index++) {
    const y = canvas.high - random.next() * (canvas.high - ground) * 1.2;
    canvas.paint(ellipse(random.between(0, canvas.wide), y, random.between(0.03, 0.14), 0.006), {
      color: mix(palette.snow, palette.sky[0], 0.2),
      alpha: 0.35,
      soft: 0.012,
      plain: true,
    });
  }
  return {
    ground,
    horizon,
    water: null,
    shadows: true,
    front: () => {
      const drift = land(stage, (x) => canvas.high - 0.035 + noise(x * 1.7 + 40, 3) * 0.03, 0.5);
      canvas.paint(drift, { color: tone(palette.snow, 0.02), to: mix(palette.snow, palette.sky[1], 0.3) });
    },
  };
};
