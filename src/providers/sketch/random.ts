// Chance that can be repeated: a generator grown from text, and the smooth noise made from it.

export type Random = {
  /** In [0, 1). */
  next(): number;
  between(low: number, high: number): number;
  /** A whole number in [0, below). */
  below(below: number): number;
  pick<T>(choices: readonly [T, ...T[]]): T;
  chance(probability: number): boolean;
  /** A generator of its own for one purpose, so that a new purpose does not change the others. */
  fork(purpose: string): Random;
};

/** The same text always gives the same sequence, in every process. */
export function randomFrom(text: string): Random {
  const next = sfc32(fourHashes(text));
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    below,
    pick: (choices) => choices[below(choices.length)] ?? choices[0],
    chance: (probability) => next() < probability,
    fork: (purpose) => randomFrom(`${text}/${purpose}`),
  };
}

/** cyrb128: four 32-bit hashes of a text, enough to seed sfc32. */
function fourHashes(text: string): [number, number, number, number] {
  let [a, b, c, d] = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  return [a ^ b ^ c ^ d, b, c, d];
}

/** sfc32 (Chris Doty-Humphrey, PractRand): small, fast, and good enough that no pattern shows. */
function sfc32([a, b, c, d]: [number, number, number, number]): () => number {
  const next = () => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let warmUp = 0; warmUp < 12; warmUp++) next();
  return next;
}

/** Smooth noise in [-1, 1]; features are about one unit wide, and it repeats every 128. */
export type Noise = (x: number, y: number) => number;

const CELLS = 128;

export function noiseFrom(random: Random): Noise {
  const values = Float32Array.from({ length: CELLS * CELLS }, () => random.next() * 2 - 1);
  return (x, y) => {
    const column = Math.floor(x);
    const row = Math.floor(y);
    const u = x - column;
    const v = y - row;
    const su = u * u * (3 - 2 * u);
    const sv = v * v * (3 - 2 * v);
    const left = column & (CELLS - 1);
    const right = (column + 1) & (CELLS - 1);
    const top = (row & (CELLS - 1)) * CELLS;
    const bottom = ((row + 1) & (CELLS - 1)) * CELLS;
    const a = values[top + left] ?? 0;
    const b = values[top + right] ?? 0;
    const c = values[bottom + left] ?? 0;
    const d = values[bottom + right] ?? 0;
    const upper = a + (b - a) * su;
    return upper + (c + (d - c) * su - upper) * sv;
  };
}

/** Noise upon finer noise, in about [-1, 1]. */
export function layered(noise: Noise, octaves: number): Noise {
  return (x, y) => {
    let sum = 0;
    let weight = 0.55;
    let scale = 1;
    for (let octave = 0; octave < octaves; octave++) {
      sum += noise(x * scale + octave * 17.3, y * scale + octave * 9.1) * weight;
      weight *= 0.5;
      scale *= 2.03;
    }
    return sum;
  };
}
