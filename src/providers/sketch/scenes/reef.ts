// The sea from below.

import { hex, mix, type Rgb, tone } from '../color.ts';
import { blob, circle, join, limb, place, type Point, polygon, ring } from '../shapes.ts';
import { fish } from '../subjects/sea-life.ts';
import { draw, land, type Scene, type Stage } from './stage.ts';

export const reef: Scene = (stage) => {
  const { canvas, palette, random, noise } = stage;
  const night = palette.time === 'night';
  const bright = palette.toned(hex(night ? '#2f7fa0' : random.pick(['#8fe0dc', '#9adcec', '#7fd0d0'])));
  const middle = palette.toned(hex(night ? '#123f6a' : random.pick(['#2f9ab5', '#2a86b8', '#2f9a9a'])));
  const dark = palette.toned(hex(night ? '#071a38' : '#123f6b'));
  canvas.wash([
    [0, bright],
    [0.45, middle],
    [1, dark],
  ]);
  canvas.lightFrom(0.1, -1, [0.36, 0.46, 0.66]);
  const source = canvas.wide * random.between(0.3, 0.7);
  for (let index = 0; index < 7; index++) {
    const angle = (index - 3) * 0.17 + random.between(-0.06, 0.06);
    const wide = random.between(0.02, 0.06);
    const end = source + Math.tan(angle) * canvas.high * 0.95;
    canvas.paint(
      polygon([
        [source + angle * 0.3 - wide * 0.4, -0.06],
        [source + angle * 0.3 + wide * 0.4, -0.06],
        [end + wide * 2.6, canvas.high * 0.95],
        [end - wide * 2.6, canvas.high * 0.95],
      ]),
      { color: bright, alpha: 0.13, soft: 0.07, plain: true },
    );
  }
  const ground = canvas.high * 0.88;
  for (let index = 0; index < 3; index++) {
    const depth = (index + 1) / 3;
    const base = canvas.high * (0.72 + index * 0.07);
    const shift = random.between(0, 50);
    const color = mix(middle, mix(dark, palette.sand, 0.32 * depth), 0.25 + depth * 0.6);
    canvas.paint(
      land(stage, (x) => base + noise(x * 2.4 + shift, index) * 0.045, 0.5),
      { color: tone(color, 0.03), to: tone(color, -0.06), grain: (x, y) => noise(x * 50, y * 90) * 0.015 },
    );
    garden(stage, base + 0.05, depth, middle);
  }
  const small = random.pick(palette.accents);
  const [x, y] = [random.between(0.2, 0.8) * canvas.wide, random.between(0.14, 0.34) * canvas.high];
  for (let index = 0; index < 7; index++)
    draw(
      stage,
      fish,
      small,
      {
        x: x + random.between(-0.18, 0.18),
        y: y + random.between(-0.07, 0.07),
        scale: random.between(0.012, 0.022),
        flip: true,
      },
      (color) => mix(color, middle, 0.5),
    );
  bubbles(stage, 26, canvas.high);
  return {
    ground,
    horizon: canvas.high * 0.7,
    water: canvas.high * 0.46,
    shadows: false,
    front: () => garden(stage, canvas.high + 0.02, 1.5, dark),
  };
};

/** Corals and weeds along a height. */
function garden({ canvas, palette, random }: Stage, y: number, depth: number, far: Rgb): void {
  const colors = ['#e8706a', '#f0a35c', '#d96fa8', '#8f6fd0', '#5fb08a', '#e9c46a'] as const;
  const count = depth > 1 ? 8 : 9;
  for (let index = 0; index < count; index++) {
    let x = canvas.wide * ((index + random.next()) / count);
    // Nearest ones grow at the sides, so that they frame instead of hide.
    if (depth > 1) x = x < canvas.wide / 2 ? x * 0.45 : canvas.wide - (canvas.wide - x) * 0.45;
    const color = mix(palette.toned(hex(random.pick(colors))), far, Math.max(0.05, 0.66 - depth * 0.5));
    const size = random.between(0.05, 0.11) * (0.5 + depth * 0.6);
    const kind = random.below(3);
    if (kind === 0) weed(canvas, x, y, size * 1.9, mix(color, hex('#3f8a6a'), 0.6), random.between(-1, 1));
    else if (kind === 1) canvas.paint(coral(x, y, size), { color: tone(color, 0.04), to: tone(color, -0.1) });
    else {
      const bumps = Array.from({ length: 6 }, (_, bump) =>
        circle(
          x + (bump - 2.5) * size * 0.26,
          y - size * (0.3 + 0.25 * Math.sin((bump / 5) * Math.PI)),
          size * random.between(0.2, 0.3),
        ),
      );
      canvas.paint(join(bumps, size * 0.1), { color: tone(color, 0.05), to: tone(color, -0.1) });
    }
  }
}

function coral(x: number, y: number, size: number) {
  const branch = (angle: number, length: number) =>
    place(
      join(
        [
          limb([0, 0], [0, -length], 0.11, 0.085),
          limb([0, -length * 0.55], [length * 0.34, -length * 0.92], 0.075, 0.06),
          limb([0, -length * 0.4], [-length * 0.3, -length * 0.74], 0.075, 0.06),
        ],
        0.1,
      ),
      { x, y, scale: size, angle },
    );
  return join([branch(0, 1.5), branch(-34, 1.2), branch(36, 1.15)], size * 0.1);
}

function weed(canvas: Stage['canvas'], x: number, y: number, size: number, color: Rgb, sway: number): void {
  for (const [dx, tall] of [
    [-0.16, 0.8],
    [0, 1.1],
    [0.16, 0.9],
  ] as const) {
    const side = (t: number, half: number): Point => [
      x + dx * size + Math.sin(t * 5 + sway * 4 + dx * 9) * size * 0.09 * t + half * size * 0.055 * (1 - t * 0.85),
      y - t * tall * size,
    ];
    const steps = [0, 0.2, 0.4, 0.6, 0.8, 1];
    canvas.paint(blob([...steps.map((t) => side(t, -1)), ...steps.toReversed().map((t) => side(t, 1))], 3), {
      color: tone(color, 0.06),
      to: tone(color, -0.08),
    });
  }
}

function bubbles({ canvas, random }: Stage, count: number, high: number): void {
  for (let index = 0; index < count; index++) {
    const [x, y, size] = [
      random.between(0, canvas.wide),
      random.between(0.04, 0.8) * high,
      random.between(0.003, 0.012),
    ];
    canvas.paint(circle(x, y, size), { color: hex('#eafcff'), alpha: 0.14, plain: true });
    canvas.paint(ring(x, y, size, 0.0009), { color: hex('#eafcff'), alpha: 0.6, plain: true });
    canvas.paint(circle(x - size * 0.35, y - size * 0.35, size * 0.22), {
      color: hex('#ffffff'),
      alpha: 0.8,
      plain: true,
    });
  }
}
