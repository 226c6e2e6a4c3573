// Things one can put on a table or hang up.

import { hex, mix, tone } from '../color.ts';
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
import { CREAM, dot, eyes, glow, part, round, type Figure } from './figure.ts';

const steam = (x: number) =>
  join(
    [
      limb([x, -0.36], [x + 0.08, -0.56], 0.02, 0.045),
      limb([x + 0.08, -0.56], [x - 0.05, -0.8], 0.045, 0.04),
      limb([x - 0.05, -0.8], [x + 0.05, -1.02], 0.04, 0.012),
    ],
    0.12,
  );

export const cup: Figure = ({ coat }) => {
  const bowl = blob(points('-0.56,-0.12 0.56,-0.12 0.54,0.3 0.4,0.7 0.2,0.86 -0.2,0.86 -0.4,0.7 -0.54,0.3'));
  return [
    ...[-0.2, 0.14].map((x) => part(steam(x), CREAM, { alpha: 0.5, soft: 0.03, plain: true })),
    round(ellipse(0, 0.9, 0.86, 0.12), mix(coat, CREAM, 0.5)),
    part(ellipse(0, 0.87, 0.6, 0.065), tone(mix(coat, CREAM, 0.5), -0.08)),
    part(ring(0.64, 0.24, 0.2, 0.055), coat),
    round(bowl, coat, 0.14),
    part(ellipse(0, -0.12, 0.58, 0.13), tone(coat, 0.06)),
    part(ellipse(0, -0.11, 0.51, 0.1), '#8a5230'),
    dot(ellipse(-0.14, -0.13, 0.2, 0.03, -4), '#c08a55', 0.8),
    part(
      overlap(
        bowl,
        join(
          [-0.42, -0.14, 0.14, 0.42].map((x) =>
            place(polygon(points('0,-0.11 0.09,0 0,0.11 -0.09,0'), 0.01), { x, y: 0.34, scale: 1 }),
          ),
        ),
      ),
      CREAM,
    ),
  ];
};

export const teapot: Figure = ({ coat }) => [
  part(
    join(
      [limb([0.4, 0], [0.86, -0.06], 0.06), limb([0.86, -0.06], [0.9, 0.4], 0.06), limb([0.9, 0.4], [0.5, 0.6], 0.06)],
      0.1,
    ),
    tone(coat, -0.05),
  ),
  round(blob(points('-0.4,0.36 -0.7,0.1 -0.8,-0.24 -1.06,-0.26 -0.98,0.2 -0.66,0.68 -0.4,0.74')), tone(coat, -0.03)),
  round(
    blob(points('0,-0.26 0.42,-0.16 0.66,0.2 0.6,0.64 0.34,0.92 -0.34,0.92 -0.6,0.64 -0.66,0.2 -0.42,-0.16')),
    coat,
    0.14,
  ),
  round(ellipse(0, -0.22, 0.34, 0.11), tone(coat, 0.06)),
  round(circle(0, -0.38, 0.09), '#e0b04a'),
  part(
    join(
      Array.from({ length: 5 }, (_, index) =>
        place(ellipse(0, -0.13, 0.08, 0.12), { x: 0, y: 0.36, scale: 1, angle: index * 72 }),
      ),
    ),
    CREAM,
  ),
  dot(circle(0, 0.36, 0.06), '#e0b04a'),
];

export const book: Figure = ({ coat }) => [
  round(blob(points('-1,0.3 -0.5,0.2 0,0.34 0.5,0.2 1,0.3 1,0.92 0.5,0.84 0,0.98 -0.5,0.84 -1,0.92'), 4), coat),
  part(both(blob(points('0,0.28 -0.3,0.14 -0.66,0.12 -0.94,0.2 -0.94,0.8 -0.6,0.72 -0.3,0.76 0,0.9'), 5)), CREAM),
  ...[0.3, 0.42, 0.54, 0.66].map((y) => dot(both(limb([-0.8, y - 0.04], [-0.16, y + 0.02], 0.011)), '#a89a8c', 0.8)),
  dot(limb([0, 0.28], [0, 0.9], 0.012), '#b9a78f'),
  part(polygon(points('0.2,0.7 0.32,0.7 0.32,1.06 0.26,1 0.2,1.06')), '#d8504a'),
];

export const umbrella: Figure = ({ coat }) => {
  const dome = cut(
    circle(0, 0, 0.92),
    join([slab(0, 0.6, 1.2, 0.6), ...[-0.69, -0.23, 0.23, 0.69].map((x) => ellipse(x, 0.02, 0.235, 0.13))]),
  );
  return [
    part(limb([0, -0.96], [0, 0.84], 0.026), '#6b4630'),
    part(overlap(ring(0.13, 0.84, 0.13, 0.03), slab(0.13, 0.98, 0.3, 0.14)), '#6b4630'),
    round(dome, coat, 0.12),
    part(overlap(dome, cut(ellipse(0, 0, 0.5, 0.94), ellipse(0, 0, 0.24, 0.96))), mix(coat, CREAM, 0.4)),
  ];
};

