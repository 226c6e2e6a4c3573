// How every figure is taken: the floor and our way in turns within one run, so that a busy machine slows both alike.

import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// A figure must not depend on how the bench was started; only a context made after the flag was set has `gc`.
setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Time on the clock and processor time; a pass done by other processes measures itself. */
export type Timing = { readonly wallMs: number; readonly cpuMs: number };

/** One pass over the same work; resolves once it is done, with its own timing where this process only waited for it. */
export type Pass = () => Promise<Timing | void>;

export type Comparison = {
  readonly name: string;
  readonly pairs: readonly { readonly floorMs: number; readonly oursMs: number }[];
  readonly floorCpuMs: number;
  readonly oursCpuMs: number;
  /** Our speed as a share of the floor's: the median of the ratios of the pairs. */
  readonly ratio: number;
};

/**
 * Runs both passes once unmeasured, then `pairs` times each, the one that goes first changing every time.
 * @param pairs at least 5, for a median worth printing
 */
export async function paired(what: { name: string; floor: Pass; ours: Pass; pairs: number }): Promise<Comparison> {
  if (what.pairs < 5) throw new RangeError('fewer than 5 pairs');
  await what.floor();
  await what.ours();
  const floor: Timing[] = [];
  const ours: Timing[] = [];
  for (let pair = 0; pair < what.pairs; pair++) {
    const turns = [async () => floor.push(await timed(what.floor)), async () => ours.push(await timed(what.ours))];
    if (pair % 2 === 1) turns.reverse();
    for (const turn of turns) await turn();
  }
  const pairs = floor.map(({ wallMs }, at) => ({ floorMs: wallMs, oursMs: ours[at]?.wallMs ?? Number.NaN }));
  return {
    name: what.name,
    pairs,
    floorCpuMs: median(floor.map(({ cpuMs }) => cpuMs)),
    oursCpuMs: median(ours.map(({ cpuMs }) => cpuMs)),
    ratio: median(pairs.map(({ floorMs, oursMs }) => floorMs / oursMs)),
  };
}

/** Of this process, unless the pass knows better. */
async function timed(pass: Pass): Promise<Timing> {
  collectGarbage();
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const own = await pass();
  const wallMs = performance.now() - start;
  const cpu = process.cpuUsage(cpuBefore);
  return own ?? { wallMs, cpuMs: (cpu.user + cpu.system) / 1000 };
}

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/**
 * How far memory rises above where it stood while `work` runs, in MiB: the JavaScript heap and what it holds outside.
 * `work` calls `sample` wherever it may be at its largest. Garbage is collected first in every sample, so that the figure
 * is what is held, not what has not been swept yet.
 */
export async function memoryGrowthMib(work: (sample: () => void) => Promise<void>): Promise<number> {
  await setImmediate();
  const before = heldBytes();
  let most = before;
  await work(() => {
    most = Math.max(most, heldBytes());
  });
  return (most - before) / 2 ** 20;
}

function heldBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Prints a comparison as a table; `items` are what one pass works through, `unit` what they are. */
export function print(comparison: Comparison, items: number, unit: string): void {
  const line = (name: string, ms: readonly number[], cpuMs: number): Record<string, string | number> => ({
    [comparison.name]: name,
    [`${unit}/s`]: Math.round((items / median(ms)) * 1000).toLocaleString('en'),
    [`CPU µs per ${unit.replace(/s$/, '')}`]: Number(((cpuMs / items) * 1000).toFixed(2)),
    'passes, ms': ms.map((each) => Math.round(each)).join(' '),
  });
  const { pairs, floorCpuMs, oursCpuMs } = comparison;
  console.table([
    line(
      'floor',
      pairs.map(({ floorMs }) => floorMs),
      floorCpuMs,
    ),
    line(
      'ours',
      pairs.map(({ oursMs }) => oursMs),
      oursCpuMs,
    ),
  ]);
}

/** The one line per figure that a machine reads. */
export function printRatio(name: string, value: number): void {
  console.log(`ratio ${name} ${value.toFixed(2)}`);
}

/** The value below which `percent` of the values lie (nearest rank). */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? Number.NaN;
}
