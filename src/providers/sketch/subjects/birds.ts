// Birds, and the one insect that is welcome everywhere.

import { hex, mix, tone, turn } from '../color.ts';
import { blob, both, circle, ellipse, join, limb, overlap, points, polygon, slab } from '../shapes.ts';
import { CREAM, dot, eyes, INK, part, round, type Figure } from './figure.ts';

export const owl: Figure = ({ coat }) => {
  const light = mix(coat, CREAM, 0.62);
  const dark = tone(coat, -0.14);
  const body = blob(
    points(
      '0,-0.86 0.36,-0.84 0.56,-0.98 0.54,-0.5 0.6,0 0.5,0.6 0.22,0.9 0,0.94 -0.22,0.9 -0.5,0.6 -0.6,0 -0.54,-0.5 -0.56,-0.98 -0.36,-0.84',
    ),
  );
  const belly = ellipse(0, 0.36, 0.36, 0.5);
  const rows = [0.08, 0.26, 0.44, 0.62].flatMap((y, row) =>
    [-2, -1, 0, 1, 2].map((column) =>
      part(overlap(belly, ellipse((column + (row % 2) * 0.5) * 0.16, y, 0.055, 0.075)), mix(coat, CREAM, 0.3), {
        alpha: 0.8,
      }),
    ),
  );
  return [
    part(
      both(
        join([
          limb([-0.2, 0.88], [-0.2, 0.98], 0.05),
          limb([-0.2, 0.97], [-0.3, 1], 0.04),
          limb([-0.2, 0.97], [-0.1, 1], 0.04),
        ]),
      ),
      '#e0a23f',
    ),
    round(body, coat),
    part(belly, light),
    ...rows,
    round(both(blob(points('-0.46,-0.26 -0.7,0.1 -0.66,0.56 -0.46,0.8 -0.36,0.4 -0.36,0'))), dark),
    part(both(circle(-0.25, -0.46, 0.27)), light),
    dot(both(circle(-0.25, -0.46, 0.185)), '#f2b93b'),
    dot(both(circle(-0.25, -0.46, 0.115)), INK),
    dot(circle(-0.2, -0.52, 0.04), CREAM),
    dot(circle(0.3, -0.52, 0.04), CREAM),
    part(polygon(points('-0.08,-0.34 0.08,-0.34 0,-0.14'), 0.02), '#e0912f'),
  ];
};

export const bird: Figure = ({ coat }) => {
  const dark = tone(coat, -0.15);
  return [
    round(blob(points('0.3,0.1 0.66,0.02 1.1,-0.2 1.16,-0.06 0.86,0.26 0.4,0.42')), dark),
    dot(
      join([
        limb([-0.04, 0.6], [-0.06, 0.98], 0.025),
        limb([-0.06, 0.98], [-0.2, 1], 0.025),
        limb([0.16, 0.58], [0.16, 0.98], 0.025),
        limb([0.16, 0.98], [0.02, 1], 0.025),
      ]),
      '#8a5a33',
    ),
    round(
      blob(
        points('-0.36,-0.66 -0.08,-0.6 0.1,-0.3 0.42,0 0.5,0.3 0.26,0.62 -0.12,0.68 -0.46,0.4 -0.6,-0.02 -0.62,-0.46'),
      ),
      coat,
    ),
    part(
      blob(points('-0.56,-0.2 -0.34,-0.16 -0.1,0.2 -0.02,0.6 -0.2,0.62 -0.46,0.36 -0.58,0')),
      mix(turn(coat, 150), hex('#f4b184'), 0.7),
    ),
    round(blob(points('-0.06,-0.16 0.24,-0.12 0.6,0.24 0.66,0.42 0.3,0.46 0.02,0.3')), dark),
    part(polygon(points('-0.6,-0.42 -0.9,-0.3 -0.58,-0.26'), 0.02), '#eba937'),
    dot(circle(-0.38, -0.4, 0.065), INK),
    dot(circle(-0.4, -0.43, 0.022), CREAM),
  ];
};

/** The same bird with its wings spread. */
export const seagull: Figure = ({ coat }) => {
  const dark = tone(coat, -0.2);
  return [
    round(blob(points('0,0 0.3,-0.5 0.9,-0.72 1.3,-0.56 0.9,-0.42 0.5,-0.02 0.26,0.2')), dark),
    round(blob(points('0.46,0.1 0.9,0.18 0.86,0.34 0.4,0.3')), dark),
    round(blob(points('-0.5,0.02 -0.3,-0.1 0.1,-0.06 0.56,0.16 0.3,0.34 -0.1,0.34 -0.4,0.2')), coat, 0.16),
    round(blob(points('0.1,0.1 -0.2,-0.44 -0.76,-0.86 -1.2,-0.82 -0.86,-0.6 -0.5,-0.1 -0.1,0.2')), coat),
    part(polygon(points('-0.48,0.02 -0.7,0.12 -0.46,0.13'), 0.015), '#eba937'),
    dot(circle(-0.38, 0.03, 0.035), INK),
  ];
};

