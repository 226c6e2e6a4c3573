// A canvas of colour values on which shapes are filled with smooth edges, in the manner of one style.

import { mix, type Rgb } from './color.ts';
import type { Noise } from './random.ts';
import type { Shape } from './shapes.ts';
import type { Manner } from './styles.ts';

export type Paint = {
  readonly color: Rgb;
  /** The colour at the lower edge of the shape; `color` is then the one at its upper edge. */
  readonly to?: Rgb;
  readonly alpha?: number;
  /** What is left of `alpha` at the lower edge of the shape, 0 to 1. */
  readonly fade?: number;
  /** How far the edge is blurred, in units. */
  readonly soft?: number;
  /** A light or a small detail: no outline, no shading, a clean edge. */
  readonly plain?: boolean;
  /** Added to the lightness at a place, about -0.1 to 0.1. */
  readonly grain?: (x: number, y: number) => number;
};

/**
 * Places are given in units: the shorter side is 1 long, the origin is at the top left, y points down.
 */
export type Canvas = {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** In units. */
  readonly wide: number;
  readonly high: number;
  readonly manner: Manner;
  /** Red, green, blue, red, … in [0, 1], rows from the top. */
  readonly pixels: Float32Array;
  /** Where the light comes from, and what colour shadows have. */
  lightFrom(x: number, y: number, shadow: Rgb): void;
  fill(shape: Shape, paint: Paint): void;
  /** A vertical run of colours over the whole canvas, each with the height in 0..1 it belongs to. */
  wash(stops: readonly (readonly [number, Rgb])[]): void;
};

/** Distances are worked out at every so many pixels and read in between; only close to an edge are they exact. */
const STEP = 4;

