// People and those who are nearly people.

import { hex, mix, tone } from '../color.ts';
import { blob, both, circle, ellipse, join, limb, overlap, points, polygon, slab } from '../shapes.ts';
import { CREAM, dot, eyes, glow, INK, part, round, type Figure } from './figure.ts';

export const person: Figure = ({ coat }, random) => {
  const skin = hex(random.pick(['#f2c9a4', '#d9a06c', '#a86f47', '#7a4b32', '#f7d7bd']));
  const hair = hex(random.pick(['#3a2a2a', '#6b4226', '#2b2430', '#b0763a', '#7a3a2a']));
  const trousers = hex(random.pick(['#3f4a66', '#5a4a3f', '#44604f']));
  return [
    round(
      both(join([limb([-0.13, 0.4], [-0.14, 0.92], 0.095, 0.08), limb([-0.14, 0.95], [-0.22, 0.96], 0.055)], 0.03)),
      trousers,
    ),
    part(both(ellipse(-0.18, 0.96, 0.12, 0.055)), '#4a3a34'),
    round(limb([0.26, -0.14], [0.38, 0.36], 0.085, 0.07), tone(coat, -0.05)),
    part(circle(0.39, 0.42, 0.07), skin),
    round(blob(points('-0.2,-0.26 0.2,-0.26 0.34,0.1 0.38,0.54 0,0.6 -0.38,0.54 -0.34,0.1')), coat),
    round(limb([-0.26, -0.14], [-0.4, 0.34], 0.085, 0.07), tone(coat, 0.02)),
    part(circle(-0.41, 0.4, 0.07), skin),
    part(limb([0, -0.36], [0, -0.26], 0.085), tone(skin, -0.06)),
    round(
      blob(points('0,-1.0 0.28,-0.9 0.36,-0.6 0.34,-0.34 0.2,-0.3 -0.2,-0.3 -0.34,-0.34 -0.36,-0.6 -0.28,-0.9')),
      hair,
    ),
    round(ellipse(0, -0.58, 0.26, 0.28), skin, 0.05),
    part(blob(points('-0.3,-0.6 -0.26,-0.86 0,-0.94 0.26,-0.86 0.3,-0.6 0.14,-0.74 -0.1,-0.72')), hair),
    dot(both(circle(-0.17, -0.48, 0.05)), '#e58a7a', 0.45),
    ...eyes(0, 0.11, -0.56, 0.034),
    dot(overlap(ellipse(0, -0.46, 0.06, 0.04), slab(0, -0.42, 0.1, 0.04)), '#a8504a'),
    part(
      join([limb([-0.2, -0.26], [0.2, -0.26], 0.07), limb([0.14, -0.22], [0.2, 0.14], 0.065)], 0.03),
      mix(coat, hex('#e9b949'), 0.75),
    ),
  ];
};

export const astronaut: Figure = ({ coat }) => {
  const suit = hex('#f1efec');
  const grey = '#b9bcc6';
  return [
    round(slab(0, 0, 0.42, 0.4, 0.1), grey),
    round(both(limb([-0.17, 0.4], [-0.2, 0.86], 0.16, 0.14)), suit),
    part(both(slab(-0.22, 0.93, 0.17, 0.08, 0.05)), '#8d93a3'),
    round(limb([0.32, -0.1], [0.54, 0.34], 0.13, 0.11), suit),
    round(limb([-0.32, -0.1], [-0.64, -0.42], 0.13, 0.11), suit),
    part(circle(0.57, 0.41, 0.11), coat),
    part(circle(-0.69, -0.48, 0.11), coat),
    round(blob(points('-0.28,-0.26 0.28,-0.26 0.38,0.1 0.32,0.52 -0.32,0.52 -0.38,0.1')), suit, 0.12),
    part(slab(0, 0.12, 0.2, 0.13, 0.04), grey),
    glow(circle(-0.1, 0.1, 0.035), '#ff6b5e'),
    glow(circle(0, 0.1, 0.035), '#ffd166'),
    glow(circle(0.1, 0.1, 0.035), '#5ad1a0'),
    part(slab(0, 0.42, 0.32, 0.035, 0.02), coat),
    round(circle(0, -0.58, 0.42), suit, 0.1),
    part(ellipse(0, -0.56, 0.33, 0.28), '#39415e'),
    round(ellipse(0, -0.55, 0.3, 0.25), '#4a5d9a', 0.2),
    dot(ellipse(-0.13, -0.66, 0.09, 0.05, -25), CREAM, 0.85),
    dot(ellipse(0.16, -0.44, 0.05, 0.025, -25), '#f0a8c8', 0.7),
    part(both(slab(-0.43, -0.56, 0.05, 0.12, 0.04)), coat),
  ];
};

