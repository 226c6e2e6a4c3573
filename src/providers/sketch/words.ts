// Reads a prompt: which subjects it names, where, when, in what weather and mood. Unknown words are kept as flavour.

import { hex, type Rgb } from './color.ts';
import type { SceneName } from './subjects/figure.ts';
import type { SubjectName } from './subjects/subjects.ts';
import {
  colorWords,
  countWords,
  extraWords,
  moodWords,
  notWords,
  sceneWords,
  subjectWords,
  timeWords,
  weatherWords,
  type Extra,
  type Mood,
  type Time,
  type Weather,
} from './vocabulary.ts';

/** A subject as mentioned; `color` is the one named for it. */
type Mention = { readonly name: SubjectName; readonly color: Rgb | null; readonly count: number };

export type Meaning = {
  readonly subjects: readonly Mention[];
  readonly scene: SceneName | null;
  readonly time: Time | null;
  readonly weather: ReadonlySet<Weather>;
  readonly extras: ReadonlySet<Extra>;
  readonly moods: ReadonlySet<Mood>;
  /** Colours named for nothing in particular: they tint the whole picture. */
  readonly tints: readonly Rgb[];
  /** What was asked to be left out, extras and weather included. */
  readonly unwanted: ReadonlySet<string>;
};

/** One meaning of a word. A word may have several: moonlight is a time and a moon. */
type Sense =
  | { kind: 'subject'; name: SubjectName }
  | { kind: 'scene'; name: SceneName }
  | { kind: 'time'; name: Time }
  | { kind: 'weather'; name: Weather }
  | { kind: 'extra'; name: Extra }
  | { kind: 'mood'; name: Mood }
  | { kind: 'color'; color: Rgb }
  | { kind: 'count'; count: number }
  | { kind: 'not' };

/** At most this many different subjects share a picture: more would be a crowd of details. */
const SUBJECTS_MOST = 3;

const dictionary = new Map<string, Sense[]>();
for (const [name, words] of entries(subjectWords)) learn(words, { kind: 'subject', name });
for (const [name, words] of entries(sceneWords)) learn(words, { kind: 'scene', name });
for (const [name, words] of entries(timeWords)) learn(words, { kind: 'time', name });
for (const [name, words] of entries(weatherWords)) learn(words, { kind: 'weather', name });
for (const [name, words] of entries(extraWords)) learn(words, { kind: 'extra', name });
for (const [name, words] of entries(moodWords)) learn(words, { kind: 'mood', name });
for (const [count, words] of Object.entries(countWords)) learn(words, { kind: 'count', count: Number(count) });
for (const line of colorWords) learn(line.slice(8), { kind: 'color', color: hex(line.slice(0, 7)) });
learn(notWords, { kind: 'not' });

/** Understands a prompt, less what the negative prompt names. Never fails: a prompt of unknown words has an empty meaning. */
export function readWords(prompt: string, negativePrompt: string | null): Meaning {
  const wanted = sensesIn(prompt);
  const refused = negativePrompt === null ? [] : sensesIn(negativePrompt).flat();
  const unwanted = new Set(refused.map(keyOf));
  const found = {
    subjects: new Map<SubjectName, Mention>(),
    scene: null as SceneName | null,
    time: null as Time | null,
  };
  const weather = new Set<Weather>();
  const extras = new Set<Extra>();
  const moods = new Set<Mood>();
  const tints: Rgb[] = [];
  let color: { value: Rgb; age: number } | null = null;
  let count = 1;
  let refusing = false;

  for (const senses of wanted) {
    if (refusing && senses.length > 0) {
      for (const sense of senses) unwanted.add(keyOf(sense));
      refusing = false;
      continue;
    }
    const subject = senses.find((sense) => sense.kind === 'subject');
    for (const sense of senses) {
      if (unwanted.has(keyOf(sense))) continue;
      switch (sense.kind) {
        case 'subject':
          if (found.subjects.size < SUBJECTS_MOST && !found.subjects.has(sense.name))
            found.subjects.set(sense.name, { name: sense.name, color: color?.value ?? null, count });
          break;
        case 'scene':
          found.scene ??= sense.name;
          break;
        case 'time':
          found.time ??= sense.name;
          break;
        case 'weather':
          weather.add(sense.name);
          break;
        case 'extra':
          extras.add(sense.name);
          break;
        case 'mood':
          moods.add(sense.name);
          break;
        case 'color':
          if (color) tints.push(color.value);
          color = { value: sense.color, age: 0 };
          break;
        case 'count':
          count = sense.count;
          break;
        case 'not':
          refusing = true;
          break;
      }
    }
    if (subject) {
      color = null;
      count = 1;
    } else if (color && ++color.age > 3) {
      // Too far from any noun: "blue, a quiet morning with a fox" is a blue picture, not a blue fox.
      tints.push(color.value);
      color = null;
    }
  }
  if (color) tints.push(color.value);
  return { ...found, subjects: [...found.subjects.values()], weather, extras, moods, tints, unwanted };
}

/** The senses of each word in order; an unknown word is an empty list, so that distances between words stay true. */
function sensesIn(text: string): Sense[][] {
  const runs =
    text
      .toLowerCase()
      .normalize('NFKC')
      .match(/\p{Script=Han}+|[\p{L}\p{N}'’-]+/gu) ?? [];
  const found: Sense[][] = [];
  for (let index = 0; index < runs.length;) {
    const run = runs[index] ?? '';
    if (/\p{Script=Han}/u.test(run)) {
      found.push(...sensesInChinese(run));
      index += 1;
    } else {
      const length =
        [3, 2].find(
          (words) => index + words <= runs.length && dictionary.has(runs.slice(index, index + words).join('_')),
        ) ?? 1;
      found.push(length > 1 ? (dictionary.get(runs.slice(index, index + length).join('_')) ?? []) : sensesOf(run));
      index += length;
    }
  }
  return found;
}

/** Chinese is written without spaces: the longest known word at each place. */
function sensesInChinese(run: string): Sense[][] {
  const found: Sense[][] = [];
  for (let at = 0; at < run.length;) {
    const length = [4, 3, 2, 1].find((each) => dictionary.has(run.slice(at, at + each)));
    if (length !== undefined) found.push(dictionary.get(run.slice(at, at + length)) ?? []);
    at += length ?? 1;
  }
  return found;
}

function sensesOf(word: string): Sense[] {
  const bare = word.replace(/['’]s?$/, '');
  // A plural may mean more than its singular, never less: mountains are a place and something to see behind another place.
  const forms = new Set([bare, bare.replace(/s$/, ''), bare.replace(/es$/, '')]);
  const known = [...forms].flatMap((form) => dictionary.get(form) ?? []);
  // "black-and-white", "snow-covered": the parts may be known when the whole is not.
  return known.length === 0 && bare.includes('-') ? bare.split('-').flatMap(sensesOf) : known;
}

function keyOf(sense: Sense): string {
  switch (sense.kind) {
    case 'color':
      return `color ${sense.color.join(' ')}`;
    case 'count':
      return `count ${sense.count}`;
    case 'not':
      return 'not';
    case 'subject':
    case 'scene':
    case 'time':
    case 'weather':
    case 'extra':
    case 'mood':
      return `${sense.kind} ${sense.name}`;
  }
}

function learn(words: string, sense: Sense): void {
  for (const word of words.split(' ')) dictionary.set(word, [...(dictionary.get(word) ?? []), sense]);
}

function entries<K extends string, V>(table: Readonly<Record<K, V>>): [K, V][] {
  return Object.entries(table) as [K, V][];
}
