// How each style holds the brush: edges, outlines, shading. What happens to the whole sheet afterwards is in finish.ts.

import type { Order } from '../../core/domain/order.ts';

export type Style = NonNullable<Order['style']> | 'plain';

export type Manner = {
  readonly style: Style;
  /** Width of an edge, in units. */
  readonly soft: number;
  /** How far an edge wanders, in units. */
  readonly wobble: number;
  /** Width of a drawn outline, in units, and how dark it is. */
  readonly outline: number;
  readonly line: number;
  readonly shading: 'flat' | 'soft' | 'cel' | 'wash';
  /** How far shading reaches into a shape, in units, and how strong it is. */
  readonly reach: number;
  readonly depth: number;
  /** Steps a run of colours is drawn in; 0 is smooth. */
  readonly bands: number;
};

const plain: Manner = {
  style: 'plain',
  soft: 0,
  wobble: 0,
  outline: 0,
  line: 0,
  shading: 'soft',
  reach: 0.022,
  depth: 0.3,
  bands: 0,
};

const manners: Readonly<Record<Style, Manner>> = {
  plain,
  photo: { ...plain, style: 'photo', soft: 0.0022, reach: 0.06, depth: 0.5 },
  watercolor: { ...plain, style: 'watercolor', soft: 0.004, wobble: 0.007, shading: 'wash', reach: 0.009 },
  ink: { ...plain, style: 'ink', wobble: 0.0022, outline: 0.0042, line: 1, shading: 'soft', reach: 0.05, depth: 0.7 },
  pixel: { ...plain, style: 'pixel', shading: 'cel', reach: 0.02 },
  anime: { ...plain, style: 'anime', outline: 0.0032, line: 0.72, shading: 'cel', reach: 0.024 },
  poster: { ...plain, style: 'poster', shading: 'flat', reach: 0, bands: 5 },
  clay: { ...plain, style: 'clay', soft: 0.003, wobble: 0.0016, shading: 'soft', reach: 0.055, depth: 0.62 },
};

export function mannerOf(style: Style): Manner {
  return manners[style];
}
