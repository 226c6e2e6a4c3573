// What falls and drifts before everything else: snow, rain, fog, petals, leaves, fireflies.

import { hex, mix, tone } from '../color.ts';
import { circle, ellipse, limb } from '../shapes.ts';
import { garland } from './city.ts';
import { has, hasWeather, type Stage } from './stage.ts';

export function paintWeather(stage: Stage, scene: string): void {
  if (scene === 'room' || scene === 'reef' || scene === 'space') return;
  if (hasWeather(stage, 'fog')) fog(stage);
  if (hasWeather(stage, 'rain') || hasWeather(stage, 'storm')) rain(stage);
  if (
    hasWeather(stage, 'snowfall') ||
    (scene === 'snow' && stage.random.chance(0.6) && !stage.meaning.unwanted.has('weather snowfall'))
  )
    snowfall(stage);
  if (has(stage, 'petals')) drifting(stage, ['#f5b5c8', '#f9d0dc', '#ef9ab5'], 70);
  if (has(stage, 'leaves')) drifting(stage, ['#d9692f', '#c2412f', '#e0a23f'], 54);
  const dry = stage.meaning.weather.size === 0;
  if (
    has(
      stage,
      'fireflies',
      dry && stage.palette.time === 'night' && (scene === 'forest' || scene === 'meadow') ? 0.7 : 0,
    )
  )
    fireflies(stage);
  if (has(stage, 'lanterns') && scene !== 'city') garland(stage);
}

function snowfall({ canvas, random, palette }: Stage): void {
  const color = palette.toned(hex('#ffffff'));
  for (let index = 0; index < 190; index++) {
    const near = random.next() ** 3;
    const size = 0.0018 + near * 0.0075;
    canvas.paint(circle(random.between(0, canvas.wide), random.between(0, canvas.high), size), {
      color,
      alpha: 0.88 - near * 0.3,
      soft: 0.0016 + near * 0.008,
      plain: true,
    });
  }
}

function rain({ canvas, random, palette }: Stage): void {
  const color = mix(palette.cloud, palette.sky[2], 0.3);
  for (let index = 0; index < 210; index++) {
    const near = random.next();
    const [x, y] = [random.between(-0.1, canvas.wide), random.between(-0.05, canvas.high)];
    const length = 0.02 + near * 0.05;
    canvas.paint(limb([x, y], [x + length * 0.22, y + length], 0.0006 + near * 0.0008), {
      color,
      alpha: 0.22 + near * 0.26,
      plain: true,
    });
  }
}

function fog({ canvas, random, palette, noise }: Stage): void {
  for (let bank = 0; bank < 4; bank++) {
    const y = canvas.high * (0.42 + bank * 0.14);
    const shift = random.between(0, 50);
    canvas.paint(
      {
        distance: (px, py) => Math.abs(py - y - noise(px * 1.7 + shift, bank) * 0.06) * 0.8 - 0.015,
        box: [0, y - 0.12, canvas.wide, y + 0.12],
      },
      { color: palette.haze, alpha: 0.52, soft: 0.16, plain: true },
    );
  }
}

function drifting({ canvas, random, palette }: Stage, colors: readonly [string, ...string[]], count: number): void {
  for (let index = 0; index < count; index++) {
    const size = random.between(0.005, 0.012);
    const color = palette.seen(hex(random.pick(colors)));
    canvas.paint(
      ellipse(random.between(0, canvas.wide), random.between(0, canvas.high), size, size * 0.5, random.between(0, 180)),
      { color, to: tone(color, 0.06), plain: true },
    );
  }
}

function fireflies({ canvas, random, palette }: Stage): void {
  const color = palette.toned(hex('#f6ff9a'));
  for (let index = 0; index < 42; index++) {
    const [x, y] = [random.between(0, canvas.wide), canvas.high * random.between(0.35, 0.95)];
    const size = random.between(0.0018, 0.004);
    canvas.paint(circle(x, y, size * 2), { color, alpha: 0.36, soft: size * 9, plain: true });
    canvas.paint(circle(x, y, size), { color: tone(color, 0.06), plain: true });
  }
}
