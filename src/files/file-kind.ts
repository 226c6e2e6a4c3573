// What a file really is, by its first bytes: a spreadsheet saved as .xlsx and renamed to .csv is still a ZIP.

export type FileKind = 'jpeg' | 'png' | 'webp' | 'gif' | 'zip' | 'gzip' | 'pdf' | 'ole' | 'rtf';

/** First bytes by kind, from the formats' own specifications; `ole` is what .xls and .doc are kept in. */
const SIGNATURES: readonly (readonly [FileKind, string])[] = [
  ['jpeg', '\xff\xd8\xff'],
  ['png', '\x89PNG\r\n\x1a\n'],
  ['gif', 'GIF8'],
  ['zip', 'PK\x03\x04'],
  ['zip', 'PK\x05\x06'],
  ['gzip', '\x1f\x8b'],
  ['pdf', '%PDF-'],
  ['ole', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
  ['rtf', '{\\rtf'],
];

/** The kind of a file that is certainly not text, or null. */
export function fileKind(bytes: Uint8Array): FileKind | null {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 16)).toString('latin1');
  if (start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP') return 'webp';
  return SIGNATURES.find(([, signature]) => start.startsWith(signature))?.[0] ?? null;
}
