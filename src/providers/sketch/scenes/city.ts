// A city street, by day or under its lights.

import { hex, mix, type Rgb, tone } from '../color.ts';
import { circle, ellipse, join, limb, polygon, slab } from '../shapes.ts';
import { lantern } from '../subjects/things.ts';
import { paintSky } from './heavens.ts';
import { draw, has, hasWeather, type Scene, type Stage } from './stage.ts';

export const city: Scene = (stage) => {
  const { canvas, palette, random } = stage;
  const horizon = canvas.high * random.between(0.7, 0.74);
  paintSky(stage, horizon);
  const neon = stage.meaning.moods.has('neon');
  const dusk = palette.time === 'night' || palette.time === 'sunset';
  for (const [index, depth] of [0.2, 0.5, 0.85].entries()) {
    const wall = mix(
      palette.haze,
      mix(tone(palette.sky[0], dusk ? -0.08 : 0.02), palette.rock, 0.55),
      0.2 + depth * 0.75,
    );
    let x = -0.05 - random.next() * 0.1;
    while (x < canvas.wide) {
      const wide = random.between(0.06, 0.13) * (0.6 + depth * 0.7);
      const middle = Math.abs((x + wide / 2) / canvas.wide - 0.5);
      const high = horizon * random.between(0.3, 0.72) * (1 - depth * 0.32) * (index === 2 ? 0.5 + middle : 1);
      tower(stage, x, horizon - high, wide, horizon + 0.01, tone(wall, random.between(-0.03, 0.03)), depth, neon);
      x += wide + random.between(0, 0.02);
    }
    canvas.paint(
      { distance: (_, y) => Math.abs(y - horizon) - 0.01, box: [0, horizon - 0.03, canvas.wide, horizon + 0.03] },
      { color: palette.haze, alpha: 0.28 * (1 - depth), soft: 0.14, plain: true },
    );
  }
  const ground = canvas.high * 0.87;
  street(stage, horizon, neon || hasWeather(stage, 'rain') || palette.time === 'night');
  if (has(stage, 'lanterns', 0.12)) garland(stage);
  return { ground, horizon, water: null, shadows: true, front: () => undefined };
};

function tower(
  { canvas, palette, random }: Stage,
  x: number,
  top: number,
  wide: number,
  base: number,
  wall: Rgb,
  depth: number,
  neon: boolean,
): void {
  const middle = x + wide / 2;
  const roof = random.below(4);
  const body = slab(middle, (top + base) / 2, wide / 2, (base - top) / 2);
  if (roof === 0) canvas.paint(limb([middle, top], [middle, top - 0.06], 0.0022, 0.001), { color: wall, plain: true });
  if (roof === 1) canvas.paint(slab(middle, top, wide * 0.32, 0.025), { color: tone(wall, 0.01) });
  if (roof === 2)
    canvas.paint(
      polygon([
        [x, top + 0.005],
        [middle, top - wide * 0.45],
        [x + wide, top + 0.005],
      ]),
      { color: tone(wall, 0.02) },
    );
  canvas.paint(body, { color: tone(wall, 0.02), to: mix(wall, palette.haze, 0.35) });
  const night = palette.time === 'night' || palette.time === 'sunset';
  const columns = Math.max(2, Math.round(wide / 0.02));
  const rows = Math.floor((base - top) / 0.028);
  const lamp = palette.toned(hex(neon ? random.pick(['#ff6bd6', '#6be8ff', '#ffd98a', '#b78cff']) : '#ffd98a'));
  const dark = mix(wall, palette.sky[0], 0.45);
  for (let row = 0; row < rows - 1; row++)
    for (let column = 0; column < columns; column++) {
      const on = random.chance(night ? 0.42 : 0.08);
      if (depth < 0.3 && !on) continue;
      const cx = x + ((column + 0.5) / columns) * wide;
      const cy = top + 0.02 + row * 0.028;
      canvas.paint(slab(cx, cy, (wide / columns) * 0.28, 0.0075), {
        color: on ? mix(lamp, palette.haze, 0.35 * (1 - depth)) : dark,
        alpha: on ? 0.95 : 0.5,
        plain: true,
      });
    }
  if (neon && depth > 0.6 && random.chance(0.6)) {
    const color = palette.toned(hex(random.pick(['#ff3fb0', '#3fe0ff', '#ffe14f', '#7dff9a'])));
    const y = top + random.between(0.06, 0.14);
    canvas.paint(slab(middle, y, wide * 0.13, 0.045), { color, alpha: 0.5, soft: 0.05, plain: true });
    canvas.paint(slab(middle, y, wide * 0.11, 0.04, 0.004), { color, plain: true });
    for (const step of [-0.022, 0, 0.022])
      canvas.paint(slab(middle, y + step, wide * 0.065, 0.0055), { color: tone(color, 0.22, 0.4), plain: true });
  }
}

