// Names for files that end up on other people's disks: readable, unlike each other, and harmless on every system.

import type { RunImage } from '../core/file-ports.ts';

const SLUG_CHARS = 40;
/** Names of 255 bytes are the most file systems take; this leaves room for a suffix and an ending. */
const STEM_BYTES = 200;

const ENDINGS: ReadonlyMap<string, readonly [ending: string, ...others: string[]]> = new Map([
  ['image/png', ['.png']],
  ['image/jpeg', ['.jpg', '.jpeg', '.jpe', '.jfif']],
  ['image/webp', ['.webp']],
]);
const PICTURE_ENDING = /\.(png|jpe?g|jpe|jfif|webp|gif|bmp|tiff?|avif|heic)$/i;

/** Device names Windows keeps for itself, with any ending (Naming Files, Microsoft Learn). */
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;

/**
 * Where each picture goes in the ZIP: `images/0007-1_red-fox-in-snow_42.png`, or the row's own file name made safe, with
 * `-2` where it was taken. Two names that differ in case only are the same file on many systems, and so they are here.
 */
export function imageNames(images: readonly RunImage[]): ReadonlyMap<RunImage['id'], string> {
  const digits = Math.max(4, String(images.at(-1)?.row ?? 0).length);
  const taken = new Map<string, number>();
  const names = new Map<RunImage['id'], string>();
  for (const image of images) {
    const { stem, ending } = image.filename === null ? ownName(image, digits) : safeName(image.filename, image);
    names.set(image.id, `images/${unlike(taken, stem, ending)}`);
  }
  return names;
}

/** The ZIP's own name, of [A-Za-z0-9._-] only because Telegram takes no other: `easel-my-list-part-1-of-3.zip`. */
export function zipName(uploadName: string, part: number, parts: number): string {
  const plain = uploadName
    .normalize('NFKD')
    .replace(/\.[A-Za-z]{3}$/, '')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-|-$/g, '');
  return `easel-${plain || 'results'}${parts > 1 ? `-part-${part}-of-${parts}` : ''}.zip`;
}

function ownName(image: RunImage, digits: number): { stem: string; ending: string } {
  const row = String(image.row).padStart(digits, '0');
  const seed = image.seed === null ? '' : `_${image.seed}`;
  return { stem: `${row}-${image.index + 1}_${slug(image.prompt)}${seed}`, ending: endingFor(image)[0] };
}

/** Letters and digits of any script, in lower case; there is no honest way to write 狐 in ASCII. */
function slug(prompt: string): string {
  const words =
    prompt
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  const short = Array.from(words.join('-')).slice(0, SLUG_CHARS).join('');
  return short.replace(/-$/, '') || 'image';
}

function safeName(filename: string, image: RunImage): { stem: string; ending: string } {
  const endings = endingFor(image);
  const base = filename.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const named = PICTURE_ENDING.exec(base)?.[0] ?? '';
  const stem = base
    .slice(0, base.length - named.length)
    // Control and formatting characters hide what a name is; the others mean something to a file system or a shell.
    .replace(/[\p{C}\p{Zl}\p{Zp}<>:"|?*]/gu, '')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  const short = shorten(stem, STEM_BYTES).trimEnd() || 'image';
  return {
    stem: RESERVED.test(short) ? `_${short}` : short,
    ending: endings.includes(named.toLowerCase()) ? named : endings[0],
  };
}

function endingFor(image: RunImage): readonly [ending: string, ...others: string[]] {
  return ENDINGS.get(image.mediaType ?? '') ?? ['.bin'];
}

function shorten(text: string, maxBytes: number): string {
  let bytes = 0;
  let end = 0;
  for (const char of text) {
    bytes += Buffer.byteLength(char);
    if (bytes > maxBytes) break;
    end += char.length;
  }
  return text.slice(0, end);
}

/**
 * @param taken every name given so far, folded, with the number its last namesake got: a thousand equal names cost no more
 * than a thousand different ones
 */
function unlike(taken: Map<string, number>, stem: string, ending: string): string {
  const wanted = fold(stem + ending);
  let namesake = taken.get(wanted) ?? 0;
  let name = stem + ending;
  while (taken.has(fold(name))) name = `${stem}-${++namesake}${ending}`;
  taken.set(fold(name), 1);
  taken.set(wanted, Math.max(namesake, 1));
  return name;
}

/** What file systems that ignore case and composition make of a name. */
function fold(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}
