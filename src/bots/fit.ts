// Cutting a reply to what one message holds: quotations first, since whoever wrote them knows how they go on.

import type { Block, OutFile } from './conversation.ts';

/** What is left of a quotation before anything else is cut, in characters. */
const QUOTE_KEEPS = 200;

export type Fitted = {
  readonly blocks: readonly Block[];
  /** Something other than a quotation was cut, so the whole is worth sending as a file. */
  readonly lost: boolean;
};

/**
 * Shortens blocks until `measure` says they fit into `max`.
 * @param measure the length the platform counts, of the blocks as it would get them (escaped, marked up)
 */
export function fit(blocks: readonly Block[], max: number, measure: (blocks: readonly Block[]) => number): Fitted {
  const fits = (these: readonly Block[]): boolean => measure(these) <= max;
  let fitted = [...blocks];
  let lost = false;
  while (!fits(fitted)) {
    const quote = longest(fitted, (block) => block.style === 'quote' && block.text.length > QUOTE_KEEPS);
    const index = quote ?? longest(fitted, () => true);
    const block = index === null ? undefined : fitted[index];
    if (index === null || !block) break;
    if (quote === null) lost = true;
    const at = (length: number): Block[] => replace(fitted, index, { ...block, text: clip(block.text, length) });
    // What markup adds depends on the text, so the longest beginning that fits is searched for.
    let [low, high] = [quote === null ? 0 : QUOTE_KEEPS, block.text.length];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (fits(at(middle))) low = middle;
      else high = middle;
    }
    fitted = at(low);
  }
  return { blocks: fitted, lost };
}

/** Everything a reply says, in a file: for what a message cannot carry. */
export function wholeText(blocks: readonly Block[]): OutFile {
  return { name: 'message.txt', bytes: Buffer.from(plainText(blocks)), mediaType: 'text/plain' };
}

/** Everything a reply says, without a style. */
export function plainText(blocks: readonly Block[]): string {
  return blocks.map((block) => block.text).join('\n');
}

/** At most `max` UTF-16 units of a text, ending in `…` when something is missing; never half a character. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = max - 1;
  if (end <= 0) return '';
  const half = /[\uD800-\uDBFF]/.test(text.charAt(end - 1));
  return `${text.slice(0, half ? end - 1 : end)}…`;
}

/** A block without text is a block less. */
function replace(blocks: readonly Block[], index: number, block: Block): Block[] {
  return block.text === '' ? blocks.toSpliced(index, 1) : blocks.with(index, block);
}

function longest(blocks: readonly Block[], among: (block: Block) => boolean): number | null {
  let found: number | null = null;
  for (const [index, block] of blocks.entries()) {
    if (among(block) && block.text.length > (found === null ? 0 : (blocks[found]?.text.length ?? 0))) found = index;
  }
  return found;
}
