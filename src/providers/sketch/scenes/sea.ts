// The sea, and its shore when somebody has to stand on it.

import { mix, type Rgb, tone } from '../color.ts';
import { ellipse } from '../shapes.ts';
import { range } from './country.ts';
import { paintSky } from './heavens.ts';
import { has, land, type Scene, type Stage } from './stage.ts';

export const sea: Scene = (stage) => {
  const { canvas, palette, random, noise } = stage;
  const horizon = canvas.high * random.between(0.46, 0.56);
  const light = paintSky(stage, horizon);
  if (has(stage, 'hills', 0.5)) range(stage, horizon + 0.005, random.between(0.1, 0.2), 0.5, 0.3);
  const deep = tone(palette.water, -0.06);
  const ripple = (x: number, y: number) => noise(x * 9, y * 60) * 0.02 + noise(x * 26 + 5, y * 150) * 0.014;
  canvas.paint(
    { distance: (_, y) => horizon - y, box: [0, horizon, canvas.wide, canvas.high] },
    { color: mix(palette.sky[2], palette.water, 0.45), to: deep, grain: ripple, plain: true },
  );
  if (light) glitter(stage, light.x, horizon);
  for (let index = 0; index < 60; index++) {
    const t = random.next();
    const y = horizon + 0.012 + t ** 1.6 * (canvas.high - horizon);
    canvas.paint(ellipse(random.between(0, canvas.wide), y, 0.012 + t * 0.06, 0.0009 + t * 0.0022), {
      color: mix(palette.sky[2], palette.cloud, 0.3),
      alpha: 0.34,
      plain: true,
    });
  }
  const ground = canvas.high * 0.87;
  if (stage.standing) shore(stage, ground - 0.1);
  const surface = canvas.high * 0.74;
  return {
    ground,
    horizon,
    water: surface,
    shadows: stage.standing,
    front: () => {
      if (!stage.standing) swell(stage, surface, deep);
    },
  };
};

/** Light on the water, under whatever shines. */
function glitter({ canvas, palette, random }: Stage, x: number, horizon: number): void {
  for (let index = 0; index < 70; index++) {
    const t = random.next();
    const y = horizon + 0.004 + t ** 1.4 * (canvas.high - horizon);
    canvas.paint(
      ellipse(
        x + random.between(-1, 1) * (0.02 + t * 0.11),
        y,
        random.between(0.008, 0.02) * (1 + t * 2),
        0.0014 + t * 0.002,
      ),
      { color: palette.sun, alpha: 0.6 * (1 - t * 0.5), plain: true },
    );
  }
}

/** Waves before a floating thing: rows of crests with foam. */
function swell(stage: Stage, from: number, deep: Rgb): void {
  const { canvas, palette, random } = stage;
  for (let row = 0; row < 4; row++) {
    const y = from + 0.035 + row * 0.065;
    const shift = random.between(0, 10);
    const high = 0.012 + row * 0.004;
    const wave = (x: number) =>
      y - Math.abs(Math.sin((x * (7 - row) + shift) * 1.3)) ** 1.4 * high - Math.sin(x * 3 + shift) * 0.006;
    const color = mix(tone(palette.water, 0.05), deep, row / 3);
    canvas.paint(
      land(stage, (x) => wave(x) - 0.004, 0.6),
      { color: mix(palette.cloud, palette.water, 0.25), alpha: 0.55, plain: true },
    );
    canvas.paint(land(stage, wave, 0.6), {
      color,
      to: tone(color, -0.1),
      alpha: 0.94,
      plain: canvas.manner.outline === 0,
    });
  }
}

function shore(stage: Stage, y: number): void {
  const { canvas, palette, random, noise } = stage;
  const shift = random.between(0, 40);
  const line = (x: number) => y + noise(x * 1.5 + shift, 2) * 0.045;
  canvas.paint(
    land(stage, (x) => line(x) - 0.022, 0.4),
    { color: palette.cloud, alpha: 0.5, plain: true },
  );
  canvas.paint(
    land(stage, (x) => line(x) - 0.006, 0.4),
    { color: palette.cloud, alpha: 0.92 },
  );
  canvas.paint(
    land(stage, (x) => line(x) + 0.008, 0.4),
    { color: tone(palette.sand, -0.1), plain: true },
  );
  canvas.paint(
    land(stage, (x) => line(x) + 0.034, 0.4),
    { color: palette.sand, to: tone(palette.sand, -0.08), grain: (x, py) => noise(x * 60, py * 130) * 0.02 },
  );
  for (let index = 0; index < 12; index++) {
    const x = random.between(0, canvas.wide);
    const at = line(x) + random.between(0.06, 0.2);
    canvas.paint(ellipse(x, at, random.between(0.004, 0.011), random.between(0.003, 0.007)), {
      color: mix(palette.rock, palette.sand, random.next()),
    });
  }
}
