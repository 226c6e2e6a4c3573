// Plain text as Discord shows it literally: no formatting, no mention, no link preview, no emoji code.

/** Escapable anywhere: Discord takes a backslash before any punctuation mark as "literally this". */
const MARKUP = /[\\`*_~|<>[\]@#]/g;
/** A colon that starts an emoji code or the rest of a link. */
const COLON = /:(?=[\w/])/g;
/** Bullets and numbers count only at the start of a line. */
const BULLET = /^(\s*)(?=[-+])/gm;
const NUMBERING = /^(\s*\d+)(?=\.)/gm;

/** @returns text that Discord renders as exactly `text` */
export function escapeText(text: string): string {
  return text
    .replace(MARKUP, String.raw`\$&`)
    .replace(COLON, String.raw`\:`)
    .replace(BULLET, '$1\\')
    .replace(NUMBERING, '$1\\');
}

/** Text between code fences: nothing is formatted there, but it must not close the fence itself. */
export function escapeCode(text: string): string {
  return text.replaceAll('```', '`\u200b`\u200b`');
}
