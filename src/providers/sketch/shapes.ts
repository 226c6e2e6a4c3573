// Shapes as signed distances: negative inside, positive outside, about 1 per unit of length. They combine by plain arithmetic.

export type Box = readonly [left: number, top: number, right: number, bottom: number];
export type Point = readonly [x: number, y: number];

/** `distance` may understate how far away the edge is, never overstate it; nothing of the shape lies outside `box`. */
export type Shape = { readonly distance: (x: number, y: number) => number; readonly box: Box };

/** Math.hypot is exact for huge numbers and several times slower. */
function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}

export function circle(x: number, y: number, radius: number): Shape {
  return {
    distance: (px, py) => length(px - x, py - y) - radius,
    box: [x - radius, y - radius, x + radius, y + radius],
  };
}

/** An ellipse, leaning by `angle` degrees. */
export function ellipse(x: number, y: number, radiusX: number, radiusY: number, angle = 0): Shape {
  const cos = Math.cos((angle * Math.PI) / 180);
  const sin = Math.sin((angle * Math.PI) / 180);
  const reachX = Math.hypot(radiusX * cos, radiusY * sin);
  const reachY = Math.hypot(radiusX * sin, radiusY * cos);
  const least = Math.min(radiusX, radiusY);
  return {
    distance: (px, py) => {
      const dx = px - x;
      const dy = py - y;
      const u = (dx * cos + dy * sin) / radiusX;
      const v = (dy * cos - dx * sin) / radiusY;
      const k = length(u, v);
      const slope = length(u / radiusX, v / radiusY);
      return slope < 1e-6 ? -least : Math.max((k * (k - 1)) / slope, -least);
    },
    box: [x - reachX, y - reachY, x + reachX, y + reachY],
  };
}

/** A rectangle around a centre, with rounded corners. */
export function slab(x: number, y: number, halfWidth: number, halfHeight: number, corner = 0): Shape {
  return {
    distance: (px, py) => {
      const dx = Math.abs(px - x) - halfWidth + corner;
      const dy = Math.abs(py - y) - halfHeight + corner;
      return Math.min(Math.max(dx, dy), 0) + length(Math.max(dx, 0), Math.max(dy, 0)) - corner;
    },
    box: [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight],
  };
}

/** A line with round ends, as thick as two radii, which may differ. */
export function limb([x1, y1]: Point, [x2, y2]: Point, radius1: number, radius2 = radius1): Shape {
  const dx = x2 - x1;
  const dy = y2 - y1;
  const length2 = dx * dx + dy * dy || 1e-9;
  const most = Math.max(radius1, radius2);
  return {
    distance: (px, py) => {
      const t = Math.min(1, Math.max(0, ((px - x1) * dx + (py - y1) * dy) / length2));
      return length(px - x1 - dx * t, py - y1 - dy * t) - (radius1 + (radius2 - radius1) * t);
    },
    box: [Math.min(x1, x2) - most, Math.min(y1, y2) - most, Math.max(x1, x2) + most, Math.max(y1, y2) + most],
  };
}

export function ring(x: number, y: number, radius: number, halfThickness: number): Shape {
  const reach = radius + halfThickness;
  return {
    distance: (px, py) => Math.abs(length(px - x, py - y) - radius) - halfThickness,
    box: [x - reach, y - reach, x + reach, y + reach],
  };
}

/** Reads points as SVG writes them: `0,-0.5 0.3,0.2`. */
export function points(text: string): readonly Point[] {
  return text.split(' ').map((pair): Point => {
    const [x = 0, y = 0] = pair.split(',').map(Number);
    return [x, y];
  });
}

/** A straight-edged outline through the points (Inigo Quilez' sdPolygon), rounded outwards by `round`. */
export function polygon(corners: readonly Point[], round = 0): Shape {
  const count = corners.length;
  const xs = Float64Array.from(corners, ([x]) => x);
  const ys = Float64Array.from(corners, ([, y]) => y);
  // The side that ends at each corner: where it comes from, and its length squared upside down.
  const sideX = Float64Array.from(corners, ([x], index) => (corners.at(index - 1)?.[0] ?? x) - x);
  const sideY = Float64Array.from(corners, ([, y], index) => (corners.at(index - 1)?.[1] ?? y) - y);
  const share = sideX.map((x, index) => 1 / (x * x + (sideY[index] ?? 0) ** 2 || 1e-12));
  return {
    distance: (px, py) => {
      let nearest = Infinity;
      let sign = 1;
      for (let index = 0; index < count; index++) {
        const ex = sideX[index] ?? 0;
        const ey = sideY[index] ?? 0;
        const wx = px - (xs[index] ?? 0);
        const wy = py - (ys[index] ?? 0);
        const along = (wx * ex + wy * ey) * (share[index] ?? 0);
        const t = along < 0 ? 0 : along > 1 ? 1 : along;
        const bx = wx - ex * t;
        const by = wy - ey * t;
        const squared = bx * bx + by * by;
        if (squared < nearest) nearest = squared;
        const above = wy >= 0;
        if (above === wy < ey && above === ex * wy > ey * wx) sign = -sign;
      }
      return sign * Math.sqrt(nearest) - round;
    },
    box: [Math.min(...xs) - round, Math.min(...ys) - round, Math.max(...xs) + round, Math.max(...ys) + round],
  };
}

