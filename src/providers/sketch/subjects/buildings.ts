// What people build and live in.

import { hex, mix, tone } from '../color.ts';
import {
  blob,
  both,
  circle,
  ellipse,
  join,
  limb,
  overlap,
  place,
  type Point,
  points,
  polygon,
  slab,
} from '../shapes.ts';
import { CREAM, dot, glow, part, round, type Figure, type Part } from './figure.ts';

const LAMP = '#ffd98a';

function lamplit(x: number, y: number, halfWidth: number, halfHeight: number): Part[] {
  return [
    part(slab(x, y, halfWidth + 0.025, halfHeight + 0.025, 0.02), '#5b4338'),
    glow(slab(x, y, halfWidth, halfHeight, 0.01), LAMP),
    dot(
      join([
        limb([x, y - halfHeight], [x, y + halfHeight], 0.012),
        limb([x - halfWidth, y], [x + halfWidth, y], 0.012),
      ]),
      '#5b4338',
    ),
  ];
}

export const house: Figure = ({ coat }) => {
  const wall = mix(coat, CREAM, 0.82);
  return [
    round(slab(0.4, -0.56, 0.1, 0.26), '#9c6b57'),
    round(slab(0, 0.42, 0.68, 0.58), wall),
    part(slab(0, 0.95, 0.7, 0.06), '#a08a7a'),
    round(polygon(points('-0.88,0 -0.52,-0.74 0.52,-0.74 0.88,0'), 0.03), coat, 0.12),
    ...[-0.52, -0.3, -0.08].map((y) =>
      dot(limb([-0.76 - y * 0.3, y], [0.76 + y * 0.3, y], 0.012), tone(coat, -0.14), 0.5),
    ),
    part(slab(-0.02, 0.63, 0.17, 0.37, 0.02), tone(coat, -0.16)),
    dot(circle(0.09, 0.66, 0.025), LAMP),
    ...lamplit(-0.44, 0.36, 0.13, 0.16),
    ...lamplit(0.42, 0.36, 0.13, 0.16),
  ];
};

export const castle: Figure = ({ coat }) => {
  const roof = hex('#5a6fa8');
  const tower = (x: number, top: number, wide: number, bottom = 1): Part[] => [
    round(slab(x, (top + bottom) / 2, wide, (bottom - top) / 2), coat),
    round(slab(x, top, wide + 0.035, 0.05), tone(coat, -0.05)),
    round(
      polygon(
        [
          [x - wide - 0.07, top - 0.04],
          [x, top - wide * 3.4],
          [x + wide + 0.07, top - 0.04],
        ],
        0.012,
      ),
      roof,
      0.14,
    ),
    dot(limb([x, top - wide * 3.4], [x, top - wide * 3.4 - 0.16], 0.009), '#4a3b38'),
    part(
      polygon([
        [x, top - wide * 3.4 - 0.16],
        [x + 0.16, top - wide * 3.4 - 0.11],
        [x, top - wide * 3.4 - 0.06],
      ]),
      '#d8504a',
    ),
    glow(join([slab(x, top + 0.2, wide * 0.26, 0.06), circle(x, top + 0.14, wide * 0.26)]), LAMP),
  ];
  const merlons = [-0.46, -0.28, -0.1, 0.1, 0.28, 0.46].map((x) => slab(x, 0.2, 0.05, 0.07));
  return [
    ...tower(0, -0.3, 0.17),
    ...tower(-0.33, -0.02, 0.11),
    ...tower(0.33, -0.08, 0.11),
    round(join([slab(0, 0.62, 0.56, 0.38), ...merlons]), tone(coat, 0.02)),
    ...tower(-0.66, 0.1, 0.145),
    ...tower(0.66, 0.1, 0.145),
    part(join([slab(0, 0.84, 0.15, 0.17), circle(0, 0.68, 0.15)]), '#5b4338'),
    ...[-0.36, 0.36].map((x) => glow(join([slab(x, 0.56, 0.035, 0.06), circle(x, 0.5, 0.035)]), LAMP)),
  ];
};

export const lighthouse: Figure = ({ coat }) => {
  const tower = polygon(points('-0.21,-0.42 0.21,-0.42 0.33,0.96 -0.33,0.96'));
  const bands = [-0.2, 0.24, 0.68].map((y) => part(overlap(tower, slab(0, y, 0.5, 0.11)), coat));
  return [
    glow(polygon(points('0,-0.62 2.2,-1.02 2.2,-0.36')), '#fff3c0', 0.16),
    round(blob(points('-0.9,1.06 -0.7,0.86 -0.2,0.82 0.3,0.8 0.7,0.9 0.9,1.06')), '#7d746e'),
    round(tower, CREAM, 0.06),
    ...bands,
    round(slab(0, -0.44, 0.28, 0.035), '#4d4a52'),
    part(slab(0, -0.6, 0.15, 0.14), '#4d4a52'),
    glow(slab(0, -0.6, 0.12, 0.11), '#fff0b0'),
    round(blob(points('-0.22,-0.72 -0.14,-0.88 0,-0.98 0.14,-0.88 0.22,-0.72')), coat),
    part(join([slab(0, 0.86, 0.08, 0.1), circle(0, 0.77, 0.08)]), '#5b4338'),
    part(circle(0, 0.02, 0.06), '#5b6f86'),
  ].map((each, index) => (index === 0 ? { ...each, paint: { ...each.paint, alpha: 0.75 } } : each));
};