export const lantern: Figure = ({ coat }) => {
  const paper = ellipse(0, 0, 0.62, 0.52);
  return [
    dot(limb([0, -1], [0, -0.5], 0.014), '#5b4338'),
    glow(circle(0, 0, 0.62), '#ffb35c', 0.5),
    { ...round(paper, coat, -0.04), glows: true },
    glow(ellipse(0, 0.06, 0.3, 0.34), '#ffe29a', 0.42),
    ...[-0.4, 0, 0.4].map((x) =>
      dot(overlap(paper, limb([x * 0.9, -0.52], [x * 0.9, 0.52], 0.011)), tone(coat, -0.16), 0.55),
    ),
    part(join([slab(0, -0.52, 0.24, 0.05, 0.02), slab(0, 0.52, 0.24, 0.05, 0.02)]), '#d9a441'),
    part(join([-0.1, 0, 0.1].map((x) => limb([x, 0.56], [x, 0.94 - Math.abs(x)], 0.022))), coat),
  ];
};

export const cake: Figure = ({ coat }) => [
  round(ellipse(0, 0.94, 0.86, 0.1), '#d9d3cc'),
  round(slab(0, 0.62, 0.68, 0.32, 0.06), CREAM, 0.08),
  round(
    join(
      [
        slab(0, 0.38, 0.68, 0.1, 0.06),
        ...[-0.54, -0.27, 0, 0.27, 0.54].map((x, index) => limb([x, 0.4], [x, 0.54 + (index % 2) * 0.1], 0.1)),
      ],
      0.04,
    ),
    coat,
  ),
  round(slab(0, 0.1, 0.46, 0.24, 0.06), CREAM, 0.08),
  round(
    join(
      [
        slab(0, -0.08, 0.46, 0.09, 0.06),
        ...[-0.34, -0.11, 0.12, 0.35].map((x, index) => limb([x, -0.06], [x, 0.06 + (index % 2) * 0.09], 0.09)),
      ],
      0.04,
    ),
    coat,
  ),
  ...[-0.24, 0, 0.24].flatMap((x) => [
    part(slab(x, -0.34, 0.032, 0.18), '#8fc7e8'),
    glow(ellipse(x, -0.62, 0.09, 0.14), '#ffb35c', 0.14),
    glow(ellipse(x, -0.61, 0.036, 0.075), '#fff0b0'),
  ]),
];

export const guitar: Figure = ({ coat }) => [
  round(slab(0, -0.52, 0.055, 0.5), '#6b4630'),
  round(slab(0, -1.02, 0.09, 0.12, 0.03), '#4a3128'),
  round(join([circle(0, 0.56, 0.44), circle(0, 0.06, 0.3)], 0.16), coat, 0.1),
  part(circle(0, 0.26, 0.13), '#4a3128'),
  part(slab(0, 0.72, 0.18, 0.035, 0.02), '#4a3128'),
  dot(join([-0.025, 0, 0.025].map((x) => limb([x, -1], [x, 0.72], 0.005))), '#f0e2c0', 0.9),
];

export const heart: Figure = ({ coat }) => [
  round(
    blob(
      points('0,-0.42 0.3,-0.74 0.74,-0.66 0.88,-0.22 0.62,0.26 0,0.9 -0.62,0.26 -0.88,-0.22 -0.74,-0.66 -0.3,-0.74'),
    ),
    coat,
    0.12,
  ),
  dot(ellipse(-0.46, -0.38, 0.12, 0.2, 30), CREAM, 0.5),
];

export const dumpling: Figure = ({ coat }) => [
  round(blob(points('-0.86,0.5 -0.6,0 0,-0.26 0.6,0 0.86,0.5 0.6,0.9 -0.6,0.9')), mix(coat, hex('#fff6e6'), 0.5), 0.1),
  ...[-0.5, -0.26, 0, 0.26, 0.5].map((x) =>
    dot(limb([x, -0.16 + x * x * 0.7], [x * 1.14, 0.1 + x * x * 0.5], 0.018), '#d6b98f'),
  ),
  ...eyes(0, 0.2, 0.4, 0.05),
  dot(both(circle(-0.36, 0.52, 0.07)), '#f2a0a8', 0.6),
  dot(overlap(ellipse(0, 0.5, 0.07, 0.05), slab(0, 0.55, 0.1, 0.045)), '#a8504a'),
];
