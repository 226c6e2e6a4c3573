// Space, and the sky above the clouds.

import { hex, lch, mix, tone, type Rgb } from '../color.ts';
import { layered } from '../random.ts';
import { blob, circle, ellipse, join, overlap, place, polygon, slab } from '../shapes.ts';
import { pine } from '../subjects/plants.ts';
import { paintSky, stars } from './heavens.ts';
import { draw, land, type Scene, type Stage } from './stage.ts';

export const space: Scene = (stage) => {
  const { canvas, palette, random, noise } = stage;
  const hue = stage.meaning.tints.length > 0 ? null : random.between(200, 340);
  const deep = palette.toned(hex('#070a1f'));
  const [tint] = stage.meaning.tints;
  const dust = palette.toned(tint ?? lch(0.5, 0.15, hue ?? 0));
  const dust2 = palette.toned(tint ? tone(tint, 0.12) : lch(0.58, 0.14, (hue ?? 0) + 70));
  canvas.wash([
    [0, deep],
    [0.6, mix(deep, dust, 0.22)],
    [1, mix(deep, dust, 0.34)],
  ]);
  canvas.lightFrom(-0.7, -0.7, [0.2, 0.2, 0.36]);
  const cloud = layered(noise, 4);
  const tilt = random.between(-0.8, 0.8);
  const band = (shift: number, high: number) => ({
    distance: (x: number, y: number) =>
      (Math.abs(y - canvas.high * 0.45 - (x - canvas.wide / 2) * tilt + cloud(x * 2 + shift, y * 2) * 0.24) - high) *
      0.55,
    box: [0, 0, canvas.wide, canvas.high] as const,
  });
  canvas.paint(band(3, 0.1), {
    color: dust,
    alpha: 0.5,
    soft: 0.34,
    plain: true,
    grain: (x, y) => cloud(x * 5 + 9, y * 5) * 0.25,
  });
  canvas.paint(band(41, 0.02), {
    color: dust2,
    alpha: 0.55,
    soft: 0.26,
    plain: true,
    grain: (x, y) => cloud(x * 7, y * 7 + 4) * 0.35,
  });
  stars(stage, canvas.high * 1.3, 420);
  const left = random.chance(0.5);
  planet(
    stage,
    canvas.wide * (left ? random.between(0.16, 0.28) : random.between(0.72, 0.84)),
    canvas.high * random.between(0.2, 0.32),
    random.between(0.1, 0.17),
    random.chance(0.6),
  );
  planet(
    stage,
    canvas.wide * (left ? random.between(0.74, 0.9) : random.between(0.1, 0.26)),
    canvas.high * random.between(0.1, 0.5),
    random.between(0.02, 0.045),
    false,
  );
  const ground = canvas.high * 0.86;
  if (stage.standing) moonscape(stage, ground);
  return { ground, horizon: canvas.high * 0.74, water: null, shadows: stage.standing, front: () => undefined };
};

function planet({ canvas, palette, random, noise }: Stage, x: number, y: number, size: number, ringed: boolean): void {
  const base = palette.toned(lch(random.between(0.66, 0.8), 0.11, random.between(0, 360)));
  const globe = circle(x, y, size);
  const tilt = random.between(-26, 26);
  const bands = random.between(5, 11) / size;
  canvas.paint(circle(x, y, size * 1.02), { color: base, alpha: 0.3, soft: size * 0.7, plain: true });
  const band = (front: boolean) => {
    const disc = place(
      { distance: (px, py) => Math.abs(Math.hypot(px, py * 3.6) - 1.72) * 0.5 - 0.11, box: [-2.1, -0.6, 2.1, 0.6] },
      { x, y, scale: size, angle: tilt },
    );
    const half = place(slab(0, front ? 1 : -1, 3, 1), { x, y, scale: size, angle: tilt });
    canvas.paint(overlap(disc, half), { color: tone(base, 0.14, 0.5), alpha: 0.85, plain: true });
  };
  if (ringed) band(false);
  canvas.paint(globe, {
    color: tone(base, 0.05),
    to: tone(base, -0.12),
    plain: true,
    grain: (px, py) =>
      Math.sin((py - y + (px - x) * Math.tan((tilt * Math.PI) / 180)) * bands + noise(px * 22, py * 22) * 1.3) * 0.09,
  });
  canvas.paint(
    overlap(globe, {
      distance: (px, py) => size * 0.96 - Math.hypot(px - x + size * 0.42, py - y + size * 0.42),
      box: globe.box,
    }),
    { color: palette.toned(hex('#0a0c22')), alpha: 0.62, soft: size * 0.5, plain: true },
  );
  if (ringed) band(true);
}