export const windmill: Figure = ({ coat }, random) => {
  const angle = random.between(10, 80);
  const sail = (turned: number): Part[] => [
    dot(place(limb([0, 0], [0, -0.86], 0.018), { x: 0, y: -0.36, scale: 1, angle: turned }), '#5b4338'),
    part(place(slab(0.09, -0.56, 0.085, 0.3), { x: 0, y: -0.36, scale: 1, angle: turned }), CREAM),
  ];
  return [
    round(polygon(points('-0.24,-0.36 0.24,-0.36 0.38,1 -0.38,1')), CREAM, 0.1),
    round(blob(points('-0.3,-0.34 -0.2,-0.56 0,-0.68 0.2,-0.56 0.3,-0.34')), coat),
    part(join([slab(0, 0.82, 0.11, 0.19), circle(0, 0.64, 0.11)]), '#6b4c3c'),
    ...lamplit(0, 0.2, 0.08, 0.1),
    ...[0, 90, 180, 270].flatMap((quarter) => sail(angle + quarter)),
    dot(circle(0, -0.36, 0.05), '#5b4338'),
  ];
};

export const pagoda: Figure = ({ coat }) => {
  const floors = [0.72, 0.28, -0.12, -0.46].flatMap((y, index) => {
    const wide = 0.52 - index * 0.09;
    const eave = wide + 0.28;
    const roof: Point[] = [
      [-eave, y - 0.2],
      [-wide * 0.8, y - 0.34],
      [-wide * 0.4, y - 0.42],
      [wide * 0.4, y - 0.42],
      [wide * 0.8, y - 0.34],
      [eave, y - 0.2],
      [wide, y - 0.19],
      [0, y - 0.16],
      [-wide, y - 0.19],
    ];
    return [
      round(slab(0, y, wide, 0.26), mix(coat, CREAM, 0.72)),
      ...[-0.5, 0, 0.5].map((place) => glow(slab(place * wide, y + 0.02, wide * 0.13, 0.08), LAMP)),
      part(join([-0.9, -0.28, 0.28, 0.9].map((place) => slab(place * wide, y, 0.022, 0.26))), coat),
      round(blob(roof, 4), tone(coat, -0.16), 0.08),
    ];
  });
  return [
    part(slab(0, 0.97, 0.68, 0.05), '#8d8078'),
    ...floors,
    round(
      join([limb([0, -0.88], [0, -1.16], 0.03, 0.012), circle(0, -0.95, 0.06), circle(0, -1.05, 0.04)], 0.02),
      '#d9a441',
    ),
  ];
};

export const tent: Figure = ({ coat }) => [
  round(polygon(points('0,-0.6 0.95,0.98 -0.95,0.98'), 0.03), coat, 0.1),
  part(polygon(points('0,-0.5 0.3,0.98 -0.3,0.98'), 0.01), tone(coat, -0.22)),
  glow(polygon(points('0,-0.2 0.2,0.98 -0.2,0.98')), LAMP, 0.1),
  part(polygon(points('0,-0.56 -0.06,0.4 -0.42,0.98 -0.3,0.98'), 0.01), tone(coat, 0.05)),
  dot(both(limb([-0.02, -0.62], [-0.1, -0.78], 0.015)), '#5b4338'),
];

export const bridge: Figure = ({ coat }) => {
  const deck = blob(
    points('-1.3,0.8 -0.6,0.36 0,0.2 0.6,0.36 1.3,0.8 1.3,1 0.8,0.98 0.5,0.66 0,0.5 -0.5,0.66 -0.8,0.98 -1.3,1'),
  );
  const posts = [-1, -0.66, -0.33, 0, 0.33, 0.66, 1].map((x) =>
    limb([x, 0.22 + x * x * 0.42], [x, -0.06 + x * x * 0.42], 0.03),
  );
  const rails = [-1, -0.66, -0.33, 0, 0.33, 0.66].map((x) => {
    const next = x + 0.335;
    return limb([x, -0.02 + x * x * 0.42], [next, -0.02 + next * next * 0.42], 0.024);
  });
  return [
    part(join([...posts, ...rails]), coat),
    round(deck, tone(coat, -0.05)),
    dot(both(ellipse(-0.33, 0.05, 0.03, 0.03)), tone(coat, 0.1)),
  ];
};
