// The sky: its colours, what shines in it, clouds, and what flies far away.

import { hex, mix, tone, type Rgb } from '../color.ts';
import { layered } from '../random.ts';
import { circle, cut, ellipse, join, overlap, ring, slab, type Shape } from '../shapes.ts';
import { farBird } from '../subjects/birds.ts';
import { draw, has, hasWeather, type Stage } from './stage.ts';

/** Paints the whole sky down to `horizon` and turns the light. Returns where the sun or moon stands, if it shows. */
export function paintSky(stage: Stage, horizon: number): { x: number; y: number } | null {
  const { canvas, palette, random } = stage;
  const [top, middle, low] = palette.sky;
  const share = horizon / canvas.high;
  canvas.wash([
    [0, top],
    [share * 0.58, middle],
    [share, low],
    [1, low],
  ]);
  const covered = hasWeather(stage, 'storm') || hasWeather(stage, 'rain') || hasWeather(stage, 'fog');
  const night = palette.time === 'night';
  if (night && !covered && !stage.meaning.unwanted.has('extra stars'))
    stars(stage, horizon, has(stage, 'stars') ? 260 : 130);
  if (has(stage, 'aurora')) aurora(stage, horizon);
  const light = !covered || has(stage, 'sun') || has(stage, 'moon') ? luminary(stage, horizon) : null;
  canvas.lightFrom(light ? light.x - canvas.wide / 2 : -0.55, -0.85, palette.shadow);
  if (has(stage, 'rainbow')) rainbow(stage, horizon);
  if (covered || has(stage, 'clouds', night ? 0.4 : 0.75)) clouds(stage, horizon, covered);
  if (hasWeather(stage, 'storm')) lightning(stage, horizon);
  if (has(stage, 'birds', night ? 0 : 0.35)) flock(stage, horizon);
  if (has(stage, 'fireworks')) fireworks(stage, horizon);
  random.next();
  return light;
}

export function stars({ canvas, random, palette }: Stage, low: number, count: number): void {
  for (let index = 0; index < count; index++) {
    const y = random.next() ** 1.25 * low;
    const size = 0.0007 + random.next() ** 6 * 0.0034;
    const x = random.between(0, canvas.wide);
    const color = palette.toned(mix(hex('#ffffff'), hex(random.pick(['#ffe2b0', '#bcd4ff', '#ffffff'])), 0.6));
    if (size > 0.002) canvas.paint(circle(x, y, size * 5), { color, alpha: 0.16, soft: size * 9, plain: true });
    canvas.paint(circle(x, y, size), { color, alpha: random.between(0.45, 1) * (1 - (y / low) * 0.5), plain: true });
  }
}

function luminary(stage: Stage, horizon: number): { x: number; y: number } | null {
  const { canvas, palette, random } = stage;
  const night = palette.time === 'night';
  if (!has(stage, night ? 'moon' : 'sun', night ? 0.85 : 0.8)) return null;
  const low = palette.time === 'sunset' || palette.time === 'dawn';
  const x = canvas.wide * (random.chance(0.5) ? random.between(0.16, 0.36) : random.between(0.64, 0.84));
  const y = low ? horizon - random.between(0.08, 0.2) : horizon * random.between(0.2, 0.36);
  const size = random.between(0.055, 0.085) * (low ? 1.35 : 1);
  const glow = (radius: number, alpha: number) =>
    canvas.paint(circle(x, y, radius * 0.5), { color: palette.sun, alpha, soft: radius, plain: true });
  glow(size * 7, night ? 0.16 : low ? 0.4 : 0.32);
  glow(size * 3, night ? 0.24 : 0.46);
  const disc = circle(x, y, size);
  if (night && (stage.meaning.extras.has('moon') ? random.chance(0.4) : random.chance(0.55))) {
    canvas.paint(cut(disc, circle(x + size * 0.5, y - size * 0.24, size * 0.92)), { color: palette.sun, plain: true });
  } else {
    canvas.paint(disc, { color: palette.sun, plain: true });
    if (night)
      for (const [dx, dy, radius] of [
        [-0.3, -0.2, 0.24],
        [0.28, 0.3, 0.18],
        [0.2, -0.42, 0.12],
        [-0.34, 0.4, 0.13],
      ] as const)
        canvas.paint(overlap(circle(x + dx * size, y + dy * size, radius * size), disc), {
          color: tone(palette.sun, -0.09),
          alpha: 0.55,
          soft: 0.006,
          plain: true,
        });
  }
  return { x, y };
}

function clouds(stage: Stage, horizon: number, covered: boolean): void {
  const { canvas, palette, random } = stage;
  const { manner } = canvas;
  const anime = manner.style === 'anime';
  const count = covered ? 9 : random.between(2, 5);
  for (let index = 0; index < count; index++) {
    const far = random.next();
    const size = (covered ? 0.2 : anime ? 0.16 : 0.1) * (0.5 + far) * (canvas.high > canvas.wide ? 0.9 : 1.1);
    const x = random.between(-0.05, canvas.wide + 0.05);
    const y = horizon * (covered ? random.between(0, 0.5) : random.between(0.1, 0.72));
    const shape = random.chance(palette.time === 'sunset' ? 0.55 : 0.15)
      ? streak(stage, x, y, size)
      : heap(stage, x, y, size);
    const shade = mix(palette.cloud, palette.sky[1], palette.time === 'day' ? 0.55 : 0.4);
    canvas.paint(shape, {
      color: mix(palette.cloud, palette.sky[1], covered ? 0.25 : 0.04),
      to: covered ? tone(shade, -0.06) : shade,
      alpha: covered ? 0.85 : 0.94,
      fade: covered ? 0.6 : 0.12,
      plain: manner.outline === 0 && manner.shading !== 'wash',
    });
  }
}