function street({ canvas, palette, random, noise }: Stage, horizon: number, wet: boolean): void {
  const road = mix(tone(palette.rock, palette.time === 'night' ? -0.12 : -0.04), palette.sky[0], 0.3);
  canvas.paint(
    { distance: (_, y) => horizon - y, box: [0, horizon, canvas.wide, canvas.high] },
    {
      color: mix(road, palette.haze, 0.4),
      to: tone(road, -0.06),
      grain: (x, y) => noise(x * 70, y * 150) * 0.012,
      plain: true,
    },
  );
  if (wet) {
    for (let index = 0; index < 44; index++) {
      const color = palette.toned(hex(random.pick(['#ffd98a', '#ff9fd6', '#8fe8ff', '#ffc27a'])));
      canvas.paint(
        ellipse(
          random.between(0, canvas.wide),
          random.between(horizon + 0.02, canvas.high),
          random.between(0.004, 0.014),
          random.between(0.02, 0.07),
        ),
        { color, alpha: random.between(0.1, 0.3), soft: 0.016, plain: true },
      );
    }
  }
  const middle = canvas.wide * 0.5;
  for (const [from, to] of [
    [0.08, 0.16],
    [0.3, 0.46],
    [0.68, 0.98],
  ] as const) {
    const at = (t: number) => horizon + t * (canvas.high - horizon);
    canvas.paint(
      polygon([
        [middle - 0.006 - from * 0.014, at(from)],
        [middle + 0.006 + from * 0.014, at(from)],
        [middle + 0.006 + to * 0.014, at(to)],
        [middle - 0.006 - to * 0.014, at(to)],
      ]),
      { color: mix(palette.cloud, road, 0.2), alpha: 0.7, plain: true },
    );
  }
  for (const side of [0.08, 0.92]) {
    const x = canvas.wide * side;
    const inward = side < 0.5 ? 1 : -1;
    const foot = horizon + 0.05;
    const top = foot - 0.36;
    const pole = tone(road, -0.14);
    canvas.paint(
      join([limb([x, foot], [x, top], 0.006, 0.0045), limb([x, top], [x + inward * 0.06, top - 0.012], 0.0045)], 0.02),
      { color: pole },
    );
    canvas.paint(ellipse(x + inward * 0.066, top - 0.002, 0.022, 0.009), { color: pole });
    if (palette.time !== 'day') {
      canvas.paint(circle(x + inward * 0.066, top + 0.01, 0.05), {
        color: hex('#ffe0a0'),
        alpha: 0.38,
        soft: 0.14,
        plain: true,
      });
      canvas.paint(ellipse(x + inward * 0.066, top + 0.006, 0.014, 0.006), { color: hex('#fff3d0'), plain: true });
    }
  }
}

/** Two strings of lanterns across the picture. */
export function garland(stage: Stage): void {
  const { canvas, random } = stage;
  for (const y of [0.04, 0.13]) {
    const at = (t: number) => y + Math.sin(t * Math.PI) * 0.09;
    const count = Math.round(canvas.wide * 7);
    for (let index = 0; index < count; index++) {
      const from = index / count;
      canvas.paint(
        limb([from * canvas.wide, at(from)], [(from + 1 / count) * canvas.wide, at(from + 1 / count)], 0.0016),
        { color: hex('#4a3a3a'), plain: true },
      );
      const t = from + 0.5 / count;
      const size = random.between(0.028, 0.036);
      draw(stage, lantern, hex(random.pick(['#d83f34', '#e0602f'])), {
        x: t * canvas.wide,
        y: at(t) + size,
        scale: size,
      });
    }
  }
}
