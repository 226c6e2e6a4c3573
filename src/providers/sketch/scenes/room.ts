// A room with a window and a table.

import { hex, mix, tone, turn } from '../color.ts';
import { blob, circle, ellipse, overlap, polygon, slab } from '../shapes.ts';
import { flower } from '../subjects/plants.ts';
import { paintSky } from './heavens.ts';
import { draw, has, type Scene, type Stage } from './stage.ts';

export const room: Scene = (stage) => {
  const { canvas, palette, random, noise } = stage;
  const table = canvas.high * 0.7;
  const paint =
    stage.meaning.tints[0] ?? hex(random.pick(['#d9a58c', '#8fb0a8', '#c9b38a', '#a8a3c9', '#c98f8f', '#86a6bf']));
  const night = palette.time === 'night';
  const wall = palette.toned(tone(paint, night ? -0.28 : 0.03, 0.8));
  const windowX = canvas.wide * (random.chance(0.5) ? random.between(0.24, 0.34) : random.between(0.66, 0.76));
  const windowY = canvas.high * 0.3;
  const half = Math.min(canvas.wide * 0.2, 0.24);
  const tall = Math.min(canvas.high * 0.24, 0.3);
  paintSky(stage, windowY + tall * 1.1);
  for (const [index, depth] of [0.3, 0.6].entries()) {
    const y = windowY + tall * (0.4 + index * 0.25);
    canvas.paint(
      {
        distance: (x, py) => (y + noise(x * 6 + index * 9, 4) * 0.03 - py) * 0.8,
        box: [0, y - 0.04, canvas.wide, canvas.high],
      },
      { color: mix(palette.haze, palette.leaf, depth), plain: true },
    );
  }
  const opening = slab(windowX, windowY, half, tall, 0.01);
  canvas.paint(
    { distance: (x, y) => -opening.distance(x, y), box: [0, 0, canvas.wide, canvas.high] },
    { color: tone(wall, 0.03), to: tone(wall, -0.06), grain: (x, y) => noise(x * 3, y * 3) * 0.02, plain: true },
  );
  const frame = palette.toned(hex(night ? '#6d5f6a' : '#f6efe4'));
  for (const bar of [
    slab(windowX, windowY, 0.006, tall),
    slab(windowX, windowY - tall * 0.16, half, 0.006),
    slab(windowX - half, windowY, 0.012, tall + 0.012),
    slab(windowX + half, windowY, 0.012, tall + 0.012),
    slab(windowX, windowY - tall, half + 0.012, 0.012),
    slab(windowX, windowY + tall, half + 0.035, 0.016),
  ])
    canvas.paint(bar, { color: frame });
  const drape = palette.toned(tone(turn(paint, random.pick([150, 180, 60])), night ? -0.2 : 0, 1.15));
  for (const side of [-1, 1]) {
    const x = windowX + side * (half + 0.02);
    canvas.paint(
      blob([
        [x - 0.05, windowY - tall - 0.04],
        [x + 0.05, windowY - tall - 0.04],
        [x + 0.04 - side * 0.02, windowY],
        [x + 0.055, windowY + tall + 0.06],
        [x - 0.055, windowY + tall + 0.06],
        [x - 0.04 - side * 0.02, windowY],
      ]),
      { color: tone(drape, 0.04), to: tone(drape, -0.08), grain: (px) => Math.sin(px * 170) * 0.025 },
    );
  }
  const wood = palette.toned(hex(random.pick(night ? ['#4a3430', '#53392c'] : ['#b9824f', '#a86f45', '#c9975f'])));
  canvas.paint(
    { distance: (_, y) => table - y, box: [0, table, canvas.wide, canvas.high] },
    {
      color: tone(wood, 0.05),
      to: tone(wood, -0.09),
      plain: true,
      grain: (x, y) => noise(x * 2.2 + Math.sin(y * 20) * 0.1, y * 46) * 0.035,
    },
  );
  canvas.paint(slab(canvas.wide / 2, table + 0.004, canvas.wide, 0.004), { color: tone(wood, 0.12), plain: true });
  if (!night)
    canvas.paint(
      polygon([
        [windowX - half, table + 0.02],
        [windowX + half, table + 0.02],
        [windowX + half * 1.7, canvas.high],
        [windowX - half * 0.6, canvas.high],
      ]),
      { color: palette.sun, alpha: 0.22, soft: 0.05, plain: true },
    );
  picture(stage, canvas.wide - windowX, canvas.high * 0.24);
  if (has(stage, 'flowers', 0.75)) vase(stage, canvas.wide - windowX, table);
  return { ground: canvas.high * 0.88, horizon: table, water: null, shadows: true, front: () => undefined };
};

/** A small framed landscape on the wall. */
function picture({ canvas, palette, random }: Stage, x: number, y: number): void {
  const [half, tall] = random.chance(0.5) ? [0.09, 0.12] : [0.12, 0.09];
  canvas.paint(slab(x + 0.008, y + 0.012, half + 0.012, tall + 0.012), {
    color: hex('#2b2430'),
    alpha: 0.2,
    soft: 0.03,
    plain: true,
  });
  canvas.paint(slab(x, y, half + 0.012, tall + 0.012, 0.004), { color: palette.toned(hex('#8a5f3f')) });
  const sheet = slab(x, y, half, tall);
  const [first, second, third] = palette.accents;
  canvas.paint(sheet, { color: mix(first, hex('#fff6e6'), 0.72), to: mix(first, hex('#fff6e6'), 0.4), plain: true });
  canvas.paint(circle(x + half * 0.35, y - tall * 0.3, 0.024), { color: mix(third, hex('#fff6e6'), 0.2), plain: true });
  canvas.paint(overlap(sheet, ellipse(x - half * 0.5, y + tall * 0.9, half * 1.1, tall * 0.9)), {
    color: second,
    plain: true,
  });
  canvas.paint(overlap(sheet, ellipse(x + half * 0.7, y + tall * 1.1, half * 1.1, tall * 0.8)), {
    color: mix(second, third, 0.6),
    plain: true,
  });
}

function vase(stage: Stage, x: number, table: number): void {
  const { canvas, palette, random } = stage;
  for (const [dx, tall] of [
    [-0.045, 0.115],
    [0.045, 0.125],
    [0, 0.15],
  ] as const)
    draw(stage, flower, random.pick(palette.accents), {
      x: x + dx,
      y: table - 0.09 - tall * 0.4,
      scale: tall * 0.72,
      angle: dx * 200,
    });
  canvas.paint(
    blob([
      [x - 0.035, table - 0.13],
      [x + 0.035, table - 0.13],
      [x + 0.032, table - 0.1],
      [x + 0.065, table - 0.03],
      [x + 0.045, table + 0.03],
      [x - 0.045, table + 0.03],
      [x - 0.065, table - 0.03],
      [x - 0.032, table - 0.1],
    ]),
    { color: palette.seen(hex('#e9eef2')), to: palette.seen(hex('#a9bccb')) },
  );
}
