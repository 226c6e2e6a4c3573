// A forest: layer behind layer of trees, with light or mist between.

import { hex, mix, type Rgb, tone } from '../color.ts';
import { circle, ellipse, join, limb, polygon } from '../shapes.ts';
import { mushroom, pine } from '../subjects/plants.ts';
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
    canvas.paint(
      land(
        stage,
        (x) => base + noise(x * 2.6 + shift, index) * 0.018,
        0.3,
        index + 1 < layers ? base + 0.12 : canvas.high,
      ),
      { color: soil, to: tone(soil, -0.12), grain: (x, y) => noise(x * 40, y * 80) * 0.016 * depth },
    );
    if (index < 3) mist(stage, base, 0.34 * (1 - depth) + 0.06);
  }
  if (light && palette.time !== 'night') shafts(stage, light.x);
  for (let index = 0; index < 5; index++) {
    const size = random.between(0.014, 0.026);
    const x = random.between(0.03, 0.97) * canvas.wide;
    if (has(stage, 'flowers', 0.6))
      draw(stage, mushroom, hex('#d8483f'), { x, y: ground + random.between(-0.02, 0.07) - size, scale: size });
  }
  ferns(stage, ground, canvas.high, 34, 0.035);
  return { ground, horizon, water: null, shadows: true, front: () => frame(stage) };
};

/** Far tree tops as one line. */
function canopy({ canvas, random, noise }: Stage, base: number, height: number, color: Rgb): void {
  const shift = random.between(0, 80);
  const pointed = random.chance(0.5);
  const count = 12;
  const tops = Array.from({ length: count }, (_, index) => {
    const x = ((index + random.between(-0.3, 0.3)) / (count - 1)) * canvas.wide;
    const high = height * (0.72 + noise(x * 3 + shift, 1) * 0.4);
    const wide = (canvas.wide / count) * random.between(0.7, 1.1);
    return pointed
      ? polygon(
          [
            [x, base - high],
            [x + wide, base + 0.05],
            [x - wide, base + 0.05],
          ],
          0.004,
        )
      : circle(x, base - high * 0.6, wide * 0.95);
  });
  canvas.paint(
    join(
      [
        ...tops,
        polygon([
          [0, base - height * 0.4],
          [canvas.wide, base - height * 0.4],
          [canvas.wide, base + 0.06],
          [0, base + 0.06],
        ]),
      ],
      pointed ? 0 : 0.03,
    ),
    { color, to: tone(color, -0.03), plain: true },
  );
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
      draw(stage, pine, palette.leaf, { x, y: base + 0.02 - size, scale: size }, (each) =>
        mix(each, color, 0.75 - depth * 0.25),
      );
      continue;
    }
    const wide = (0.007 + 0.017 * depth) * random.between(0.7, 1.3);
    const lean = random.between(-0.03, 0.03);
    const branch = (y: number, side: number) =>
      limb(
        [x + lean * 0.4, y],
        [x + side * random.between(0.05, 0.11), y - random.between(0.05, 0.1)],
        wide * 0.34,
        wide * 0.1,
      );
    canvas.paint(
      join(
        [
          limb([x + lean, -0.1], [x, base + 0.01], wide * 0.72, wide),
          limb([x - wide, base + 0.015], [x + wide, base + 0.015], wide * 0.5),
          branch(base * random.between(0.2, 0.4), -1),
          branch(base * random.between(0.3, 0.55), 1),
        ],
        wide,
      ),
      { color: bark, to: tone(bark, -0.04), plain: depth < 0.7 && canvas.manner.outline === 0 },
    );
  }
}

function shafts({ canvas, palette, random }: Stage, x: number): void {
  for (let index = 0; index < 4; index++) {
    const from = x + random.between(-0.2, 0.2);
    const to = from + (canvas.wide / 2 - x) * random.between(0.5, 1.3);
    const wide = random.between(0.02, 0.06);
    canvas.paint(
      polygon([
        [from - wide, -0.1],
        [from + wide, -0.1],
        [to + wide * 2.4, canvas.high * 0.86],
        [to - wide * 2.4, canvas.high * 0.86],
      ]),
      { color: palette.sun, alpha: 0.13, soft: 0.06, plain: true },
    );
  }
}

function ferns({ canvas, palette, random }: Stage, from: number, to: number, count: number, size: number): void {
  for (let index = 0; index < count; index++) {
    const y = from + ((index + 1) / count) * (to - from);
    const x = random.between(0, canvas.wide);
    const color = tone(mix(palette.grass, palette.leaf, random.next()), random.between(-0.12, 0.04));
    const leaves = [-60, -30, 0, 30, 60].map((angle) => {
      const bent = ((angle + random.between(-12, 12)) * Math.PI) / 180;
      return ellipse(
        x + Math.sin(bent) * size * 0.5,
        y - Math.cos(bent) * size * 0.5,
        size * 0.1,
        size * 0.52,
        (bent * 180) / Math.PI,
      );
    });
    canvas.paint(join(leaves), { color, to: tone(color, -0.08), plain: canvas.manner.outline === 0 });
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
      canvas.paint(
        ellipse(
          x,
          y,
          random.between(0.02, 0.035),
          random.between(0.08, 0.14),
          (side === 0 ? 1 : -1) * random.between(15, 70),
        ),
        { color: tone(color, random.between(-0.02, 0.05)), soft: 0.006 },
      );
    }
  }
}