export function createCanvas(width: number, height: number, manner: Manner, noise: Noise): Canvas {
  const unit = Math.min(width, height);
  const pixels = new Float32Array(width * height * 3);
  const field = new Float32Array((Math.ceil(width / STEP) + 2) * (Math.ceil(height / STEP) + 2));
  let light = { x: -0.55, y: -0.83 };
  let shadow: Rgb = [0.5, 0.48, 0.66];

  function fill(shape: Shape, paint: Paint): void {
    const [left, top, right, bottom] = shape.box;
    const plain = paint.plain === true;
    const soft = Math.max(paint.soft ?? 0, plain ? 1.1 / unit : manner.soft, 1 / unit);
    const wobble = plain ? 0 : manner.wobble;
    const outline = plain || paint.soft !== undefined ? 0 : manner.outline;
    const shading = plain ? 'flat' : manner.shading;
    const reach = shading === 'flat' ? 0 : Math.min(manner.reach, Math.min(right - left, bottom - top) * 0.3);
    const outside = soft / 2 + wobble;
    const x0 = Math.max(0, Math.floor((left - outside) * unit));
    const x1 = Math.min(width, Math.ceil((right + outside) * unit) + 1);
    const y0 = Math.max(0, Math.floor((top - outside) * unit));
    const y1 = Math.min(height, Math.ceil((bottom + outside) * unit) + 1);
    if (x0 >= x1 || y0 >= y1) return;
    const { distance } = shape;
    const { grain } = paint;
    const rows = paint.to === undefined ? null : runOf(paint.color, paint.to, top, bottom, y0, y1);
    const alpha = paint.alpha ?? 1;
    const fade = manner.bands === 0 ? 1 - (paint.fade ?? 1) : 0;

    const columns = Math.ceil((x1 - x0) / STEP) + 1;
    const lines = Math.ceil((y1 - y0) / STEP) + 1;
    for (let line = 0, at = 0; line < lines; line++)
      for (let column = 0; column < columns; column++, at++)
        field[at] = distance((x0 + column * STEP) / unit, (y0 + line * STEP) / unit);
    // No point of a cell is further than this from one of its corners, and distances grow no faster than one to one.
    const slack = (STEP * Math.SQRT1_2) / unit;
    const edge = slack + outside + outline * 1.5;

    for (let line = 0; line < lines - 1; line++) {
      const endY = Math.min(y0 + (line + 1) * STEP, y1);
      for (let column = 0; column < columns - 1; column++) {
        const at = line * columns + column;
        const a = field[at] ?? 0;
        const b = field[at + 1] ?? 0;
        const c = field[at + columns] ?? 0;
        const d = field[at + columns + 1] ?? 0;
        if (Math.min(a, b, c, d) > slack + outside) continue;
        const most = Math.max(a, b, c, d);
        const near = most > -edge;
        const deep = most < -(edge + reach);
        const fromX = x0 + column * STEP;
        const endX = Math.min(fromX + STEP, x1);
        for (let py = y0 + line * STEP; py < endY; py++) {
          const row = rows === null ? paint.color : (rows[py - y0] ?? paint.color);
          const y = (py + 0.5) / unit;
          const full = fade === 0 ? alpha : alpha * (1 - fade * clamp((y - top) / (bottom - top)));
          const v = (py + 0.5 - y0 - line * STEP) / STEP;
          for (let px = fromX, to = (py * width + fromX) * 3; px < endX; px++, to += 3) {
            const x = (px + 0.5) / unit;
            let away = 0;
            let cover = full;
            if (near) {
              away = distance(x, y);
              if (wobble > 0) away += wobbleAt(x, y) * wobble;
              cover *= clamp(0.5 - away / soft);
              if (cover <= 0.002) continue;
            } else if (!deep) {
              const u = (px + 0.5 - fromX) / STEP;
              away = (a + (b - a) * u) * (1 - v) + (c + (d - c) * u) * v;
            }
            let lift = grain === undefined ? 0 : grain(x, y);
            let dark = 0;
            if (shading === 'wash') {
              // Pigment gathers at the edge of a wash and lies unevenly within it.
              const blotch = noise(x * 5.1 + 31, y * 5.1) * 0.6 + noise(x * 17, y * 17 + 9) * 0.4;
              const pool = away / manner.reach;
              dark = deep ? 0 : 0.22 / (1 + pool * pool * 4);
              lift += blotch * 0.06;
              cover *= 0.9 + blotch * 0.1;
            } else if (!deep && reach > 0) {
              const behind = fieldAt(px - light.x * reach * unit, py - light.y * reach * unit);
              if (shading === 'cel') dark = clamp(behind * unit * 0.7 + 0.5) * 0.34;
              else {
                // How much the surface leans to the light, most at the rim: the distance field is a bevelled relief.
                const before = fieldAt(px + light.x * reach * unit, py + light.y * reach * unit);
                const lean = Math.max(-1, Math.min(1, (before - behind) / (2 * reach)));
                const rim = clamp(1 + away / reach);
                const relief = rim * rim * (3 - 2 * rim) * lean;
                if (relief < 0) dark = -relief * manner.depth;
                else lift += relief * manner.depth * 0.55;
              }
            }
            const line = outline > 0 && near ? clamp((away + outline) * unit * 0.8 + 0.5) * manner.line : 0;
            put(to, row, cover, lift, dark, line);
          }
        }
      }
    }

    /** The distance about a pixel, from the grid; beyond the grid it goes on growing. */
    function fieldAt(px: number, py: number): number {
      const fx = (px - x0) / STEP;
      const fy = (py - y0) / STEP;
      const column = Math.max(0, Math.min(columns - 2, Math.floor(fx)));
      const line = Math.max(0, Math.min(lines - 2, Math.floor(fy)));
      const u = fx - column;
      const v = fy - line;
      const at = line * columns + column;
      const upper = (field[at] ?? 0) * (1 - u) + (field[at + 1] ?? 0) * u;
      const lower = (field[at + columns] ?? 0) * (1 - u) + (field[at + columns + 1] ?? 0) * u;
      return upper * (1 - v) + lower * v;
    }
  }

  /** Lays a colour over a pixel: lightened or darkened, shadowed, and under a drawn line. */
  function put(at: number, color: Rgb, cover: number, lift: number, dark: number, line: number): void {
    let [r, g, b] = color;
    if (lift > 0) {
      r += (1 - r) * lift;
      g += (1 - g) * lift;
      b += (1 - b) * lift;
    } else if (lift < 0) {
      r *= 1 + lift;
      g *= 1 + lift;
      b *= 1 + lift;
    }
    if (dark > 0) {
      r *= 1 - dark * (1 - shadow[0]);
      g *= 1 - dark * (1 - shadow[1]);
      b *= 1 - dark * (1 - shadow[2]);
    }
    if (line > 0) {
      r *= 1 - line;
      g *= 1 - line * 0.98;
      b *= 1 - line * 0.9;
    }
    const rest = 1 - cover;
    pixels[at] = (pixels[at] ?? 0) * rest + r * cover;
    pixels[at + 1] = (pixels[at + 1] ?? 0) * rest + g * cover;
    pixels[at + 2] = (pixels[at + 2] ?? 0) * rest + b * cover;
  }

  function wobbleAt(x: number, y: number): number {
    return noise(x * 13, y * 13) * 0.65 + noise(x * 41 + 7, y * 41) * 0.35;
  }

  /** The colour of each pixel row of a shape that goes from one colour to another. */
  function runOf(color: Rgb, to: Rgb, top: number, bottom: number, y0: number, y1: number): Rgb[] {
    return Array.from({ length: Math.max(0, y1 - y0) }, (_, index) => {
      const t = Math.min(1, Math.max(0, ((y0 + index + 0.5) / unit - top) / (bottom - top || 1)));
      return mix(color, to, manner.bands === 0 ? t : Math.round(t * manner.bands) / manner.bands);
    });
  }

  function wash(stops: readonly (readonly [number, Rgb])[]): void {
    for (let py = 0; py < height; py++) {
      const t = (py + 0.5) / height;
      const [r, g, b] = colorAt(stops, manner.bands === 0 ? t : Math.round(t * manner.bands * 2) / (manner.bands * 2));
      for (let at = py * width * 3, end = at + width * 3; at < end; at += 3) {
        pixels[at] = r;
        pixels[at + 1] = g;
        pixels[at + 2] = b;
      }
    }
  }

  return {
    width,
    height,
    wide: width / unit,
    high: height / unit,
    manner,
    pixels,
    lightFrom(x, y, color) {
      const length = Math.hypot(x, y) || 1;
      light = { x: x / length, y: y / length };
      shadow = color;
    },
    fill,
    wash,
  };
}

function colorAt(stops: readonly (readonly [number, Rgb])[], t: number): Rgb {
  const after = stops.findIndex(([place]) => place >= t);
  const [high, highColor] = stops.at(after) ?? [1, [0, 0, 0]];
  const [low, lowColor] = stops.at(after > 0 ? after - 1 : after) ?? [high, highColor];
  return mix(lowColor, highColor, high === low ? 1 : (t - low) / (high - low));
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}
