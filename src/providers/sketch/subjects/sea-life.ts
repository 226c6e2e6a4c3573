// What lives in water.

import { hex, mix, tone, turn } from '../color.ts';
import { blob, both, circle, cut, ellipse, join, limb, overlap, points, polygon, type Shape, slab } from '../shapes.ts';
import { CREAM, dot, eyes, INK, part, round, type Figure } from './figure.ts';

export const fish: Figure = ({ coat }) => {
  const fin = turn(tone(coat, -0.1), -14);
  const body = blob(points('-0.86,0.02 -0.5,-0.4 0,-0.52 0.46,-0.3 0.68,-0.06 0.68,0.1 0.44,0.34 0,0.5 -0.5,0.4'));
  return [
    round(blob(points('0.56,0 0.86,-0.4 1.14,-0.46 1.04,0 1.14,0.5 0.86,0.42')), fin),
    round(blob(points('-0.3,-0.42 0,-0.84 0.4,-0.7 0.46,-0.24')), fin),
    round(blob(points('-0.1,0.44 0.06,0.76 0.3,0.7 0.3,0.36')), fin),
    round(body, coat),
    part(overlap(body, blob(points('-0.34,-0.7 -0.16,-0.7 -0.1,0 -0.16,0.7 -0.34,0.7 -0.26,0'))), CREAM),
    part(overlap(body, blob(points('0.26,-0.7 0.42,-0.7 0.46,0 0.42,0.7 0.26,0.7 0.32,0'))), CREAM),
    round(blob(points('-0.02,0.04 0.24,0 0.3,0.2 0.06,0.28')), fin),
    dot(circle(-0.56, -0.1, 0.115), CREAM),
    dot(circle(-0.58, -0.1, 0.07), INK),
    dot(circle(-0.6, -0.13, 0.025), CREAM),
    dot(limb([-0.82, 0.12], [-0.68, 0.16], 0.016), INK, 0.7),
  ];
};

export const whale: Figure = ({ coat }) => {
  const body = blob(
    points(
      '-1.04,0.1 -0.94,-0.32 -0.5,-0.56 0,-0.5 0.46,-0.16 0.8,-0.1 1.0,-0.34 1.04,-0.16 0.86,0.26 0.4,0.5 -0.3,0.62 -0.86,0.46',
    ),
  );
  const belly = blob(points('-1.2,0.16 -0.8,0.22 -0.3,0.34 0.2,0.34 0.5,0.4 0.2,0.8 -1,0.8'));
  const grooves = [0.36, 0.44, 0.52].map((y) =>
    dot(overlap(body, limb([-0.9, y - 0.04], [-0.1, y + 0.06], 0.01)), tone(coat, -0.1), 0.5),
  );
  const spout = (side: number): Shape =>
    join(
      [
        limb([-0.5, -0.56], [-0.5 + side * 0.06, -0.8], 0.025, 0.035),
        limb([-0.5 + side * 0.06, -0.8], [-0.5 + side * 0.26, -0.88], 0.035),
        limb([-0.5 + side * 0.26, -0.88], [-0.5 + side * 0.34, -0.74], 0.035, 0.05),
      ],
      0.05,
    );
  return [
    part(join([spout(-1), spout(1)], 0.03), '#dff2f7', { alpha: 0.9 }),
    round(
      blob(points('0.84,-0.1 0.8,-0.44 0.62,-0.66 0.86,-0.7 1.02,-0.5 1.2,-0.64 1.4,-0.5 1.18,-0.34 1.02,-0.12')),
      coat,
    ),
    round(body, coat, 0.14),
    part(overlap(body, belly), mix(coat, CREAM, 0.8)),
    ...grooves,
    round(blob(points('-0.36,0.3 -0.1,0.3 0.1,0.66 0,0.8 -0.24,0.62')), tone(coat, -0.06)),
    dot(circle(-0.66, 0.06, 0.055), INK),
    dot(circle(-0.68, 0.035, 0.02), CREAM),
  ];
};