export const penguin: Figure = ({ coat }) => [
  part(both(ellipse(-0.2, 0.96, 0.2, 0.07)), '#e99a35'),
  round(both(blob(points('-0.4,-0.3 -0.66,0.1 -0.72,0.5 -0.56,0.46 -0.38,0.2'))), tone(coat, -0.03)),
  round(
    blob(
      points(
        '0,-0.98 0.32,-0.86 0.42,-0.5 0.54,0.1 0.5,0.7 0.24,0.96 0,0.98 -0.24,0.96 -0.5,0.7 -0.54,0.1 -0.42,-0.5 -0.32,-0.86',
      ),
    ),
    coat,
  ),
  part(join([both(circle(-0.15, -0.56, 0.19)), ellipse(0, 0.3, 0.38, 0.6)], 0.12), CREAM),
  dot(both(ellipse(-0.34, -0.24, 0.08, 0.11)), '#f4c04a', 0.85),
  ...eyes(0, 0.16, -0.6, 0.052),
  part(polygon(points('-0.1,-0.48 0.1,-0.48 0,-0.32'), 0.02), '#eba133'),
  part(join([limb([-0.36, -0.18], [0.36, -0.18], 0.075), limb([0.22, -0.16], [0.26, 0.22], 0.075)], 0.04), '#c94a44'),
];

export const duck: Figure = ({ coat }) => [
  round(blob(points('0.4,0.36 0.9,0.02 0.96,0.2 0.7,0.8')), tone(coat, -0.05)),
  round(blob(points('-0.5,0.3 -0.2,0.12 0.2,0.16 0.76,0.3 0.74,0.74 0.3,0.98 -0.3,0.96 -0.62,0.7')), coat),
  round(circle(-0.36, -0.16, 0.36), tone(coat, 0.01)),
  round(blob(points('-0.1,0.42 0.3,0.36 0.62,0.5 0.4,0.76 0,0.74')), tone(coat, -0.06)),
  part(join([ellipse(-0.72, -0.1, 0.2, 0.065, -4), ellipse(-0.68, -0.02, 0.16, 0.05, 6)], 0.02), '#ec8a2f'),
  dot(circle(-0.44, -0.24, 0.065), INK),
  dot(circle(-0.46, -0.27, 0.022), CREAM),
];

export const butterfly: Figure = ({ coat }) => {
  const edge = mix(coat, INK, 0.72);
  const upper = blob(points('-0.04,-0.1 -0.3,-0.72 -0.86,-0.86 -1.04,-0.5 -0.8,-0.06 -0.3,0.1'));
  const lower = blob(points('-0.04,0.06 -0.4,0.06 -0.74,0.24 -0.72,0.66 -0.4,0.8 -0.12,0.5'));
  return [
    round(both(lower), edge),
    round(both(blob(points('-0.08,0.1 -0.4,0.12 -0.64,0.3 -0.6,0.6 -0.38,0.68 -0.16,0.46'))), turn(coat, 30)),
    round(both(upper), edge),
    round(both(blob(points('-0.08,-0.12 -0.32,-0.6 -0.76,-0.72 -0.9,-0.46 -0.7,-0.12 -0.3,0'))), coat),
    dot(both(join([circle(-0.62, -0.46, 0.12), circle(-0.4, 0.4, 0.09)])), CREAM, 0.85),
    dot(both(circle(-0.62, -0.46, 0.06)), edge),
    dot(both(join([limb([0, -0.4], [-0.14, -0.76], 0.018), circle(-0.15, -0.78, 0.035)])), INK),
    round(join([limb([0, -0.3], [0, 0.5], 0.075, 0.035), circle(0, -0.36, 0.085)], 0.04), INK),
  ];
};

/** A bird far away: two strokes. */
export const farBird: Figure = ({ coat }) => [
  dot(
    both(join([limb([0, 0.1], [-0.45, -0.18], 0.05, 0.045), limb([-0.45, -0.18], [-1, 0.02], 0.045, 0.015)], 0.1)),
    coat,
  ),
];

export const crane: Figure = ({ coat }) => [
  dot(
    join([
      limb([0.1, 0.4], [0.06, 0.98], 0.022),
      limb([0.2, 0.4], [0.3, 0.7], 0.022),
      limb([0.3, 0.7], [0.16, 0.82], 0.02),
    ]),
    INK,
  ),
  round(blob(points('0.4,0.14 0.86,0.3 0.9,0.52 0.6,0.5 0.36,0.42')), INK),
  round(blob(points('-0.3,0.1 0,-0.06 0.5,0.12 0.66,0.34 0.2,0.5 -0.16,0.4')), coat),
  part(
    join(
      [
        limb([-0.22, 0.14], [-0.34, -0.3], 0.085, 0.06),
        limb([-0.34, -0.3], [-0.2, -0.66], 0.06, 0.06),
        limb([-0.2, -0.66], [-0.28, -0.84], 0.06, 0.085),
      ],
      0.12,
    ),
    coat,
  ),
  part(limb([-0.33, -0.28], [-0.24, -0.55], 0.06), INK),
  part(slab(-0.27, -0.92, 0.05, 0.03, 0.02), '#cf3d3d'),
  part(polygon(points('-0.34,-0.88 -0.74,-0.78 -0.34,-0.8'), 0.012), '#8f8160'),
  dot(circle(-0.31, -0.86, 0.02), INK),
];
