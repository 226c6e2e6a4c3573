// What grows.

import { hex, mix, tone } from '../color.ts';
import { blob, both, circle, ellipse, join, limb, overlap, place, type Point, points, slab } from '../shapes.ts';
import { CREAM, dot, part, round, type Figure, type Part } from './figure.ts';

export const tree: Figure = ({ coat }, random) => {
  const trunk = '#7a5238';
  const crowns: readonly Point[] = [
    [0, -0.62],
    [-0.42, -0.3],
    [0.42, -0.34],
    [-0.2, 0],
    [0.24, 0.02],
    [-0.52, 0.02],
    [0.54, 0],
  ];
  const leaves = crowns.map(([x, y]) =>
    circle(x + random.between(-0.05, 0.05), y + random.between(-0.05, 0.05), random.between(0.3, 0.38)),
  );
  const crown = join(leaves, 0.06);
  return [
    round(
      join(
        [
          limb([0, 1], [0.02, 0.1], 0.12, 0.07),
          limb([0.02, 0.44], [-0.3, 0.1], 0.05, 0.03),
          limb([0.02, 0.5], [0.32, 0.12], 0.05, 0.03),
          limb([-0.2, 1], [0.2, 1], 0.03),
        ],
        0.14,
      ),
      trunk,
    ),
    round(crown, tone(coat, -0.05), 0.14),
    ...leaves.map((leaf) =>
      part(overlap(place(leaf, { x: 0, y: -0.04, scale: 0.86 }), crown), tone(coat, 0.05), { alpha: 0.55 }),
    ),
    ...Array.from({ length: 26 }, () => {
      const x = random.between(-0.7, 0.7);
      const y = random.between(-0.86, 0.16);
      return dot(overlap(crown, ellipse(x, y, 0.055, 0.03, -30)), tone(coat, random.between(0.06, 0.14)), 0.7);
    }),
  ];
};

export const pine: Figure = ({ coat }) => {
  const tier = (y: number, wide: number, high: number): Part =>
    round(
      blob(
        [
          [0, y - high],
          [wide * 0.34, y - high * 0.42],
          [wide, y],
          [wide * 0.5, y + 0.02],
          [0, y + 0.07],
          [-wide * 0.5, y + 0.02],
          [-wide, y],
          [-wide * 0.34, y - high * 0.42],
        ],
        2,
      ),
      tone(coat, (0.5 - y) * 0.06),
      0.12,
    );
  return [
    round(slab(0, 0.88, 0.08, 0.14, 0.02), '#6b4630'),
    tier(0.8, 0.62, 0.7),
    tier(0.42, 0.52, 0.64),
    tier(0.06, 0.42, 0.58),
    tier(-0.3, 0.3, 0.7),
  ];
};

export const flower: Figure = ({ coat }) => {
  const petals = Array.from({ length: 9 }, (_, index) =>
    round(
      place(ellipse(0, -0.34, 0.15, 0.28), { x: 0, y: -0.4, scale: 1, angle: index * 40 }),
      tone(coat, index % 2 === 0 ? 0 : 0.04),
    ),
  );
  return [
    round(join([limb([0, -0.3], [0.05, 0.3], 0.04), limb([0.05, 0.3], [0, 1], 0.04, 0.05)], 0.05), '#5c8f4a'),
    round(blob(points('0.04,0.62 0.2,0.3 0.56,0.2 0.46,0.5 0.2,0.66')), '#6aa254'),
    round(blob(points('0.02,0.8 -0.2,0.46 -0.6,0.4 -0.46,0.7 -0.2,0.84')), '#5c9448'),
    ...petals,
    round(circle(0, -0.4, 0.19), '#f1bd3f', 0.12),
    ...Array.from({ length: 12 }, (_, index) =>
      dot(
        circle(
          Math.cos(index * 2.4) * 0.035 * Math.sqrt(index),
          -0.4 + Math.sin(index * 2.4) * 0.035 * Math.sqrt(index),
          0.018,
        ),
        '#a86c1f',
      ),
    ),
  ];
};