export const robot: Figure = ({ coat }) => {
  const dark = tone(coat, -0.2);
  return [
    dot(limb([0, -0.8], [0, -1.06], 0.02), '#5c6470'),
    glow(circle(0, -1.08, 0.09), '#ff7a6b', 0.07),
    glow(circle(0, -1.08, 0.06), '#ff7a6b'),
    part(both(limb([-0.2, 0.5], [-0.2, 0.88], 0.075)), '#5c6470'),
    round(both(slab(-0.23, 0.93, 0.18, 0.075, 0.06)), dark),
    part(join([limb([0.42, 0], [0.64, 0.26], 0.06), limb([0.64, 0.26], [0.62, 0.46], 0.06)], 0.04), '#5c6470'),
    part(join([limb([-0.42, 0], [-0.68, -0.1], 0.06), limb([-0.68, -0.1], [-0.72, -0.36], 0.06)], 0.04), '#5c6470'),
    round(circle(0.62, 0.52, 0.1), dark),
    round(circle(-0.72, -0.42, 0.1), dark),
    round(slab(0, 0.18, 0.42, 0.38, 0.1), coat, 0.14),
    part(slab(0, 0.14, 0.24, 0.18, 0.04), '#39415e'),
    glow(
      join([
        limb([-0.18, 0.16], [-0.08, 0.16], 0.013),
        limb([-0.08, 0.16], [-0.02, 0.05], 0.013),
        limb([-0.02, 0.05], [0.05, 0.24], 0.013),
        limb([0.05, 0.24], [0.1, 0.14], 0.013),
        limb([0.1, 0.14], [0.18, 0.14], 0.013),
      ]),
      '#7df0c0',
    ),
    ...[-0.14, 0, 0.14].map((x, index) =>
      glow(circle(x, 0.43, 0.04), ['#ff7a6b', '#ffd166', '#7df0c0'][index] ?? '#ffd166'),
    ),
    part(slab(0, -0.24, 0.12, 0.06), '#5c6470'),
    part(both(slab(-0.48, -0.54, 0.07, 0.13, 0.05)), dark),
    round(slab(0, -0.54, 0.44, 0.3, 0.13), coat, 0.1),
    part(slab(0, -0.54, 0.34, 0.2, 0.1), '#2f3550'),
    glow(both(ellipse(-0.15, -0.57, 0.065, 0.085)), '#8ff5ff', 0.05),
    glow(both(ellipse(-0.15, -0.57, 0.055, 0.075)), '#bff9ff'),
    glow(overlap(ellipse(0, -0.44, 0.08, 0.05), slab(0, -0.4, 0.1, 0.045)), '#8ff5ff'),
  ];
};

export const snowman: Figure = ({ coat }) => [
  round(circle(0, 0.58, 0.46), '#f6f9fc', 0.1),
  round(circle(0, -0.02, 0.34), '#f6f9fc', 0.1),
  dot(
    join([
      limb([-0.3, -0.06], [-0.72, -0.34], 0.025, 0.015),
      limb([-0.58, -0.25], [-0.74, -0.2], 0.015),
      limb([0.3, -0.06], [0.72, -0.28], 0.025, 0.015),
      limb([0.58, -0.21], [0.66, -0.4], 0.015),
    ]),
    '#6b4630',
  ),
  round(circle(0, -0.5, 0.26), '#f6f9fc', 0.06),
  part(join([limb([-0.22, -0.28], [0.22, -0.28], 0.075), limb([0.14, -0.24], [0.2, 0.12], 0.07)], 0.04), coat),
  part(join([slab(0, -0.68, 0.3, 0.03, 0.02), slab(0, -0.86, 0.19, 0.18, 0.02)]), '#3a3640'),
  part(slab(0, -0.74, 0.19, 0.035), coat),
  dot(both(circle(-0.09, -0.54, 0.032)), INK),
  part(polygon(points('0,-0.5 -0.26,-0.44 0,-0.42'), 0.012), '#ee8434'),
  ...[-0.02, 0.14, 0.44, 0.62].map((y) => dot(circle(0, y, 0.034), INK)),
];

export const ghost: Figure = ({ coat }) => [
  round(
    blob(
      points(
        '0,-0.9 0.4,-0.74 0.56,-0.3 0.58,0.3 0.66,0.9 0.42,0.78 0.22,0.96 0,0.8 -0.22,0.96 -0.42,0.78 -0.66,0.9 -0.58,0.3 -0.56,-0.3 -0.4,-0.74',
      ),
    ),
    mix(coat, CREAM, 0.5),
    0.1,
  ),
  dot(both(ellipse(-0.18, -0.34, 0.085, 0.13)), INK),
  dot(both(circle(-0.15, -0.4, 0.03)), CREAM),
  dot(ellipse(0, -0.06, 0.07, 0.09), INK),
  dot(both(ellipse(-0.34, -0.14, 0.085, 0.05)), '#f2a0a8', 0.7),
];