/** A cumulus: round on top, flat below. */
function heap({ random }: Stage, x: number, y: number, size: number): Shape {
  const puffs = Array.from({ length: 7 }, (_, index) => {
    const t = index / 6 - 0.5;
    const radius = size * (0.62 - Math.abs(t) * 0.72) * random.between(0.75, 1.15);
    return circle(x + t * size * 2.5, y - radius * 0.72, radius);
  });
  return overlap(join(puffs, size * 0.16), slab(x, y - size, size * 2.4, size));
}

function streak({ random }: Stage, x: number, y: number, size: number): Shape {
  return join(
    Array.from({ length: 4 }, () =>
      ellipse(
        x + random.between(-1, 1) * size,
        y + random.between(-0.12, 0.12) * size,
        size * random.between(0.8, 2),
        size * random.between(0.04, 0.1),
      ),
    ),
    size * 0.1,
  );
}

function aurora({ canvas, random, noise, palette }: Stage, horizon: number): void {
  const fine = layered(noise, 3);
  for (const [index, color] of ['#4df0b0', '#3fd0d8', '#a070f0'].entries()) {
    const y = horizon * (0.3 + index * 0.13);
    const shift = random.between(0, 60);
    const curtain: Shape = {
      distance: (px, py) => Math.abs(py - y - fine(px * 2.2 + shift, index) * horizon * 0.2) * 0.5 - horizon * 0.075,
      box: [0, 0, canvas.wide, horizon],
    };
    canvas.paint(curtain, {
      color: palette.toned(hex(color)),
      alpha: 0.42,
      soft: horizon * 0.17,
      plain: true,
      grain: (px) => fine(px * 26 + shift, 3) * 0.28,
    });
  }
}

function rainbow({ canvas, random, palette }: Stage, horizon: number): void {
  const x = canvas.wide * random.between(0.35, 0.65);
  for (const [index, color] of ['#ef5350', '#ff9f43', '#ffe066', '#6fcf78', '#4fa8e8', '#8a6fd8'].entries())
    canvas.paint(
      overlap(ring(x, horizon, horizon * 0.8 - index * 0.019, 0.011), slab(x, horizon / 2, 3, horizon / 2)),
      {
        color: palette.toned(hex(color)),
        alpha: 0.55,
        soft: 0.014,
        plain: true,
      },
    );
}

function lightning({ canvas, random, palette }: Stage, horizon: number): void {
  let [x, y] = [canvas.wide * random.between(0.2, 0.8), 0.05];
  const bolts: Shape[] = [];
  while (y < horizon) {
    const [nextX, nextY] = [x + random.between(-0.06, 0.06), y + random.between(0.03, 0.08)];
    bolts.push(segment(x, y, nextX, nextY));
    [x, y] = [nextX, nextY];
  }
  const bolt = join(bolts);
  canvas.paint(bolt, { color: palette.toned(hex('#cfd8ff')), alpha: 0.3, soft: 0.09, plain: true });
  canvas.paint(bolt, { color: palette.toned(hex('#fffbe6')), plain: true });
}

function segment(x1: number, y1: number, x2: number, y2: number): Shape {
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  return ellipse((x1 + x2) / 2, (y1 + y2) / 2, length * 0.56, 0.0035, (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI);
}

function flock(stage: Stage, horizon: number): void {
  const { canvas, palette, random } = stage;
  const x = canvas.wide * random.between(0.25, 0.75);
  const y = horizon * random.between(0.25, 0.55);
  const color: Rgb = mix(palette.sky[0], hex('#20202c'), 0.55);
  for (let index = 0; index < 6; index++)
    draw(stage, farBird, color, {
      x: x + random.between(-0.16, 0.16),
      y: y + random.between(-0.06, 0.06),
      scale: random.between(0.01, 0.02),
      angle: random.between(-14, 14),
    });
}

function fireworks({ canvas, random, palette }: Stage, horizon: number): void {
  for (let burst = 0; burst < 5; burst++) {
    const x = canvas.wide * random.between(0.12, 0.88);
    const y = horizon * random.between(0.12, 0.6);
    const radius = random.between(0.08, 0.17);
    const color = palette.toned(hex(random.pick(['#ffd166', '#ff6b8a', '#7df0e0', '#c99bff', '#ffa25c'])));
    canvas.paint(circle(x, y, radius * 0.4), { color, alpha: 0.3, soft: radius * 1.6, plain: true });
    const rays = 26;
    for (let ray = 0; ray < rays; ray++) {
      const angle = (ray / rays) * Math.PI * 2;
      const reach = radius * random.between(0.82, 1.05);
      for (const [along, size] of [
        [0.45, 0.0022],
        [0.62, 0.0026],
        [0.8, 0.0032],
        [1, 0.0042],
      ] as const)
        canvas.paint(
          circle(
            x + Math.cos(angle) * reach * along,
            y + Math.sin(angle) * reach * along + along * along * radius * 0.14,
            size,
          ),
          { color: mix(color, hex('#ffffff'), 1 - along), alpha: 0.35 + along * 0.6, plain: true },
        );
    }
  }
}
