// For words that name nothing drawable: a composition of pure form, chosen and coloured by the words themselves.

import { lch, mix, tone, type Rgb } from '../color.ts';
import { layered } from '../random.ts';
import { circle, ellipse, join, limb, ring, slab, type Shape } from '../shapes.ts';
import { land, type Scene, type Stage } from './stage.ts';

type Scheme = { readonly ground: Rgb; readonly colors: readonly [Rgb, Rgb, Rgb, Rgb, Rgb] };

export const abstract: Scene = (stage) => {
  const { canvas, random } = stage;
  const scheme = schemeOf(stage);
  canvas.wash([
    [0, tone(scheme.ground, 0.03)],
    [1, tone(scheme.ground, -0.04)],
  ]);
  random.pick([flow, cells, circles, strata, bloom])(stage, scheme);
  return { ground: canvas.high * 0.86, horizon: canvas.high * 0.7, water: null, shadows: true, front: () => undefined };
};

function schemeOf({ palette, meaning, random }: Stage): Scheme {
  const dark = palette.time === 'night';
  const base = random.between(0, 360);
  const spread = random.pick([28, 40, 72, 120]);
  const [tint] = meaning.tints;
  const color = (index: number): Rgb => {
    const made = lch(
      (dark ? 0.5 : 0.56) + index * 0.085,
      0.135 - Math.abs(index - 2) * 0.012,
      base + (index - 2) * spread * 0.5,
    );
    return palette.toned(tint ? mix(made, tone(tint, (index - 2) * 0.09), 0.7) : made);
  };
  return {
    ground: palette.toned(dark ? lch(0.2, 0.04, base + 180) : lch(0.95, 0.02, base + 180)),
    colors: [color(0), color(1), color(2), color(3), color(4)],
  };
}

/** Threads that follow a field. */
function flow({ canvas, random, noise }: Stage, { colors }: Scheme): void {
  const field = layered(noise, 2);
  const shift = random.between(0, 70);
  const pace = random.between(0.7, 1.5);
  for (let thread = 0; thread < 230; thread++) {
    let [x, y] = [random.between(-0.1, canvas.wide + 0.1), random.between(-0.1, canvas.high + 0.1)];
    const thick = 0.0016 + random.next() ** 3 * 0.011;
    const line: Shape[] = [];
    for (let step = 0; step < 26; step++) {
      const angle = field(x * pace + shift, y * pace) * 4.6;
      const [nextX, nextY] = [x + Math.cos(angle) * 0.018, y + Math.sin(angle) * 0.018];
      const taper = Math.sin(((step + 0.5) / 26) * Math.PI);
      line.push(limb([x, y], [nextX, nextY], thick * taper + 0.0004));
      [x, y] = [nextX, nextY];
    }
    // In pieces: the box of a whole winding thread would be most of the canvas.
    for (let from = 0; from < line.length; from += 6)
      canvas.paint(join(line.slice(from, from + 6)), {
        color: random.fork(`${thread}`).pick(colors),
        alpha: 0.85,
        plain: canvas.manner.outline === 0,
      });
  }
}

/** Glass: the region nearest to each of many points. */
function cells({ canvas, random }: Stage, { ground, colors }: Scheme): void {
  const columns = random.between(5, 8);
  const size = canvas.wide / columns;
  const points: { x: number; y: number }[] = [];
  for (let row = -1; row <= canvas.high / size + 1; row++)
    for (let column = -1; column <= columns + 1; column++)
      points.push({ x: (column + random.next()) * size, y: (row + random.next()) * size });
  const focus = { x: canvas.wide * random.between(0.3, 0.7), y: canvas.high * random.between(0.3, 0.7) };
  for (const point of points) {
    const near = points.filter(
      (other) => other !== point && Math.hypot(other.x - point.x, other.y - point.y) < size * 2.6,
    );
    const walls = near.map((other) => {
      const length = Math.hypot(other.x - point.x, other.y - point.y) || 1;
      return {
        nx: (other.x - point.x) / length,
        ny: (other.y - point.y) / length,
        mx: (other.x + point.x) / 2,
        my: (other.y + point.y) / 2,
      };
    });
    const shape: Shape = {
      distance: (x, y) => {
        let most = -1;
        for (const { nx, ny, mx, my } of walls) most = Math.max(most, (x - mx) * nx + (y - my) * ny);
        return most + 0.004;
      },
      box: [point.x - size * 1.6, point.y - size * 1.6, point.x + size * 1.6, point.y + size * 1.6],
    };
    const away = Math.hypot(point.x - focus.x, point.y - focus.y) / canvas.wide;
    const color =
      colors[Math.min(4, Math.floor(away * 6 + random.between(-0.7, 0.7)) % 5)] ??
      colors[Math.abs(Math.round(away * 4)) % 5] ??
      ground;
    canvas.paint(shape, { color: tone(color, random.between(-0.03, 0.06)), to: tone(color, -0.09) });
  }
}

