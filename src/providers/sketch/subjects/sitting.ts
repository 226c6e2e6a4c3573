// Animals that sit and look at you: one body, many heads.

import { hex, mix, tone, type Rgb } from '../color.ts';
import {
  blob,
  both,
  circle,
  cut,
  ellipse,
  join,
  limb,
  overlap,
  type Point,
  points,
  polygon,
  ring,
  slab,
} from '../shapes.ts';
import { CREAM, dot, eyes, INK, part, round, type Coat, type Figure, type Part } from './figure.ts';

const pear = blob(
  points('0,-0.2 0.25,-0.08 0.36,0.3 0.52,0.66 0.46,0.95 0,1 -0.46,0.95 -0.52,0.66 -0.36,0.3 -0.25,-0.08'),
);

/** Body, belly and paws; `behind` (a tail) is drawn first. */
function sitting(coat: Rgb, belly: Rgb, paws: Rgb, behind: readonly Part[], legs = coat): Part[] {
  const leg = both(join([limb([-0.15, 0.3], [-0.16, 0.9], 0.13, 0.1), ellipse(-0.17, 0.94, 0.13, 0.075)], 0.06));
  return [
    ...behind,
    round(both(ellipse(-0.36, 0.78, 0.24, 0.24)), tone(coat, -0.05)),
    round(pear, coat),
    part(blob(points('0,-0.06 0.2,0.16 0.2,0.5 0,0.72 -0.2,0.5 -0.2,0.16')), belly),
    round(both(ellipse(-0.38, 0.94, 0.17, 0.075)), paws),
    round(leg, legs),
    part(overlap(leg, polygon(points('-1,0.8 1,0.8 1,1.1 -1,1.1'))), paws),
  ];
}

/** A nose and, under it, a small smile. */
function nose(x: number, y: number, size: number, color: Rgb = INK): Part[] {
  const below = slab(x, y + size * 2.4, size * 3, size);
  const smile = join([
    ring(x - size * 0.62, y + size * 1.2, size * 0.62, size * 0.13),
    ring(x + size * 0.62, y + size * 1.2, size * 0.62, size * 0.13),
  ]);
  return [
    dot(join([ellipse(x, y, size, size * 0.62), circle(x, y + size * 0.4, size * 0.4)], size * 0.4), color),
    dot(overlap(smile, below), INK, 0.75),
  ];
}

export const fox: Figure = ({ coat }) => {
  const dark = mix(coat, INK, 0.78);
  const brush = blob([
    [0.2, 0.86],
    [0.55, 0.98],
    [0.92, 0.82],
    [1.08, 0.42],
    [0.98, 0.02],
    [0.78, -0.2],
    [0.74, 0.1],
    [0.62, 0.42],
    [0.36, 0.62],
  ]);
  const face = blob(
    points(
      '0,-0.98 0.28,-0.92 0.46,-0.7 0.56,-0.42 0.3,-0.24 0.1,-0.08 0,-0.04 -0.1,-0.08 -0.3,-0.24 -0.56,-0.42 -0.46,-0.7 -0.28,-0.92',
    ),
  );
  const ear = polygon(points('-0.44,-0.74 -0.46,-1.2 -0.12,-0.92'), 0.03);
  return [
    ...sitting(coat, CREAM, dark, [
      round(brush, coat),
      part(overlap(brush, join([circle(0.86, -0.12, 0.25), ellipse(0.98, 0.05, 0.14, 0.2)], 0.05)), CREAM),
    ]),
    round(both(ear), coat),
    part(both(polygon(points('-0.39,-0.82 -0.41,-1.08 -0.22,-0.9'), 0.02)), dark),
    round(face, tone(coat, 0.03)),
    part(overlap(face, both(blob(points('-0.6,-0.46 -0.38,-0.56 -0.2,-0.42 -0.06,-0.2 0,0 -0.1,0 -0.4,-0.2')))), CREAM),
    ...eyes(0, 0.21, -0.52, 0.058),
    ...nose(0, -0.13, 0.075),
  ];
};

