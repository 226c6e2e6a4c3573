// An order: everything a model needs for one request, checked against the model before anything is held.

import { chooseModel, sizeOf, type Catalogue, type Model, type Ratio, type Resolution } from './models.ts';
import { Refusal, refuse, type RefusalFacts } from './refusal.ts';

export const PROMPT_MAX = 2000;
export const SEED_MAX = 2_147_483_647;
export const COUNT_MAX = 4;

/** Words a style adds for a model that reads words; Sketch reads the name itself. */
export const STYLES = {
  photo: 'photograph, natural light, fine detail',
  watercolor: 'watercolour painting, soft washes, paper texture',
  ink: 'ink drawing, confident lines',
  pixel: 'pixel art, limited palette',
  anime: 'anime style, clean lines, cel shading',
  poster: 'screen-printed poster, bold flat shapes',
  clay: 'claymation, soft studio light',
} as const;

export type Style = keyof typeof STYLES;

/** What a person asked for, as typed: every value still text, null where they said nothing. */
export type Wish = {
  readonly prompt: string;
  readonly negativePrompt: string | null;
  readonly model: string | null;
  readonly aspectRatio: string | null;
  readonly resolution: string | null;
  readonly seed: string | null;
  readonly count: string | null;
  readonly style: string | null;
};

/** A wish that has been checked: it can be priced, held and drawn as it stands. */
export type Order = {
  readonly prompt: string;
  readonly negativePrompt: string | null;
  readonly model: string;
  readonly aspectRatio: Ratio;
  readonly resolution: Resolution;
  readonly width: number;
  readonly height: number;
  /** First picture's seed; picture n draws with seed + n. Null for a model without seeds. */
  readonly seed: number | null;
  readonly count: number;
  readonly style: Style | null;
  /** Credits for one finished picture, as quoted when the order was made. */
  readonly creditsEach: number;
};

/** What cannot be done as wished, and which part of the wish says so. */
export type WishProblem = { readonly part: keyof Wish; readonly why: RefusalFacts };

/**
 * Checks a wish against the models this installation runs.
 * @param anySeed used where the person named none, in 0..SEED_MAX
 * @throws Refusal naming the first thing that cannot be done and what would be allowed
 */
export function toOrder(wish: Wish, catalogue: Catalogue, anySeed: number): Order {
  const checked = checkWish(wish, catalogue, anySeed);
  if (!('problems' in checked)) return checked;
  const [first] = checked.problems;
  throw first ? new Refusal(first.why) : new Error('a wish was refused without a reason');
}

/**
 * Checks every part of a wish. What depends on the model is checked only once the model is known, so that nothing is
 * blamed for a model the person did not mean.
 * @param anySeed used where the person named none, in 0..SEED_MAX
 */
export function checkWish(
  wish: Wish,
  catalogue: Catalogue,
  anySeed: number,
): Order | { readonly problems: readonly WishProblem[] } {
  const problems: WishProblem[] = [];
  const check = <T>(part: keyof Wish, read: () => T, otherwise: T): T => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problems.push({ part, why: error.says });
      return otherwise;
    }
  };
  const [negative, resolution] = [said(wish.negativePrompt), said(wish.resolution)];
  const prompt = check('prompt', () => cleanPrompt(wish.prompt), '');
  const negativePrompt = negative === null ? null : check('negativePrompt', () => cleanPrompt(negative), null);
  const model = check<Model | null>('model', () => chooseModel(catalogue, said(wish.model)), null);
  // The resolution first and with the ratio every model has, so that a wrong one does not hide a wrong ratio.
  const sized = model && resolution && check('resolution', () => sizeOf(model, resolution, null).resolution, null);
  const frame = model && check('aspectRatio', () => sizeOf(model, sized, said(wish.aspectRatio)), null);
  const count = check('count', () => toCount(said(wish.count), Math.min(model?.maxCount ?? COUNT_MAX, COUNT_MAX)), 1);
  const seed = model && check('seed', () => toSeed(said(wish.seed), model, anySeed, count), null);
  const style = check('style', () => toStyle(said(wish.style)), null);
  if (!model || !frame || problems.length > 0) return { problems };
  return {
    prompt,
    negativePrompt,
    model: model.name,
    aspectRatio: frame.ratio,
    resolution: frame.resolution,
    width: frame.size[0],
    height: frame.size[1],
    seed,
    count,
    style,
    creditsEach: model.credits,
  };
}

/** An option as it was said, or null where it was left out or left blank. */
function said(option: string | null): string | null {
  return option?.trim() || null;
}

/** Something to see: neither space, nor a mark of writing that shows nothing (zero-width, direction), nor a filler. */
const VISIBLE = /[^\p{Z}\p{Default_Ignorable_Code_Point}]/u;

/** Trims a prompt and refuses what no model or chat can carry. Tabs and newlines become spaces. */
export function cleanPrompt(text: string): string {
  const prompt = text.replace(/[\t\r\n]+/g, ' ').trim();
  if (!VISIBLE.test(prompt)) refuse('prompt-empty', {});
  // Lone surrogates and control characters break storage or the wire further down: better to say so here.
  const bad = /\p{Cc}|\p{Cs}/u.exec(prompt);
  if (bad) refuse('prompt-control-character', { position: bad.index + 1 });
  // A code point is one or two units, so a text short in units is short in both.
  const length = prompt.length > PROMPT_MAX ? Array.from(prompt).length : prompt.length;
  if (length > PROMPT_MAX) refuse('prompt-too-long', { length, max: PROMPT_MAX });
  return prompt;
}

function toCount(text: string | null, max: number): number {
  if (text === null) return 1;
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return count >= 1 && count <= max ? count : refuse('count-invalid', { count: text, max });
}

function toSeed(text: string | null, model: Model, anySeed: number, count: number): number | null {
  if (!model.takesSeed) return text === null ? null : refuse('seed-unsupported', { model: model.name });
  // Picture n draws with seed + n, so the last one must still fit.
  const max = SEED_MAX - count + 1;
  if (text === null) return Math.min(anySeed, max);
  const seed = /^\d{1,10}$/.test(text) ? Number(text) : -1;
  return seed >= 0 && seed <= max ? seed : refuse('seed-invalid', { seed: text, max });
}

function toStyle(text: string | null): Style | null {
  if (text === null) return null;
  const name = text.toLowerCase();
  return isStyle(name) ? name : refuse('style-unknown', { style: text, allowed: Object.keys(STYLES) });
}

function isStyle(name: string): name is Style {
  return Object.hasOwn(STYLES, name);
}
