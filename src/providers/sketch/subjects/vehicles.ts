// What carries people, on the road, on water, through the air and beyond it.

import { hex, mix, tone, turn } from '../color.ts';
import {
  blob,
  both,
  circle,
  cut,
  ellipse,
  join,
  limb,
  overlap,
  place,
  points,
  polygon,
  ring,
  slab,
} from '../shapes.ts';
import { CREAM, dot, glow, INK, part, round, type Figure, type Part } from './figure.ts';

const GLASS = hex('#bfe3ee');

function wheel(x: number, y: number, radius: number): Part[] {
  return [
    part(circle(x, y, radius), '#36323c'),
    part(circle(x, y, radius * 0.52), '#c9ccd2'),
    dot(circle(x, y, radius * 0.18), '#6d6a75'),
  ];
}

export const car: Figure = ({ coat }) => [
  round(blob(points('-0.56,0.3 -0.4,-0.1 -0.2,-0.18 0.3,-0.18 0.5,-0.06 0.74,0.32'), 8), tone(coat, 0.02)),
  part(blob(points('-0.44,0.26 -0.33,-0.02 -0.18,-0.08 0.03,-0.08 0.03,0.26'), 5), GLASS),
  part(blob(points('0.11,-0.08 0.28,-0.08 0.44,0.02 0.58,0.26 0.11,0.26'), 5), GLASS),
  round(join([slab(0, 0.52, 1, 0.22, 0.2), slab(-0.1, 0.42, 0.82, 0.16, 0.12)], 0.08), coat, 0.14),
  dot(slab(0, 0.5, 0.98, 0.018), CREAM, 0.7),
  ...wheel(-0.56, 0.76, 0.24),
  ...wheel(0.56, 0.76, 0.24),
  glow(ellipse(-0.95, 0.44, 0.05, 0.08), '#fff0b0'),
  dot(ellipse(0.96, 0.44, 0.035, 0.07), '#d8504a'),
  dot(slab(0.16, 0.38, 0.06, 0.014, 0.01), tone(coat, -0.2)),
];

export const bicycle: Figure = ({ coat }) => {
  const tyre = (x: number): Part[] => [
    dot(
      join(
        Array.from({ length: 8 }, (_, index) =>
          place(limb([0, 0], [0, 0.4], 0.007), { x, y: 0.54, scale: 1, angle: index * 45 }),
        ),
      ),
      '#9aa0a8',
      0.9,
    ),
    part(ring(x, 0.54, 0.42, 0.035), '#3a3640'),
    dot(circle(x, 0.54, 0.05), '#6d6a75'),
  ];
  const frame = [
    limb([-0.56, 0.54], [-0.36, -0.2], 0.032),
    limb([-0.4, -0.02], [0.28, -0.02], 0.032),
    limb([-0.37, 0.04], [0.02, 0.56], 0.032),
    limb([0.02, 0.56], [0.3, -0.16], 0.032),
    limb([0.02, 0.56], [0.58, 0.54], 0.026),
    limb([0.28, -0.02], [0.58, 0.54], 0.026),
  ];
  return [
    ...tyre(-0.56),
    ...tyre(0.58),
    part(join(frame, 0.02), coat),
    part(blob(points('0.14,-0.2 0.3,-0.26 0.48,-0.24 0.46,-0.16 0.3,-0.15')), '#5b4338'),
    part(
      join(
        [
          limb([-0.36, -0.2], [-0.4, -0.3], 0.025),
          limb([-0.4, -0.3], [-0.6, -0.34], 0.025),
          limb([-0.6, -0.34], [-0.62, -0.26], 0.03),
        ],
        0.03,
      ),
      '#5b4338',
    ),
    part(ring(0.02, 0.56, 0.1, 0.022), '#6d6a75'),
    part(slab(-0.72, -0.08, 0.19, 0.13, 0.03), '#c08d56'),
    ...[
      [-0.84, -0.28, '#ea6f91'],
      [-0.72, -0.32, '#f4c04a'],
      [-0.6, -0.27, '#f0f0ff'],
    ].map(([x, y, color]) => part(circle(Number(x), Number(y), 0.08), String(color))),
  ];
};

export const boat: Figure = ({ coat }) => [
  round(limb([0, 0.5], [0, -0.98], 0.026, 0.018), '#6b4630'),
  round(blob(points('0.07,0.34 0.1,-0.3 0.08,-0.9 0.5,-0.3 0.76,0.3 0.4,0.38'), 8), CREAM, 0.08),
  part(
    overlap(blob(points('0.07,0.34 0.1,-0.3 0.08,-0.9 0.5,-0.3 0.76,0.3 0.4,0.38'), 8), slab(0.4, 0.04, 0.6, 0.09)),
    coat,
  ),
  round(
    blob(points('-0.07,0.34 -0.1,-0.2 -0.07,-0.7 -0.36,-0.16 -0.56,0.28 -0.3,0.36'), 8),
    mix(CREAM, coat, 0.14),
    0.08,
  ),
  part(polygon(points('0,-0.98 -0.24,-0.9 0,-0.82')), coat),
  round(blob(points('-0.94,0.44 -0.4,0.52 0.3,0.52 0.96,0.4 0.84,0.72 0.6,0.98 -0.56,0.98 -0.8,0.76')), coat, 0.14),
  dot(limb([-0.84, 0.6], [0.86, 0.58], 0.02), CREAM, 0.85),
];

