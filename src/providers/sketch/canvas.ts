// A canvas of colour values on which shapes are filled with smooth edges, in the manner of one style.

import { colorAt, mix, type Rgb } from './color.ts';
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
  paint(shape: Shape, paint: Paint): void;
  /** A vertical run of colours over the whole canvas, each with the height in 0..1 it belongs to. */
  wash(stops: readonly (readonly [number, Rgb])[]): void;
};

/** Distances are worked out at every so many pixels and read in between; only close to an edge are they exact. */
const STEP = 4;

export function createCanvas(width: number, height: number, manner: Manner, noise: Noise): Canvas {
  const unit = Math.min(width, height);
  const pixels = new Float32Array(width * height * 3);
  const gridWidth = Math.ceil(width / STEP) + 2;
  const gridHeight = Math.ceil(height / STEP) + 2;
  const field = new Float32Array(gridWidth * gridHeight);
  const grains = new Float32Array(gridWidth * gridHeight);
  const overCanvas = (at: (x: number, y: number) => number): Float32Array =>
    Float32Array.from({ length: gridWidth * gridHeight }, (_, index) =>
      at(((index % gridWidth) * STEP) / unit, (Math.floor(index / gridWidth) * STEP) / unit),
    );
  const wander =
    manner.wobble === 0 ? null : overCanvas((x, y) => noise(x * 13, y * 13) * 0.65 + noise(x * 41 + 7, y * 41) * 0.35);
  const blotches =
    manner.shading === 'wash'
      ? overCanvas((x, y) => noise(x * 5.1 + 31, y * 5.1) * 0.6 + noise(x * 17, y * 17 + 9) * 0.4)
      : null;
  let light = { x: -0.55, y: -0.83 };
  let shadow: Rgb = [0.5, 0.48, 0.66];

  function paint(shape: Shape, paint: Paint): void {
    const [left, top, right, bottom] = shape.box;
    const plain = paint.plain === true;
    const soft = Math.max(paint.soft ?? 0, plain ? 1.1 / unit : manner.soft, 1 / unit);
    const wobble = plain ? 0 : manner.wobble;
    const outline = plain || paint.soft !== undefined ? 0 : manner.outline;
    const shading = plain ? 'flat' : manner.shading;
    const reach = shading === 'flat' ? 0 : Math.min(manner.reach, Math.min(right - left, bottom - top) * 0.3);
    const outside = soft / 2 + wobble;
    // The grid of every shape lies on the grid of the canvas.
    const x0 = Math.max(0, Math.floor(((left - outside) * unit) / STEP) * STEP);
    const x1 = Math.min(width, Math.ceil((right + outside) * unit) + 1);
    const y0 = Math.max(0, Math.floor(((top - outside) * unit) / STEP) * STEP);
    const y1 = Math.min(height, Math.ceil((bottom + outside) * unit) + 1);
    if (x0 >= x1 || y0 >= y1) return;
    const { distance } = shape;
    const { grain } = paint;
    const simple = grain === undefined && shading !== 'wash';
    const rows = paint.to === undefined ? null : runOf(paint.color, paint.to, top, bottom, y0, y1);
    const alpha = paint.alpha ?? 1;
    // Under an outline or between bands of flat colour a fading shape would leave its lower edge hanging in the air.
    const fade = manner.bands === 0 && outline === 0 ? 1 - (paint.fade ?? 1) : 0;

    const columns = Math.ceil((x1 - x0) / STEP) + 1;
    const lines = Math.ceil((y1 - y0) / STEP) + 1;
    for (let line = 0, at = 0; line < lines; line++)
      for (let column = 0; column < columns; column++, at++) {
        const x = (x0 + column * STEP) / unit;
        const y = (y0 + line * STEP) / unit;
        const d = distance(x, y);
        field[at] = d;
        if (grain !== undefined && d < outside + (STEP * 2) / unit) grains[at] = grain(x, y);
      }
    // No point of a cell is further than this from one of its corners, and distances grow no faster than one to one.
    const slack = (STEP * Math.SQRT1_2) / unit;
    // A blurred edge needs no exact distances either.
    const crisp = soft * unit < STEP * 3;
    const edge = slack + outside + outline * 1.5;

    for (let line = 0; line < lines - 1; line++) {
      const endY = Math.min(y0 + (line + 1) * STEP, y1);
      for (let column = 0; column < columns - 1; column++) {
        const at = line * columns + column;
        const place = (y0 / STEP + line) * gridWidth + x0 / STEP + column;
        const a1 = field[at] ?? 0;
        const a2 = field[at + 1] ?? 0;
        const b1 = field[at + columns] ?? 0;
        const b2 = field[at + columns + 1] ?? 0;
        if (Math.min(a1, a2, b1, b2) > slack + outside) continue;
        const most = Math.max(a1, a2, b1, b2);
        const near = most > -edge;
        const deep = most < -(edge + reach);
        const fromX = x0 + column * STEP;
        const endX = Math.min(fromX + STEP, x1);
        for (let py = y0 + line * STEP; py < endY; py++) {
          const row = rows === null ? paint.color : (rows[py - y0] ?? paint.color);
          const y = (py + 0.5) / unit;
          const full = fade === 0 ? alpha : alpha * (1 - fade * clamp((y - top) / (bottom - top)));
          const v = (py + 0.5 - y0 - line * STEP) / STEP;
          if (deep && simple) {
            const r = row[0] * full;
            const g = row[1] * full;
            const b = row[2] * full;
            const rest = 1 - full;
            for (let to = (py * width + fromX) * 3, end = to + (endX - fromX) * 3; to < end; to += 3) {
              pixels[to] = (pixels[to] ?? 0) * rest + r;
              pixels[to + 1] = (pixels[to + 1] ?? 0) * rest + g;
              pixels[to + 2] = (pixels[to + 2] ?? 0) * rest + b;
            }
            continue;
          }
          for (let px = fromX, to = (py * width + fromX) * 3; px < endX; px++, to += 3) {
            const u = (px + 0.5 - fromX) / STEP;
            let away = 0;
            let cover = full;
            if (near && crisp) away = distance((px + 0.5) / unit, y);
            else if (!deep) away = (a1 + (a2 - a1) * u) * (1 - v) + (b1 + (b2 - b1) * u) * v;
            if (near) {
              if (wander !== null && wobble > 0) away += between(wander, place, gridWidth, u, v) * wobble;
              cover *= clamp(0.5 - away / soft);
              if (cover <= 0.002) continue;
            }
            let lift = grain === undefined ? 0 : between(grains, at, columns, u, v);
            let dark = 0;
            if (blotches !== null && shading === 'wash') {
              // Pigment gathers at the edge of a wash and lies unevenly within it.
              const blotch = between(blotches, place, gridWidth, u, v);
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
            let r = row[0];
            let g = row[1];
            let b = row[2];
            if (lift !== 0) {
              const white = lift > 0 ? 1 : 0;
              const share = Math.abs(lift);
              r += (white - r) * share;
              g += (white - g) * share;
              b += (white - b) * share;
            }
            if (dark > 0 || line > 0) {
              r *= (1 - dark * (1 - shadow[0])) * (1 - line);
              g *= (1 - dark * (1 - shadow[1])) * (1 - line * 0.98);
              b *= (1 - dark * (1 - shadow[2])) * (1 - line * 0.9);
            }
            pixels[to] = (pixels[to] ?? 0) * (1 - cover) + r * cover;
            pixels[to + 1] = (pixels[to + 1] ?? 0) * (1 - cover) + g * cover;
            pixels[to + 2] = (pixels[to + 2] ?? 0) * (1 - cover) + b * cover;
          }
        }
      }
    }

    /** The distance about a pixel, from the grid; beyond the grid it goes on growing. */
    function fieldAt(px: number, py: number): number {
      const column = Math.max(0, Math.min(columns - 2, Math.floor((px - x0) / STEP)));
      const line = Math.max(0, Math.min(lines - 2, Math.floor((py - y0) / STEP)));
      return between(field, line * columns + column, columns, (px - x0) / STEP - column, (py - y0) / STEP - line);
    }
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
    paint,
    wash,
  };
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}

/** A value between the four corners of a grid cell whose first corner is at `at`. */
function between(grid: Float32Array, at: number, columns: number, u: number, v: number): number {
  const upper = (grid[at] ?? 0) * (1 - u) + (grid[at + 1] ?? 0) * u;
  const lower = (grid[at + columns] ?? 0) * (1 - u) + (grid[at + columns + 1] ?? 0) * u;
  return upper * (1 - v) + lower * v;
}