/** A soft closed outline through the points (a Catmull-Rom curve). */
export function blob(knots: readonly Point[], steps = 6): Shape {
  return polygon(
    knots.flatMap((_, index) =>
      Array.from({ length: steps }, (_unused, step) => curvePoint(knots, index, step / steps)),
    ),
  );
}

function curvePoint(knots: readonly Point[], index: number, t: number): Point {
  const at = (offset: number) => knots.at((index + offset) % knots.length) ?? [0, 0];
  const [p0, p1, p2, p3] = [at(-1), at(0), at(1), at(2)];
  const along = (a: number, b: number, c: number, d: number) =>
    0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t);
  return [along(p0[0], p1[0], p2[0], p3[0]), along(p0[1], p1[1], p2[1], p3[1])];
}

/** Everything any of the shapes covers; with `melt`, the seams between them flow together over that length. */
export function join(shapes: readonly Shape[], melt = 0): Shape {
  const nearestOf = (x: number, y: number) => {
    let nearest = Infinity;
    for (const { distance, box } of shapes) {
      // Nothing of a shape lies outside its box: one that is too far to matter need not be asked.
      const outside = Math.max(box[0] - x, x - box[2], box[1] - y, y - box[3]);
      if (outside - melt >= nearest) continue;
      const d = distance(x, y);
      const near = nearest === Infinity ? 0 : Math.max(melt - Math.abs(nearest - d), 0);
      nearest = Math.min(nearest, d) - (near > 0 ? (near * near) / (4 * melt) : 0);
    }
    return nearest;
  };
  const grow = melt / 4;
  return {
    distance: nearestOf,
    box: [
      Math.min(...shapes.map(({ box }) => box[0])) - grow,
      Math.min(...shapes.map(({ box }) => box[1])) - grow,
      Math.max(...shapes.map(({ box }) => box[2])) + grow,
      Math.max(...shapes.map(({ box }) => box[3])) + grow,
    ],
  };
}

/** What lies in both. */
export function overlap(a: Shape, b: Shape): Shape {
  return {
    distance: (x, y) => Math.max(a.distance(x, y), b.distance(x, y)),
    box: [
      Math.max(a.box[0], b.box[0]),
      Math.max(a.box[1], b.box[1]),
      Math.min(a.box[2], b.box[2]),
      Math.min(a.box[3], b.box[3]),
    ],
  };
}

/** `shape` without `hole`. */
export function cut(shape: Shape, hole: Shape): Shape {
  return { distance: (x, y) => Math.max(shape.distance(x, y), -hole.distance(x, y)), box: shape.box };
}

/** The left half mirrored to the right, about x = 0. */
export function both(shape: Shape): Shape {
  const reach = Math.max(Math.abs(shape.box[0]), Math.abs(shape.box[2]));
  return {
    distance: (x, y) => Math.min(shape.distance(x, y), shape.distance(-x, y)),
    box: [-reach, shape.box[1], reach, shape.box[3]],
  };
}

export type Placement = { x: number; y: number; scale: number; flip?: boolean; angle?: number };

/** Moves a shape drawn around the origin to its place: flipped, scaled, turned by `angle` degrees, then moved. */
export function place(shape: Shape, { x, y, scale, flip = false, angle = 0 }: Placement): Shape {
  const cos = Math.cos((angle * Math.PI) / 180);
  const sin = Math.sin((angle * Math.PI) / 180);
  const sign = flip ? -1 : 1;
  const [left, top, right, bottom] = shape.box;
  const corners = [left, right].flatMap((cx) =>
    [top, bottom].map(
      (cy) => [x + scale * (sign * cx * cos - cy * sin), y + scale * (sign * cx * sin + cy * cos)] as const,
    ),
  );
  return {
    distance: (px, py) => {
      const dx = (px - x) / scale;
      const dy = (py - y) / scale;
      return shape.distance(sign * (dx * cos + dy * sin), dy * cos - dx * sin) * scale;
    },
    box: [
      Math.min(...corners.map(([cx]) => cx)),
      Math.min(...corners.map(([, cy]) => cy)),
      Math.max(...corners.map(([cx]) => cx)),
      Math.max(...corners.map(([, cy]) => cy)),
    ],
  };
}
