// Looking for words where they must not be: in every file of a folder, however they are written there.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The ways a text may lie in a file: as it is, escaped, and encoded. */
export function writings(text: string): Map<string, Buffer> {
  const bytes = Buffer.from(text);
  const ascii = JSON.stringify(text).slice(1, -1);
  const escaped = ascii.replaceAll(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const found = new Map([
    ['plain', bytes],
    ['json', Buffer.from(ascii)],
    ['json, ASCII only', Buffer.from(escaped)],
    ['url', Buffer.from(encodeURIComponent(text))],
    ['hex', Buffer.from(bytes.toString('hex'))],
    ['HEX', Buffer.from(bytes.toString('hex').toUpperCase())],
    ['UTF-16', Buffer.from(text, 'utf16le')],
  ]);
  // Base64 looks different by where in three bytes a text begins; its first and last characters mix with what is around it.
  for (const before of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    found.set(`base64+${before}`, Buffer.from(encoded.slice(before === 0 ? 0 : 4, -2)));
  }
  return found;
}

/** Which of these texts are in these bytes, and how they are written; nothing else is told of them. */
export function tracesIn(bytes: Buffer, texts: readonly string[]): string[] {
  return texts.flatMap((text) =>
    [...writings(text)].flatMap(([how, needle]) => (bytes.includes(needle) ? [`${text} (${how})`] : [])),
  );
}

/** The same for every file below a folder: `path: text (how)`. */
export async function tracesBelow(folder: string, texts: readonly string[]): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    for (const trace of tracesIn(await readFile(path), texts)) found.push(`${path.slice(folder.length + 1)}: ${trace}`);
  }
  return found;
}
