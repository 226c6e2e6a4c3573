// Colours, mixed in OKLab (Björn Ottosson, 2020) so that halfway between two of them looks halfway.

/** Red, green and blue as sRGB values in [0, 1]. */
export type Rgb = readonly [red: number, green: number, blue: number];
type Lab = readonly [lightness: number, a: number, b: number];

/** Reads `#rrggbb`. */
export function hex(text: string): Rgb {
  const value = Number.parseInt(text.slice(1), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}

/** `amount` 0 is `from`, 1 is `to`. */
export function mix(from: Rgb, to: Rgb, amount: number): Rgb {
  const [l1, a1, b1] = toLab(from);
  const [l2, a2, b2] = toLab(to);
  return fromLab([l1 + (l2 - l1) * amount, a1 + (a2 - a1) * amount, b1 + (b2 - b1) * amount]);
}

/** The colour at `t` along a run of colours, each with the place it belongs to. */
export function colorAt(stops: readonly (readonly [number, Rgb])[], t: number): Rgb {
  const after = stops.findIndex(([place]) => place >= t);
  const [high, highColor] = stops.at(after) ?? [1, [0, 0, 0]];
  const [low, lowColor] = stops.at(after > 0 ? after - 1 : after) ?? [high, highColor];
  return mix(lowColor, highColor, high === low ? 1 : (t - low) / (high - low));
}

/** Changes lightness by `lightness` (-1..1) and multiplies colourfulness by `chroma`. */
export function tone(color: Rgb, lightness: number, chroma = 1): Rgb {
  const [l, a, b] = toLab(color);
  return fromLab([Math.min(1, Math.max(0, l + lightness)), a * chroma, b * chroma]);
}

/** Turns the hue by an angle in degrees. */
export function turn(color: Rgb, degrees: number): Rgb {
  const [l, a, b] = toLab(color);
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return fromLab([l, a * cos - b * sin, a * sin + b * cos]);
}

/** What a surface looks like under a coloured light. */
export function lit(color: Rgb, light: Rgb): Rgb {
  return [color[0] * light[0], color[1] * light[1], color[2] * light[2]];
}

/** `oklch(lightness chroma hue)` with the hue in degrees. */
export function lch(lightness: number, chroma: number, hue: number): Rgb {
  const angle = (hue * Math.PI) / 180;
  return fromLab([lightness, chroma * Math.cos(angle), chroma * Math.sin(angle)]);
}

function toLab([red, green, blue]: Rgb): Lab {
  const r = toLinear(red);
  const g = toLinear(green);
  const b = toLinear(blue);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromLab([lightness, a, b]: Lab): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    toGamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    toGamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    toGamma(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function toLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function toGamma(value: number): number {
  const inside = Math.min(1, Math.max(0, value));
  return inside <= 0.0031308 ? inside * 12.92 : 1.055 * inside ** (1 / 2.4) - 0.055;
}
