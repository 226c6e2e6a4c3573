// Forest and desert.

import { hex, mix, tone, type Rgb } from '../color.ts';
import { blob, circle, ellipse, join, limb, polygon, type Point } from '../shapes.ts';
import { cactus, mushroom, pine } from '../subjects/plants.ts';
import { mist } from './country.ts';
import { paintSky } from './heavens.ts';
import { draw, has, land, type Scene, type Stage } from './stage.ts';

export const forest: Scene = (stage) => {
  const { canvas, palette, random, noise } = stage;
  const horizon = canvas.high * random.between(0.6, 0.68);
  const light = paintSky(stage, horizon);
  const ground = canvas.high * 0.87;
  const layers = 5;
  for (let index = 0; index < layers; index++) {
    const depth = (index + 1) / layers;
    const base = horizon - 0.04 + (ground - 0.1 - horizon) * depth;
    const color = mix(palette.haze, tone(palette.leaf, -0.1), 0.16 + 0.62 * depth ** 1.3);
    const shift = random.between(0, 60);
    if (index < 2) canopy(stage, base, 0.24 + 0.08 * index, color);
    else trunks(stage, base, depth, color);
    const soil = mix(palette.haze, mix(palette.grass, palette.leaf, 0.5), 0.22 + 0.7 * depth);
    canvas.fill(land(stage, (x) => base + noise(x * 2.6 + shift, index) * 0.018, 0.3), { color: soil, to: tone(soil, -0.12), grain: (x, y) => noise(x * 40, y * 80) * 0.016 * depth });
    mist(stage, base, 0.34 * (1 - depth) + 0.06);
  }
  if (light && palette.time !== 'night') shafts(stage, light.x);
  for (let index = 0; index < 5; index++) {
    const size = random.between(0.014, 0.026);
    const x = random.between(0.03, 0.97) * canvas.wide;
    if (has(stage, 'flowers', 0.6)) draw(stage, mushroom, hex('#d8483f'), { x, y: ground + random.between(-0.02, 0.07) - size, scale: size });
  }
  ferns(stage, ground, canvas.high, 34, 0.035);
  return { ground, horizon, water: null, shadows: true, front: () => frame(stage) };
};

/** Far tree tops as one line. */
function canopy({ canvas, random, noise }: Stage, base: number, height: number, color: Rgb): void {
  const shift = random.between(0, 80);
  const pointed = random.chance(0.5);
  const count = 16;
  const tops = Array.from({ length: count }, (_, index) => {
    const x = ((index + random.between(-0.3, 0.3)) / (count - 1)) * canvas.wide;
    const high = height * (0.72 + noise(x * 3 + shift, 1) * 0.4);
    const wide = (canvas.wide / count) * random.between(0.7, 1.1);
    return pointed ? polygon([[x, base - high], [x + wide, base + 0.05], [x - wide, base + 0.05]], 0.004) : circle(x, base - high * 0.6, wide * 0.95);
  });
  canvas.fill(join([...tops, polygon([[0, base - height * 0.4], [canvas.wide, base - height * 0.4], [canvas.wide, base + 0.06], [0, base + 0.06]])], pointed ? 0 : 0.03), { color, to: tone(color, -0.03), plain: true });
}

/** Standing trunks that leave the picture at its top, with pines between them. */
function trunks(stage: Stage, base: number, depth: number, color: Rgb): void {
  const { canvas, palette, random } = stage;
  const bark = mix(palette.haze, tone(mix(palette.leaf, hex('#4a3a3a'), 0.72), -0.06), 0.3 + 0.62 * depth);
  const count = Math.round((9 - depth * 4) * Math.max(1, canvas.wide * 0.9));
  for (let index = 0; index < count; index++) {
    const x = canvas.wide * ((index + random.between(0.1, 0.9)) / count);
    // The middle stays open for whoever stands there.
    if (depth > 0.7 && Math.abs(x / canvas.wide - 0.5) < 0.24) continue;
    if (random.chance(0.45)) {
      const size = random.between(0.12, 0.2) * (0.5 + depth * 0.7);
      draw(stage, pine, palette.leaf, { x, y: base + 0.02 - size, scale: size }, (each) => mix(each, color, 0.75 - depth * 0.25));
      continue;
    }
    const wide = (0.007 + 0.017 * depth) * random.between(0.7, 1.3);
    const lean = random.between(-0.03, 0.03);
    const branch = (y: number, side: number) => limb([x + lean * 0.4, y], [x + side * random.between(0.05, 0.11), y - random.between(0.05, 0.1)], wide * 0.34, wide * 0.1);
    canvas.fill(join([limb([x + lean, -0.1], [x, base + 0.01], wide * 0.72, wide), limb([x - wide, base + 0.015], [x + wide, base + 0.015], wide * 0.5), branch(base * random.between(0.2, 0.4), -1), branch(base * random.between(0.3, 0.55), 1)], wide), { color: bark, to: tone(bark, -0.04) });
  }
}

