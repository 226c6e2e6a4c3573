// Permutations in a prompt: `a {red, blue} fox` stands for two prompts, `{a|b} in {c|d}` for four.

import { refuse } from './refusal.ts';

const PERMUTATIONS_MAX = 200;

/** A group of at least two choices, split at `|`, or at commas where there is no `|`. `{{column}}` is not one. */
const GROUP = /(?<!\{)\{([^{}]*[,|][^{}]*)\}(?!\})/;

/**
 * Every prompt that a prompt with groups stands for, in reading order, without repeats; one without groups stands for itself.
 * @throws Refusal permutations-too-many before any of them is made
 */
export function permute(prompt: string): readonly string[] {
  const parts = prompt.split(new RegExp(GROUP, 'g'));
  // split() with a capture alternates: text, group, text, group, …, text.
  const choices = parts.map((part, at) => (at % 2 === 0 ? [part] : choicesOf(part)));
  const count = choices.reduce((product, each) => product * each.length, 1);
  if (count > PERMUTATIONS_MAX) refuse('permutations-too-many', { count, max: PERMUTATIONS_MAX });
  const prompts = choices.reduce<readonly string[]>(
    (starts, each) => starts.flatMap((start) => each.map((choice) => start + choice)),
    [''],
  );
  return [...new Set(prompts)];
}

function choicesOf(group: string): readonly string[] {
  const choices = group
    .split(group.includes('|') ? '|' : ',')
    .map((choice) => choice.trim())
    .filter((choice) => choice !== '');
  return choices.length > 0 ? choices : [''];
}
