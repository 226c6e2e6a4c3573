// Flags inside a prompt: `a fox --ar 16:9 --seed 42`, the only way to give options on Telegram and a shortcut elsewhere.

import { nearest } from './nearest.ts';
import type { Wish } from './order.ts';
import { refuse } from './refusal.ts';

/** The parts of a wish that are not the prompt. */
export type WishOption = Exclude<keyof Wish, 'prompt'>;

const FLAGS: ReadonlyMap<string, WishOption> = new Map([
  ['ar', 'aspectRatio'],
  ['ratio', 'aspectRatio'],
  ['aspect', 'aspectRatio'],
  ['aspect_ratio', 'aspectRatio'],
  ['no', 'negativePrompt'],
  ['negative', 'negativePrompt'],
  ['negative_prompt', 'negativePrompt'],
  ['model', 'model'],
  ['m', 'model'],
  ['seed', 'seed'],
  ['count', 'count'],
  ['n', 'count'],
  ['style', 'style'],
  ['resolution', 'resolution'],
  ['size', 'resolution'],
]);

/** A word that begins with two hyphens, or with the long dash phones make of them; `name` is absent for a bare one. */
const FLAG = /^(?<dashes>--|[—–])(?:(?<name>\p{L}[\p{L}\p{N}_-]*)(?<attached>=.*)?)?$/su;

/** What a word is: a flag with the text attached by `=`, the end of all flags, or part of the prompt. */
type Reading = { readonly flag: string; readonly attached: string | null } | 'end' | 'prompt';

/**
 * Splits a typed prompt into the prompt and its options. Phones turn `--` into a long dash and quotes into curly ones;
 * both are read as what was meant. A bare `--` ends the flags: what follows it is prompt again.
 * @param given options that came beside the prompt (Discord's own, a row's cells); a flag in the text wins over them
 * @throws Refusal for an unknown flag, a flag without its value, or one given twice
 */
export function readWish(text: string, given: Partial<Record<WishOption, string | null>> = {}): Wish {
  const words = wordsOf(straightQuotes(text));
  const found: Partial<Record<WishOption, string>> = {};
  const prompt: string[] = [];
  let at = 0;
  while (at < words.length) {
    const word = words[at++] ?? '';
    const reading = readWord(word);
    if (reading === 'end') {
      prompt.push(...words.slice(at));
      break;
    }
    if (reading === 'prompt') {
      prompt.push(word);
      continue;
    }
    const { flag, attached } = reading;
    const option = FLAGS.get(flag);
    if (!option) return refuse('flag-unknown', { flag, nearest: nearest(flag, [...FLAGS.keys()]) });
    if (found[option] !== undefined) return refuse('flag-twice', { flag });
    const rest = attached === null ? words.slice(at) : [word.slice(word.indexOf('=') + 1), ...words.slice(at)];
    const value = takeValue(rest, option === 'negativePrompt');
    if (value.text === '') return refuse('flag-value-missing', { flag });
    found[option] = value.text;
    at += attached === null ? value.words : value.words - 1;
  }
  return {
    prompt: prompt.join('').replace(/ {2,}/g, ' ').trim(),
    negativePrompt: found.negativePrompt ?? given.negativePrompt ?? null,
    model: found.model ?? given.model ?? null,
    aspectRatio: found.aspectRatio ?? given.aspectRatio ?? null,
    resolution: found.resolution ?? given.resolution ?? null,
    seed: found.seed ?? given.seed ?? null,
    count: found.count ?? given.count ?? null,
    style: found.style ?? given.style ?? null,
  };
}

/** The words with the spaces after them; a text without dashes has no flags and is left whole. */
function wordsOf(text: string): readonly string[] {
  return /--|[—–]/.test(text) ? text.split(/(?<=\s)(?=\S)/) : [text];
}

function straightQuotes(text: string): string {
  return text.replace(/[“”„]/g, '"').replace(/[‘’]/g, "'");
}

/** Reads one word, which may have the spaces after it attached. */
function readWord(word: string): Reading {
  const groups = FLAG.exec(word.trimEnd())?.groups;
  if (!groups) return 'prompt';
  // A lone long dash is punctuation between words; only a typed `--` ends flags.
  if (groups.name === undefined) return groups.dashes === '--' ? 'end' : 'prompt';
  return { flag: groups.name.toLowerCase().replaceAll('-', '_'), attached: groups.attached ?? null };
}

/**
 * Takes a flag's value off the words after it: a quoted phrase, or one word, or (free text) everything up to the next flag.
 * @returns the value, '' when there is none, and how many words it took
 */
function takeValue(words: readonly string[], isFreeText: boolean): { text: string; words: number } {
  const first = words[0] ?? '';
  if (first.trim() === '' || readWord(first) !== 'prompt') return { text: '', words: 0 };
  const quote = /^["']/.exec(first)?.[0];
  if (quote) {
    const last = words.findIndex((word, at) => word.trimEnd().endsWith(quote) && (at > 0 || word.trim().length > 1));
    if (last >= 0) {
      const phrase = words
        .slice(0, last + 1)
        .join('')
        .trim();
      return { text: phrase.slice(1, -1).trim(), words: last + 1 };
    }
  }
  const nextFlag = words.findIndex((word) => readWord(word) !== 'prompt');
  const taken = isFreeText ? (nextFlag < 0 ? words.length : nextFlag) : 1;
  return { text: words.slice(0, taken).join('').trim(), words: taken };
}
