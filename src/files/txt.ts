// A plain list of prompts, one a line.

import { setImmediate } from 'node:timers/promises';

export type NumberedPrompt = { readonly row: number; readonly prompt: string };

/** Lines read between two turns of the event loop. */
const STRETCH_LINES = 2_000;

/**
 * The prompts of a text with their line numbers (from 1), in stretches. Blank lines and lines that begin with # or // are
 * counted but carry none.
 */
export async function* txtPrompts(utf8: Buffer): AsyncGenerator<readonly NumberedPrompt[]> {
  let row = 1;
  let prompts: NumberedPrompt[] = [];
  for (const [piece] of utf8.toString().matchAll(/[^\r\n]+|\r\n|\n|\r/g)) {
    const isLineBreak = piece[0] === '\r' || piece[0] === '\n';
    if (!isLineBreak) {
      const prompt = piece.trim();
      if (prompt !== '' && !/^(#|\/\/)/.test(prompt)) prompts.push({ row, prompt });
    } else if (row++ % STRETCH_LINES === 0) {
      yield prompts;
      prompts = [];
      await setImmediate();
    }
  }
  yield prompts;
}