export const mushroom: Figure = ({ coat }) => {
  const cap = blob(points('0,-0.78 0.5,-0.62 0.82,-0.12 0.72,0.08 0,0.14 -0.72,0.08 -0.82,-0.12 -0.5,-0.62'));
  const spots = [
    [0, -0.5, 0.15],
    [-0.42, -0.34, 0.12],
    [0.42, -0.32, 0.13],
    [-0.66, -0.04, 0.09],
    [0.12, -0.14, 0.1],
    [0.66, 0, 0.09],
    [-0.2, -0.08, 0.06],
  ] as const;
  return [
    round(blob(points('-0.2,0 0.2,0 0.22,0.5 0.32,0.94 0,1 -0.32,0.94 -0.22,0.5')), CREAM, 0.12),
    part(ellipse(0, 0.12, 0.52, 0.1), '#d9c3a5'),
    round(cap, coat, 0.14),
    ...spots.map(([x, y, radius]) => part(overlap(cap, ellipse(x, y, radius, radius * 0.86)), CREAM)),
  ];
};

export const cactus: Figure = ({ coat }) => {
  const ribs = [-0.14, 0, 0.14].map((x) => dot(limb([x, -0.66], [x, 0.94], 0.012), tone(coat, -0.12), 0.7));
  return [
    round(
      join([limb([-0.2, 0.3], [-0.56, 0.26], 0.13), limb([-0.58, 0.24], [-0.58, -0.14], 0.13)], 0.06),
      tone(coat, -0.03),
    ),
    round(join([limb([0.2, 0.06], [0.54, 0.02], 0.12), limb([0.56, 0], [0.56, -0.42], 0.12)], 0.06), tone(coat, -0.03)),
    round(limb([0, -0.66], [0, 0.98], 0.26, 0.24), coat),
    ...ribs,
    part(
      join(
        Array.from({ length: 5 }, (_, index) =>
          place(ellipse(0, -0.09, 0.055, 0.1), { x: 0.06, y: -0.92, scale: 1, angle: (index - 2) * 36 }),
        ),
      ),
      '#ea6f91',
    ),
  ];
};

/** A branch of blossom, leaning in from the right. */
export const blossom: Figure = ({ coat }, random) => {
  const flowers = Array.from({ length: 30 }, () => {
    const along = random.next();
    const x = 1 - along * 1.7 + random.between(-0.12, 0.12);
    const y = 0.5 - along * 0.9 + random.between(-0.26, 0.26);
    const size = random.between(0.09, 0.15);
    const petals = join(
      Array.from({ length: 5 }, (_, index) =>
        place(ellipse(0, -0.55, 0.4, 0.52), { x: 0, y: 0, scale: 1, angle: index * 72 }),
      ),
      0.1,
    );
    const turned = random.between(0, 72);
    return [
      part(place(petals, { x, y, scale: size, angle: turned }), mix(coat, CREAM, random.between(0, 0.5))),
      dot(circle(x, y, size * 0.24), '#c2557a', 0.8),
    ];
  }).flat();
  return [
    round(
      join(
        [
          limb([1.1, 0.6], [0.4, 0.2], 0.07, 0.055),
          limb([0.4, 0.2], [-0.1, 0.02], 0.055, 0.035),
          limb([-0.1, 0.02], [-0.7, -0.42], 0.035, 0.012),
          limb([0.4, 0.2], [0.3, -0.3], 0.035, 0.012),
          limb([-0.1, 0.02], [-0.5, 0.1], 0.03, 0.01),
        ],
        0.06,
      ),
      '#5d4037',
    ),
    ...flowers,
  ];
};

export const apple: Figure = ({ coat }) => [
  round(
    blob(
      points(
        '0,-0.36 0.3,-0.5 0.66,-0.36 0.78,0.06 0.62,0.66 0.3,0.96 0,0.9 -0.3,0.96 -0.62,0.66 -0.78,0.06 -0.66,-0.36 -0.3,-0.5',
      ),
    ),
    coat,
    0.16,
  ),
  dot(ellipse(-0.42, -0.1, 0.1, 0.22, 20), CREAM, 0.4),
  round(limb([0, -0.34], [0.07, -0.74], 0.035, 0.045), '#6b4630'),
  round(blob(points('0.06,-0.56 0.26,-0.86 0.6,-0.86 0.42,-0.62')), '#6aa254'),
];

export const pumpkin: Figure = ({ coat }) => [
  round(both(ellipse(-0.5, 0.36, 0.42, 0.58)), tone(coat, -0.07), 0.12),
  round(both(ellipse(-0.26, 0.36, 0.38, 0.62)), tone(coat, -0.02), 0.12),
  round(ellipse(0, 0.36, 0.28, 0.63), tone(coat, 0.03), 0.12),
  round(
    join([limb([0, -0.22], [0.06, -0.5], 0.08, 0.06), limb([0.06, -0.5], [0.2, -0.58], 0.06)], 0.04),
    mix(hex('#5c8f4a'), hex('#6b4630'), 0.4),
  ),
];
