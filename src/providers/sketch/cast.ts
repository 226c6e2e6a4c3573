// Who is in the picture and where: big things stand back, small ones in front, the rest floats or flies.

import { hex, tone, type Rgb } from './color.ts';
import type { Random } from './random.ts';
import { draw, type Spot, type Stage } from './scenes/stage.ts';
import { ellipse, type Box } from './shapes.ts';
import type { SceneName, Subject } from './subjects/figure.ts';
import { SUBJECTS } from './subjects/subjects.ts';
import type { Meaning } from './words.ts';

export type Role = { readonly subject: Subject; readonly color: Rgb; readonly place: 'ground' | 'air' | 'water' };

const ROLES_MOST = 5;

/** Every figure to be drawn, in the order of the words. */
export function castOf(meaning: Meaning, scene: SceneName | null, random: Random): readonly Role[] {
  return meaning.subjects
    .flatMap(({ name, color, count }) => {
      const subject: Subject = SUBJECTS[name];
      return Array.from({ length: count }, () => ({
        subject,
        color: color ?? hex(random.pick(subject.coats)),
        place: placeOf(subject, scene),
      }));
    })
    .slice(0, ROLES_MOST);
}

function placeOf({ habit }: Subject, scene: SceneName | null): Role['place'] {
  if (scene === 'reef') return habit === 'stands' || habit === 'lies' ? 'ground' : 'air';
  if (scene === 'space' && habit === 'swims') return 'air';
  switch (habit) {
    case 'flies':
    case 'swims':
      return 'air';
    case 'floats':
      return scene === 'sea' ? 'water' : 'ground';
    case 'stands':
    case 'lies':
      return 'ground';
  }
}

/** Draws the cast at its places. */
export function paintCast(stage: Stage, cast: readonly Role[], spot: Spot): void {
  // Far before near; where several are as big, in the order of the words.
  const ground = cast.filter(({ place }) => place === 'ground').toSorted((a, b) => b.subject.size - a.subject.size);
  const air = cast.filter(({ place }) => place === 'air');
  const water = cast.filter(({ place }) => place === 'water');
  const together = cast.length > 1;
  spread(stage, ground, (role, x, shrink) => {
    const back = role.subject.size > 1.5 ? (together ? 0.42 : 0.2) : 0;
    const feet =
      spot.ground + (spot.horizon - spot.ground) * back + (back === 0 ? stage.random.between(-0.01, 0.02) : 0);
    const scale = (heightOf(stage, role) * shrink) / 2;
    if (spot.shadows) shade(stage, x, feet, scale);
    draw(stage, role.subject.draw, role.color, { x, y: feet - scale, scale, flip: facesAway(stage, x) });
  });
  spread(stage, water, (role, x, shrink) => {
    const scale = (heightOf(stage, role) * shrink) / 2;
    draw(stage, role.subject.draw, role.color, {
      x,
      y: (spot.water ?? spot.ground) + 0.045 - scale * (role.subject.waterline ?? 0.7),
      scale,
      flip: facesAway(stage, x),
    });
  });
  spread(stage, air, (role, x, shrink) => {
    const high = ground.length > 0 ? stage.canvas.high * 0.26 : stage.canvas.high * 0.42;
    const scale = ((heightOf(stage, role) * shrink) / 2) * (ground.length > 0 ? 0.66 : 1.12);
    // Beside what stands, not on top of it.
    const aside = ground.length === 1 ? (x < stage.canvas.wide / 2 ? -0.26 : 0.26) * stage.canvas.wide : 0;
    const beside = Math.min(stage.canvas.wide - scale, Math.max(scale, x + aside));
    const y = high + (air.length > 1 ? stage.random.between(-0.12, 0.12) : stage.random.between(-0.03, 0.03));
    draw(stage, role.subject.draw, role.color, {
      x: beside,
      y,
      scale,
      flip: facesAway(stage, beside),
      angle: stage.random.between(-7, 7),
    });
  });
}

/** Side by side about the middle, the more the smaller. */
function spread(
  { canvas, random }: Stage,
  roles: readonly Role[],
  paint: (role: Role, x: number, shrink: number) => void,
): void {
  const count = roles.length;
  const shrink = [1, 0.84, 0.7, 0.6, 0.54][count - 1] ?? 1;
  const step = Math.min(0.42, (canvas.wide * 0.94) / Math.max(count, 1));
  const lean = count === 1 ? random.between(-0.17, 0.17) * canvas.wide : random.between(-0.02, 0.02);
  // From the middle outwards, so that the biggest, which is furthest back, does not end up at the rim.
  const start = random.chance(0.5) ? 0 : count - 1;
  for (const [index, role] of roles.entries()) {
    const slot = Math.abs(start - index);
    paint(
      role,
      canvas.wide / 2 + lean + (slot - (count - 1) / 2) * step,
      shrink * (count === 1 ? random.between(0.88, 1.16) : random.between(0.94, 1.05)),
    );
  }
}

/** In units. */
function heightOf({ canvas }: Stage, { subject }: Role): number {
  return Math.min(0.43 * subject.size ** 0.5, canvas.high * 0.62);
}

/** Figures look to the left; one that stands on the left is turned to the middle. */
function facesAway({ canvas, random }: Stage, x: number): boolean {
  const off = x / canvas.wide - 0.5;
  return Math.abs(off) > 0.08 ? off < 0 : random.chance(0.5);
}

/** The shadow on the ground where something stands. */
function shade({ canvas, palette }: Stage, x: number, feet: number, scale: number): void {
  const color = tone(palette.sky[0], palette.time === 'night' ? -0.2 : -0.32);
  const wide = ellipse(x, feet - scale * 0.02, scale * 0.72, scale * 0.1);
  // Past the ends of a flat ellipse its distance is understated, and the blur would be cut off by its box.
  const [left, top, right, bottom] = wide.box;
  const room: Box = [left - scale * 0.2, top, right + scale * 0.2, bottom];
  canvas.paint(
    { ...wide, box: room },
    {
      color,
      alpha: 0.34,
      soft: scale * 0.2,
      plain: true,
    },
  );
  canvas.paint(ellipse(x, feet - scale * 0.01, scale * 0.5, scale * 0.045), {
    color,
    alpha: 0.4,
    soft: scale * 0.07,
    plain: true,
  });
}