/** Discs, rings and bars that lean on each other. */
function circles({ canvas, random }: Stage, { ground, colors }: Scheme): void {
  const x = canvas.wide * random.between(0.35, 0.65);
  const y = canvas.high * random.between(0.38, 0.6);
  const big = random.between(0.24, 0.33);
  canvas.paint(circle(x, y, big), { color: colors[4], to: colors[2] });
  for (let index = 0; index < 7; index++)
    canvas.paint(ring(x, y, big * (1.12 + index * 0.11), 0.0035 - index * 0.0003), {
      color: random.pick(colors),
      alpha: 0.9 - index * 0.1,
    });
  for (let index = 0; index < 13; index++) {
    const angle = random.between(0, Math.PI * 2);
    const reach = big * random.between(0.5, 1.8);
    const size = random.between(0.012, 0.085);
    const color = random.pick(colors);
    const [cx, cy] = [x + Math.cos(angle) * reach, y + Math.sin(angle) * reach];
    if (random.chance(0.24)) canvas.paint(ring(cx, cy, size, size * 0.16), { color });
    else if (random.chance(0.2))
      canvas.paint(limb([cx - size * 2, cy + size], [cx + size * 2, cy - size], size * 0.14), { color });
    else canvas.paint(circle(cx, cy, size), { color: tone(color, 0.05), to: tone(color, -0.08), alpha: 0.92 });
  }
  canvas.paint(slab(x, y + big * 0.42, big * 1.5, 0.004), { color: ground, alpha: 0.85 });
}

/** Layers like hills or cut paper. */
function strata(stage: Stage, { colors }: Scheme): void {
  const { canvas, random, noise } = stage;
  const wave = layered(noise, 2);
  canvas.paint(circle(canvas.wide * random.between(0.3, 0.7), canvas.high * 0.34, random.between(0.1, 0.17)), {
    color: colors[4],
    to: colors[3],
  });
  const layers = 9;
  for (let index = 0; index < layers; index++) {
    const t = index / (layers - 1);
    const base = canvas.high * (0.36 + t * 0.56);
    const shift = random.between(0, 90);
    const color = mix(
      colors[Math.floor((1 - t) * 4)] ?? colors[0],
      colors[Math.min(4, Math.ceil((1 - t) * 4))] ?? colors[4],
      1 - ((t * 4) % 1),
    );
    const line = land(stage, (x) => base + wave(x * 1.9 + shift, index * 3) * 0.085, 0.8);
    canvas.paint(
      { ...line, distance: (x, y) => line.distance(x, y + 0.012) },
      { color: tone(color, -0.25), alpha: 0.3, soft: 0.03, plain: true },
    );
    canvas.paint(line, { color: tone(color, 0.05), to: tone(color, -0.08) });
  }
}

/** Petals around a centre, ring upon ring. */
function bloom({ canvas, random }: Stage, { colors }: Scheme): void {
  const x = canvas.wide / 2;
  const y = canvas.high / 2;
  const rings = 6;
  const petals = 6 + random.below(7);
  for (let index = 0; index < rings; index++) {
    const t = 1 - index / rings;
    const turnBy = random.between(0, 60);
    for (let petal = 0; petal < petals; petal++) {
      const angle = (petal / petals) * Math.PI * 2 + turnBy;
      const reach = 0.06 + t * 0.3;
      const color = colors[index % 5] ?? colors[0];
      canvas.paint(
        ellipse(
          x + Math.cos(angle) * reach * 0.62,
          y + Math.sin(angle) * reach * 0.62,
          reach * 0.5,
          (reach * 2.2) / petals,
          (angle * 180) / Math.PI,
        ),
        { color: tone(color, 0.06), to: tone(color, -0.1), alpha: 0.88 },
      );
    }
  }
  canvas.paint(circle(x, y, 0.035), { color: colors[4], to: colors[3] });
}