export const wolf: Figure = (coat, random) => fox({ ...coat, coat: coat.named ? coat.coat : hex('#8590a3') }, random);

export const cat: Figure = ({ coat }) => {
  const light = mix(coat, CREAM, 0.6);
  const stripe = tone(coat, -0.17);
  const face = blob(
    points('0,-0.86 0.3,-0.82 0.5,-0.58 0.47,-0.32 0.22,-0.12 0,-0.09 -0.22,-0.12 -0.47,-0.32 -0.5,-0.58 -0.3,-0.82'),
  );
  const curl = join(
    [
      limb([0.36, 0.86], [0.78, 0.82], 0.09),
      limb([0.78, 0.82], [0.92, 0.5], 0.09),
      limb([0.92, 0.5], [0.8, 0.22], 0.09, 0.085),
      limb([0.8, 0.22], [0.92, 0.02], 0.085, 0.075),
    ],
    0.1,
  );
  return [
    ...sitting(coat, light, light, [round(curl, coat)]),
    round(both(polygon(points('-0.42,-0.62 -0.44,-1.06 -0.1,-0.8'), 0.035)), coat),
    part(both(polygon(points('-0.36,-0.72 -0.38,-0.95 -0.2,-0.8'), 0.015)), '#e8a0a0'),
    round(face, tone(coat, 0.02)),
    ...[-0.11, 0, 0.11].map((x) => part(overlap(face, limb([x, -0.9], [x * 0.7, -0.7], 0.032, 0.012)), stripe)),
    part(both(ellipse(-0.1, -0.24, 0.13, 0.1)), light),
    ...[-1, 1].flatMap((side) => [
      dot(ellipse(side * 0.22, -0.45, 0.1, 0.105), '#e9d36b'),
      dot(ellipse(side * 0.22, -0.45, 0.045, 0.098), INK),
      dot(circle(side * 0.22 + 0.03, -0.49, 0.024), CREAM),
    ]),
    ...nose(0, -0.31, 0.05, hex('#c96a6a')),
    ...[-1, 1].flatMap((side) =>
      [0, 1].map((row) =>
        dot(limb([side * 0.16, -0.25 + row * 0.05], [side * 0.56, -0.3 + row * 0.12], 0.007), CREAM, 0.85),
      ),
    ),
  ];
};

export const dog: Figure = ({ coat }) => {
  const light = mix(coat, CREAM, 0.78);
  const dark = tone(coat, -0.22);
  const face = blob(
    points('0,-0.9 0.28,-0.86 0.4,-0.62 0.36,-0.3 0.2,-0.06 0,-0.01 -0.2,-0.06 -0.36,-0.3 -0.4,-0.62 -0.28,-0.86'),
  );
  const ear = blob(points('-0.26,-0.88 -0.46,-0.84 -0.62,-0.52 -0.6,-0.2 -0.46,-0.14 -0.36,-0.42'));
  return [
    ...sitting(coat, light, light, [
      round(
        blob([
          [0.3, 0.9],
          [0.7, 0.82],
          [0.95, 0.5],
          [0.9, 0.36],
          [0.72, 0.56],
          [0.4, 0.68],
        ]),
        coat,
      ),
    ]),
    part(join([limb([-0.24, 0.02], [0.24, 0.02], 0.06)]), '#c9483f'),
    part(circle(0, 0.12, 0.075), '#f0c24b'),
    round(face, coat),
    part(
      overlap(
        face,
        blob(points('0,-0.96 0.07,-0.7 0.08,-0.46 0.25,-0.24 0.22,0.1 -0.22,0.1 -0.25,-0.24 -0.08,-0.46 -0.07,-0.7')),
      ),
      light,
    ),
    round(both(ear), dark),
    ...eyes(0, 0.18, -0.5, 0.06),
    dot(blob(points('-0.07,-0.12 0.07,-0.12 0.06,0.03 0,0.07 -0.06,0.03')), '#e0707a'),
    ...nose(0, -0.26, 0.085),
  ];
};

