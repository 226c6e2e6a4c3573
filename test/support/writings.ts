// The ways in which a text may be left somewhere, written by other means than the scanner's own.

const hex4 = (text: string, upper: boolean): string =>
  Array.from({ length: text.length }, (_, at) => {
    const digits = text.charCodeAt(at).toString(16).padStart(4, '0');
    return String.raw`\u${upper ? digits.toUpperCase() : digits}`;
  }).join('');

const base64With = (lead: string) => (text: string) => Buffer.from(Buffer.from(lead + text).toString('base64'));
const base64urlWith = (lead: string) => (text: string) => Buffer.from(Buffer.from(lead + text).toString('base64url'));
/** In lines, as letters and certificates have it: 76 columns, or 64. */
const lines = (written: string, columns: number, end: string): Buffer =>
  Buffer.from(written.replaceAll(new RegExp(`.{${columns}}`, 'g'), `$&${end}`));
const around = (text: string): Buffer =>
  Buffer.from(`${'what is in front '.repeat(9)}${text}, and what follows`.repeat(3));
const nonAscii = /[\u0080-\uffff]/g;

export const WRITINGS: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-8': (text) => Buffer.from(text),
  JSON: (text) => Buffer.from(JSON.stringify({ text })),
  'JSON with slashes escaped': (text) => Buffer.from(JSON.stringify(text).replaceAll('/', String.raw`\/`)),
  'JSON with lower-case escapes': (text) =>
    Buffer.from(JSON.stringify(text).replaceAll(nonAscii, (c) => hex4(c, false))),
  'JSON with upper-case escapes': (text) =>
    Buffer.from(JSON.stringify(text).replaceAll(nonAscii, (c) => hex4(c, true))),
  'JSON with everything escaped': (text) => Buffer.from(hex4(text, false)),
  'JSON in JSON': (text) => Buffer.from(JSON.stringify(JSON.stringify({ text }))),
  'a cell of CSV': (text) => Buffer.from(`1,"${text.replaceAll('"', '""')}",2`),
  'hex in lower case': (text) => Buffer.from(`\\x00${Buffer.from(text).toString('hex')}ff`),
  'hex in upper case': (text) => Buffer.from(Buffer.from(text).toString('hex').toUpperCase()),
  'base64 from its first byte': base64With(''),
  'base64 from its second byte': base64With('x'),
  'base64 from its third byte': base64With('xy'),
  'base64url from its first byte': base64urlWith('?>?'),
  'base64url from its second byte': base64urlWith('x?>?'),
  'base64url from its third byte': base64urlWith('xy?>?'),
  'base64 of JSON': (text) => Buffer.from(Buffer.from(JSON.stringify({ text })).toString('base64')),
  'base64 of base64': (text) => base64With('x')(base64With('xy')(text).toString()),
  'base64url of base64url': (text) => base64urlWith('?')(base64urlWith('x?>?')(text).toString()),
  'base64 of base64 of base64': (text) => base64With('')(base64With('x')(base64With('xy')(text).toString()).toString()),
  'hex of base64': (text) => Buffer.from(base64With('x')(text).toString('hex')),
  'base64 of hex': (text) => base64With('x')(Buffer.from(text).toString('hex')),
  'base64url of hex in upper case': (text) => base64urlWith('xy')(Buffer.from(text).toString('hex').toUpperCase()),
  'hex of hex': (text) => Buffer.from(Buffer.from(Buffer.from(text).toString('hex')).toString('hex')),
  'base64 in lines': (text) => lines(around(text).toString('base64'), 76, '\r\n'),
  'base64url in lines': (text) => lines(around(text).toString('base64url'), 64, '\n'),
  'base64 in lines in JSON': (text) => lines(around(text).toString('base64'), 76, String.raw`\r\n`),
  'base64 in JSON in JSON with slashes escaped': (text) =>
    Buffer.from(
      around(text)
        .toString('base64')
        .replaceAll('/', String.raw`\\/`),
    ),
  'hex in lines': (text) => lines(around(text).toString('hex'), 60, '\n'),
  'hex of UTF-16': (text) => Buffer.from(Buffer.from(text, 'utf16le').toString('hex')),
  'a part of a URL': (text) => Buffer.from(`https://easel.example/?q=${encodeURIComponent(text)}`),
  'a part of a URL in lower case': (text) =>
    Buffer.from(encodeURIComponent(text).replaceAll(/%../g, (each) => each.toLowerCase())),
  'a form': (text) => Buffer.from(new URLSearchParams({ q: text, more: 'yes' }).toString()),
  'a URL with everything escaped': (text) => Buffer.from(Buffer.from(text).toString('hex').replaceAll(/../g, '%$&')),
  'UTF-16, little end first': (text) => Buffer.from(text, 'utf16le'),
  'UTF-16, big end first': (text) => Buffer.from(text, 'utf16le').swap16(),
  XML: (text) => Buffer.from(text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')),
  'XML with numbers': (text) =>
    Buffer.from(
      text
        .replaceAll('&', '&amp;')
        .replaceAll('"', '&quot;')
        .replaceAll(nonAscii, (c) => `&#x${c.charCodeAt(0).toString(16)};`),
    ),
};