export const turtle: Figure = ({ coat }) => {
  const skin = mix(coat, hex('#c9c06a'), 0.55);
  const shell = blob(points('-0.62,0.2 -0.5,-0.2 -0.1,-0.46 0.34,-0.34 0.7,0.06 0.76,0.26 0,0.38'));
  const plates = [
    [-0.3, -0.06],
    [0.06, -0.2],
    [0.4, -0.04],
    [-0.08, 0.14],
    [0.26, 0.16],
    [0.58, 0.18],
    [-0.46, 0.18],
  ] as const;
  return [
    round(blob(points('0.5,0.2 0.86,0.3 1,0.56 0.6,0.46')), skin),
    round(blob(points('-0.36,0.2 -0.1,0.3 0.16,0.86 -0.1,0.84 -0.4,0.5')), skin),
    round(join([ellipse(-0.92, -0.02, 0.22, 0.18), limb([-0.8, 0.06], [-0.5, 0.16], 0.12)], 0.1), skin),
    round(shell, tone(coat, -0.1)),
    ...plates.map(([x, y]) =>
      part(
        overlap(
          shell,
          polygon(
            [
              [x - 0.14, y],
              [x - 0.06, y - 0.12],
              [x + 0.08, y - 0.12],
              [x + 0.15, y],
              [x + 0.07, y + 0.11],
              [x - 0.07, y + 0.11],
            ],
            0.015,
          ),
        ),
        tone(coat, 0.03),
      ),
    ),
    dot(circle(-1.0, -0.07, 0.04), INK),
    dot(circle(-1.01, -0.085, 0.014), CREAM),
  ];
};

export const octopus: Figure = ({ coat }) => {
  const arms = [-0.62, -0.36, -0.12, 0.12, 0.36, 0.62].flatMap((x, index) => {
    const sway = (index % 2 === 0 ? -1 : 1) * 0.09;
    return [
      limb([x * 0.6, 0.1], [x * 0.96 + sway, 0.52], 0.115, 0.085),
      limb([x * 0.96 + sway, 0.52], [x * 1.26 - sway, 0.84], 0.085, 0.05),
      limb([x * 1.26 - sway, 0.84], [x * 1.5 + sway, 0.9], 0.05, 0.035),
    ];
  });
  return [
    round(join([...arms, ellipse(0, -0.36, 0.55, 0.56), ellipse(0, 0.08, 0.42, 0.2)], 0.09), coat, 0.16),
    dot(both(circle(-0.36, -0.04, 0.075)), mix(coat, hex('#ff8f8f'), 0.6), 0.6),
    dot(join([ellipse(-0.24, -0.7, 0.09, 0.05, -30), ellipse(-0.08, -0.8, 0.05, 0.03, -10)]), CREAM, 0.5),
    ...eyes(0, 0.2, -0.18, 0.075),
    dot(cut(ellipse(0, 0, 0.1, 0.075), slab(0, -0.06, 0.2, 0.07)), INK, 0.8),
  ];
};

export const jellyfish: Figure = ({ coat }) => {
  const light = mix(coat, CREAM, 0.45);
  const threads = [-0.42, -0.22, 0, 0.22, 0.42].map((x, index) => {
    const sway = index % 2 === 0 ? 0.09 : -0.09;
    return part(
      join(
        [
          limb([x, -0.1], [x + sway, 0.24], 0.045, 0.04),
          limb([x + sway, 0.24], [x - sway, 0.6], 0.04, 0.032),
          limb([x - sway, 0.6], [x + sway, 0.98], 0.032, 0.012),
        ],
        0.1,
      ),
      light,
      { alpha: 0.75 },
    );
  });
  const bell = blob(
    points(
      '0,-0.92 0.46,-0.78 0.68,-0.34 0.66,0 0.46,-0.08 0.24,0.02 0,-0.06 -0.24,0.02 -0.46,-0.08 -0.66,0 -0.68,-0.34 -0.46,-0.78',
    ),
  );
  return [
    ...threads,
    { ...round(bell, coat, 0.02), paint: { color: light, to: coat, alpha: 0.9 } },
    dot(ellipse(-0.26, -0.58, 0.12, 0.2, 35), CREAM, 0.35),
    dot(join([-0.3, 0, 0.3].map((x) => circle(x, -0.2, 0.06))), CREAM, 0.4),
  ];
};