export const rocket: Figure = ({ coat }) => {
  const hull = blob(points('0,-1.02 0.2,-0.72 0.32,-0.2 0.3,0.3 0.2,0.6 -0.2,0.6 -0.3,0.3 -0.32,-0.2 -0.2,-0.72'));
  return [
    glow(ellipse(0, 0.86, 0.22, 0.5), '#ff8a3c', 0.22),
    glow(blob(points('-0.17,0.56 0.17,0.56 0.14,0.86 0,1.24 -0.14,0.86')), '#ff9d3d', 0.03),
    glow(blob(points('-0.09,0.56 0.09,0.56 0.07,0.8 0,1.0 -0.07,0.8')), '#fff0b0', 0.03),
    round(both(blob(points('-0.26,0.14 -0.58,0.5 -0.58,0.86 -0.4,0.7 -0.18,0.58'))), coat),
    part(slab(0, 0.6, 0.17, 0.06, 0.02), '#4d4a52'),
    round(hull, '#f2f0ec', 0.16),
    part(overlap(hull, slab(0, -0.9, 0.5, 0.24)), coat),
    part(overlap(hull, slab(0, 0.42, 0.5, 0.06)), coat),
    part(circle(0, -0.2, 0.17), '#7c8796'),
    part(circle(0, -0.2, 0.125), '#7cc6e0'),
    dot(ellipse(-0.04, -0.25, 0.04, 0.025, -35), CREAM, 0.9),
    round(limb([0, 0.3], [0, 0.7], 0.045), coat),
  ];
};

export const balloon: Figure = ({ coat }) => {
  const bag = blob(
    points('0,-1.04 0.44,-0.92 0.68,-0.52 0.58,-0.06 0.2,0.42 0,0.46 -0.2,0.42 -0.58,-0.06 -0.68,-0.52 -0.44,-0.92'),
  );
  const second = turn(mix(coat, CREAM, 0.25), 55);
  const gore = (x: number, wide: number) =>
    blob([
      [0, -1.1],
      [x + wide, -0.5],
      [x * 0.72 + wide * 0.5, 0.1],
      [x * 0.2 + 0.03, 0.5],
      [x * 0.2 - 0.03, 0.5],
      [x * 0.72 - wide * 0.5, 0.1],
      [x - wide, -0.5],
    ]);
  return [
    dot(both(join([limb([-0.18, 0.42], [-0.13, 0.74], 0.01), limb([-0.06, 0.46], [-0.06, 0.74], 0.01)])), '#5b4338'),
    round(bag, coat, 0.12),
    part(overlap(bag, both(gore(-0.46, 0.13))), second),
    part(overlap(bag, gore(0, 0.14)), CREAM),
    dot(overlap(bag, ellipse(-0.32, -0.66, 0.1, 0.26, 22)), CREAM, 0.3),
    part(slab(0, 0.45, 0.2, 0.035, 0.02), tone(coat, -0.15)),
    round(slab(0, 0.86, 0.16, 0.14, 0.05), '#b07c48'),
    part(slab(0, 0.74, 0.18, 0.03, 0.02), '#8a5a33'),
  ];
};

export const train: Figure = ({ coat }) => [
  ...[0.2, 0.42, 0.7].map((size, index) =>
    part(circle(-0.62 + index * 0.3, -0.66 - index * 0.16, 0.1 + size * 0.16), CREAM, { alpha: 0.75 - index * 0.15 }),
  ),
  round(slab(-0.62, -0.24, 0.1, 0.28, 0.02), '#3f3b46'),
  part(slab(-0.62, -0.5, 0.15, 0.05, 0.02), '#3f3b46'),
  round(slab(-0.3, 0.24, 0.62, 0.28, 0.12), coat, 0.14),
  part(slab(-0.3, 0.24, 0.03, 0.28), tone(coat, -0.16)),
  round(slab(0.56, 0.04, 0.36, 0.5, 0.04), tone(coat, 0.02)),
  part(slab(0.56, -0.5, 0.46, 0.06, 0.04), '#3f3b46'),
  part(slab(0.56, -0.16, 0.2, 0.17, 0.03), GLASS),
  part(slab(0, 0.6, 0.94, 0.08, 0.03), '#3f3b46'),
  part(polygon(points('-0.9,0.56 -0.9,0.96 -1.12,0.96'), 0.02), '#c9483f'),
  glow(circle(-0.92, 0.14, 0.09), '#fff0b0'),
  ...wheel(-0.56, 0.78, 0.2),
  ...wheel(-0.06, 0.78, 0.2),
  ...wheel(0.56, 0.72, 0.26),
];

export const spaceship: Figure = ({ coat }) => [
  glow(polygon(points('-0.3,0.3 0.3,0.3 0.8,1.1 -0.8,1.1')), '#b8ffd8', 0.3),
  round(cut(circle(0, -0.06, 0.44), slab(0, 0.5, 1, 0.5)), GLASS, 0.1),
  dot(ellipse(-0.16, -0.28, 0.07, 0.12, 35), CREAM, 0.7),
  round(ellipse(0, 0.12, 1, 0.27), coat, 0.2),
  part(ellipse(0, 0.04, 0.62, 0.11), tone(coat, 0.1)),
  ...[-0.76, -0.4, 0, 0.4, 0.76].map((x) => glow(circle(x, 0.2 - x * x * 0.12, 0.055), '#fff0a0')),
  dot(circle(0, -0.52, 0.03), INK),
];
