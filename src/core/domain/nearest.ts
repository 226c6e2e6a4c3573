// The closest known word to a mistyped one, for answers that help.

/** How many slips of the finger lie between two words: a letter added, left out, changed, or swapped with its neighbour. */
function slips(from: string, to: string): number {
  let twoAbove: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const line = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      line.push(
        Math.min(
          (above[column] ?? 0) + 1,
          (line[column - 1] ?? 0) + 1,
          (above[column - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (twoAbove[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    twoAbove = above;
    above = line;
  }
  return above[to.length] ?? 0;
}

/** A short word is another word after one slip; a long one is still itself after three. */
function tolerance(word: string): number {
  if (word.length < 2) return 0;
  return word.length < 5 ? 1 : Math.min(3, Math.ceil(word.length / 4));
}

/** The known word closest to `word`, or null when none is close enough to be what was meant. The first of equals wins. */
export function nearest(word: string, known: readonly string[]): string | null {
  // Nothing known is long, so the rest of an absurdly long word cannot bring it closer.
  const wanted = word.toLowerCase().slice(0, 40);
  let best: string | null = null;
  let fewest = Infinity;
  for (const each of known) {
    const beginning = wanted.length > 1 && each.startsWith(wanted);
    const count = beginning ? 0 : slips(wanted, each);
    if (count < fewest && (beginning || count <= tolerance(each))) [best, fewest] = [each, count];
  }
  return best;
}