function shafts({ canvas, palette, random }: Stage, x: number): void {
  for (let index = 0; index < 4; index++) {
    const from = x + random.between(-0.2, 0.2);
    const to = from + (canvas.wide / 2 - x) * random.between(0.5, 1.3);
    const wide = random.between(0.02, 0.06);
    canvas.fill(polygon([[from - wide, -0.1], [from + wide, -0.1], [to + wide * 2.4, canvas.high * 0.86], [to - wide * 2.4, canvas.high * 0.86]]), { color: palette.sun, alpha: 0.13, soft: 0.06, plain: true });
  }
}

function ferns({ canvas, palette, random }: Stage, from: number, to: number, count: number, size: number): void {
  for (let index = 0; index < count; index++) {
    const y = from + ((index + 1) / count) * (to - from);
    const x = random.between(0, canvas.wide);
    const color = tone(mix(palette.grass, palette.leaf, random.next()), random.between(-0.12, 0.04));
    const leaves = [-60, -30, 0, 30, 60].map((angle) => {
      const bent = ((angle + random.between(-12, 12)) * Math.PI) / 180;
      return ellipse(x + Math.sin(bent) * size * 0.5, y - Math.cos(bent) * size * 0.5, size * 0.1, size * 0.52, (bent * 180) / Math.PI);
    });
    canvas.fill(join(leaves), { color, to: tone(color, -0.08), plain: canvas.manner.outline === 0 });
  }
}

/** Dark leaves at the edges, close to the eye. */
function frame({ canvas, palette, random }: Stage): void {
  const color = mix(tone(palette.leaf, -0.2), palette.sky[0], 0.12);
  for (const side of [0, 1]) {
    for (let index = 0; index < 13; index++) {
      const along = index / 12;
      const x = side * canvas.wide + (side === 0 ? 1 : -1) * random.between(-0.02, 0.09) * (1.2 - along);
      const y = canvas.high * (0.62 + along * 0.42);
      canvas.fill(ellipse(x, y, random.between(0.02, 0.035), random.between(0.08, 0.14), (side === 0 ? 1 : -1) * random.between(15, 70)), { color: tone(color, random.between(-0.02, 0.05)), soft: 0.006 });
    }
  }
}

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
      return base - (saw < 0.66 ? saw / 0.66 : (1 - saw) / 0.34) ** 1.5 * 0.075 * (0.5 + depth) + noise(x * 2, index) * 0.012;
    };
    const color = mix(palette.haze, palette.sand, 0.35 + 0.65 * depth);
    const ripple = (x: number, y: number) => Math.sin((y * 150 + noise(x * 5, y * 9) * 7) * (1.6 - depth * 0.6)) * 0.014 * depth;
    canvas.fill(land(stage, crest, 0.5), { color: tone(color, 0.04), to: tone(color, -0.09), grain: ripple });
    slips(stage, crest, (1.6 - depth * 0.5), shift, color);
  }
  for (let index = 0; index < 3; index++) {
    const size = random.between(0.03, 0.06);
    const x = (random.chance(0.5) ? random.between(0.04, 0.26) : random.between(0.74, 0.96)) * canvas.wide;
    if (!stage.meaning.unwanted.has('subject cactus')) draw(stage, cactus, hex('#5a9464'), { x, y: ground - random.between(0.05, 0.13) - size, scale: size }, (color) => mix(color, palette.haze, 0.2));
  }
  return { ground, horizon, water: null, shadows: true, front: () => undefined };
};

/** The shadowed lee side of each dune. */
function slips({ canvas, palette }: Stage, crest: (x: number) => number, pace: number, shift: number, color: Rgb): void {
  for (let wave = Math.floor(shift); wave < shift + canvas.wide * pace + 1; wave++) {
    const top = (wave + 0.66 - shift) / pace;
    const end = (wave + 1 - shift) / pace;
    const along = Array.from({ length: 9 }, (_, index): Point => {
      const x = top + ((end - top) * index) / 8;
      return [x, crest(x) + 0.001];
    });
    const foot: Point[] = [[end - 0.02, crest(end) + 0.05], [top + (end - top) * 0.3, crest(top) + 0.16], [top - 0.05, crest(top) + 0.24]];
    canvas.fill(blob([...along, ...foot], 3), { color: mix(tone(color, -0.1), palette.sky[0], 0.16), to: color, alpha: 0.75, plain: true });
  }
}

function mesas({ canvas, palette, random }: Stage, horizon: number): void {
  const color = mix(mix(palette.rock, palette.sand, 0.55), palette.haze, 0.45);
  for (let index = 0; index < 3; index++) {
    const x = canvas.wide * random.between(0, 1);
    const wide = random.between(0.07, 0.17);
    const high = random.between(0.06, 0.15);
    canvas.fill(polygon([[x - wide, horizon + 0.03], [x - wide * 0.72, horizon - high * 0.5], [x - wide * 0.62, horizon - high], [x + wide * 0.55, horizon - high], [x + wide * 0.66, horizon - high * 0.45], [x + wide, horizon + 0.03]], 0.004), { color, to: mix(color, palette.haze, 0.6) });
  }
}