function moonscape(stage: Stage, ground: number): void {
  const { canvas, palette, random, noise } = stage;
  const dust = palette.toned(mix(lch(0.72, 0.03, random.between(0, 360)), palette.rock, 0.3));
  const far = tone(dust, -0.18);
  const shift = random.between(0, 50);
  canvas.paint(
    land(stage, (x) => ground - 0.14 + noise(x * 2.2 + shift, 5) * 0.045, 0.6),
    { color: far, to: tone(far, -0.1) },
  );
  canvas.paint(
    land(stage, (x) => ground - 0.07 + noise(x * 1.5 + shift, 9) * 0.025, 0.4),
    { color: dust, to: tone(dust, -0.22), grain: (x, y) => noise(x * 60, y * 110) * 0.03 },
  );
  for (let index = 0; index < 11; index++) {
    const t = random.next();
    const y = ground - 0.03 + t * (canvas.high - ground + 0.02);
    const size = 0.018 + t * 0.05 * random.between(0.5, 1.2);
    const x = random.between(0, canvas.wide);
    canvas.paint(ellipse(x, y, size, size * 0.28), { color: tone(dust, 0.07), plain: true });
    canvas.paint(ellipse(x, y + size * 0.04, size * 0.9, size * 0.22), {
      color: tone(dust, -0.2),
      to: tone(dust, -0.06),
      plain: true,
    });
  }
}

export const cloudscape: Scene = (stage) => {
  const { canvas, random } = stage;
  const horizon = canvas.high * 0.78;
  paintSky(stage, horizon);
  bank(stage, horizon - 0.03, 0.09, 0.6);
  bank(stage, horizon + 0.05, 0.11, 0.32);
  const ground = canvas.high * 0.74;
  if (stage.standing) island(stage, ground);
  return {
    ground,
    horizon,
    water: null,
    shadows: stage.standing,
    front: () => {
      bank(stage, canvas.high * 0.97, 0.12, 0.06);
      random.next();
    },
  };
};

/** A bank of cloud along a height; `fade` mixes it into the sky behind. */
function bank({ canvas, palette, random }: Stage, y: number, size: number, fade: number): void {
  const count = Math.round(canvas.wide / size) + 4;
  const puffs = Array.from({ length: count }, (_, index) =>
    circle(
      (index - 1) * size * random.between(0.9, 1.1),
      y + random.between(-0.3, 0.3) * size,
      size * random.between(0.7, 1.15),
    ),
  );
  const white: Rgb = mix(palette.cloud, palette.sky[2], fade);
  const floor = {
    distance: (_: number, py: number) => y + size * 0.3 - py,
    box: [0, y, canvas.wide, canvas.high + 0.1] as const,
  };
  canvas.paint(join([...puffs, floor], size * 0.2), { color: white, to: mix(white, palette.sky[1], 0.62) });
}

/** A floating island to stand on. */
function island(stage: Stage, ground: number): void {
  const { canvas, palette, random } = stage;
  const [x, wide] = [canvas.wide / 2, 0.36];
  const rock = polygon(
    [
      [x - wide, ground + 0.01],
      [x - wide * 0.7, ground + 0.1],
      [x - wide * 0.42, ground + 0.13],
      [x - wide * 0.2, ground + 0.24],
      [x + 0.02, ground + 0.2],
      [x + wide * 0.24, ground + 0.27],
      [x + wide * 0.46, ground + 0.12],
      [x + wide * 0.78, ground + 0.09],
      [x + wide, ground + 0.01],
    ],
    0.01,
  );
  canvas.paint(rock, { color: tone(palette.rock, 0.04), to: mix(palette.rock, palette.haze, 0.4) });
  canvas.paint(
    overlap(
      rock,
      polygon([
        [x, ground],
        [x + wide, ground],
        [x + wide * 0.4, ground + 0.3],
        [x + wide * 0.1, ground + 0.2],
      ]),
    ),
    { color: tone(palette.rock, -0.1), alpha: 0.6, plain: true },
  );
  const turf = join(
    [
      ellipse(x, ground + 0.01, wide * 1.03, 0.045),
      ...Array.from({ length: 12 }, (_, index) =>
        circle(x + (index / 11 - 0.5) * wide * 1.86, ground + 0.03, random.between(0.012, 0.03)),
      ),
    ],
    0.02,
  );
  canvas.paint(turf, { color: tone(palette.grass, 0.05), to: tone(palette.grass, -0.09) });
  for (const side of [-0.82, -0.68, 0.74]) {
    const size = random.between(0.04, 0.07);
    draw(stage, pine, palette.leaf, { x: x + wide * side, y: ground + 0.012 - size, scale: size });
  }
  canvas.paint(
    blob([
      [x + wide * 0.5, ground + 0.03],
      [x + wide * 0.56, ground + 0.03],
      [x + wide * 0.58, ground + 0.3],
      [x + wide * 0.5, ground + 0.3],
    ]),
    { color: palette.cloud, alpha: 0.7, soft: 0.01, plain: true },
  );
}