export const rabbit: Figure = ({ coat }) => {
  const light = mix(coat, CREAM, 0.7);
  const ears = both(ellipse(-0.2, -1.18, 0.13, 0.42, -8));
  const face = ellipse(0, -0.5, 0.42, 0.4);
  return [
    ...sitting(coat, light, light, [round(circle(0.55, 0.8, 0.17), CREAM, 0.04)]),
    round(ears, coat),
    part(both(ellipse(-0.2, -1.16, 0.065, 0.3, -8)), '#efb3b3'),
    round(face, coat),
    part(both(ellipse(-0.1, -0.33, 0.13, 0.11)), light),
    dot(both(circle(-0.3, -0.34, 0.075)), '#ee9f9f', 0.5),
    ...eyes(0, 0.19, -0.54, 0.062),
    ...nose(0, -0.4, 0.042, hex('#d77a83')),
  ];
};

function bearLike({ coat }: Coat, marks: { ears: Rgb; patches: Rgb | null; limbs: Rgb; muzzle: Rgb }): Part[] {
  const face = ellipse(0, -0.52, 0.47, 0.42);
  return [
    ...sitting(coat, mix(coat, marks.muzzle, 0.5), marks.limbs, [], marks.patches ?? coat),
    round(both(circle(-0.36, -0.84, 0.16)), marks.ears),
    part(both(circle(-0.36, -0.84, 0.085)), tone(marks.ears, -0.12)),
    round(face, coat),
    ...(marks.patches === null ? [] : [part(both(ellipse(-0.2, -0.56, 0.12, 0.15, 24)), marks.patches)]),
    part(ellipse(0, -0.36, 0.19, 0.15), marks.muzzle),
    ...eyes(0, 0.2, -0.56, 0.052),
    ...nose(0, -0.42, 0.075),
  ];
}

export const bear: Figure = (coat) => {
  const muzzle = mix(coat.coat, CREAM, 0.55);
  return bearLike(coat, { ears: coat.coat, patches: null, limbs: tone(coat.coat, -0.08), muzzle });
};

export const panda: Figure = (coat) => bearLike(coat, { ears: INK, patches: INK, limbs: INK, muzzle: CREAM });

export const lion: Figure = ({ coat }) => {
  const mane = mix(tone(coat, -0.2), hex('#a4502a'), 0.5);
  const light = mix(coat, CREAM, 0.6);
  const tuft = join([limb([0.4, 0.9], [0.85, 0.7], 0.055), limb([0.85, 0.7], [0.95, 0.3], 0.055)], 0.08);
  const spikes = Array.from({ length: 28 }, (_, index): Point => {
    const angle = (index / 28) * Math.PI * 2;
    const radius = index % 2 === 0 ? 0.74 : 0.62;
    return [Math.cos(angle) * radius, -0.46 + Math.sin(angle) * radius * 0.95];
  });
  return [
    ...sitting(coat, light, light, [round(tuft, coat), round(ellipse(0.96, 0.24, 0.11, 0.17), mane)]),
    round(blob(spikes, 4), mane),
    round(cut(circle(0, -0.44, 0.52), ellipse(0, -0.36, 0.4, 0.42)), tone(mane, -0.06)),
    round(both(circle(-0.36, -0.8, 0.12)), coat),
    round(ellipse(0, -0.44, 0.41, 0.41), coat),
    part(join([both(ellipse(-0.09, -0.24, 0.13, 0.1)), ellipse(0, -0.14, 0.1, 0.08)], 0.05), light),
    ...eyes(0, 0.18, -0.5, 0.055),
    ...nose(0, -0.34, 0.075, hex('#7d3b34')),
  ];
};
