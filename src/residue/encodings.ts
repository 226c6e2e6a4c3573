// How a value may be written where it is left: the ways to write text, and the ways to write bytes, each way of one with each of the other.

import { SHORTEST } from './matcher.ts';

/** A way to write a value, and how it is called in a report. */
export type Written = { readonly as: string; readonly bytes: Buffer };

/** Every way to write this text, each once. Too short ones are left out. */
export function waysToWrite(text: string): readonly Written[] {
  const ways = textWays(text).flatMap(({ as, bytes }) => byteWays(bytes).map((way) => joined(as, way)));
  return distinct([...ways, ...uuidWays(text), ...numberWays(text)]);
}

/** The same for bytes that are no text. */
export function waysToWriteBytes(bytes: Buffer): readonly Written[] {
  return distinct(byteWays(bytes));
}

function joined(as: string, way: Written): Written {
  return { as: way.as === '' ? as : `${as}, ${way.as}`, bytes: way.bytes };
}

function textWays(text: string): readonly Written[] {
  const utf8 = Buffer.from(text);
  const json = JSON.stringify(text).slice(1, -1);
  const ways: [string, string][] = [
    ['UTF-8', text],
    ['JSON', json],
    ['JSON', json.replaceAll('/', String.raw`\/`)],
    ['JSON in JSON', JSON.stringify(json).slice(1, -1)],
    ['CSV', text.replaceAll('"', '""')],
    ['XML', xml(text)],
    ['URL', encodeURIComponent(text.toWellFormed())],
    ['URL', encodeURIComponent(text.toWellFormed()).replaceAll(/%../g, (byte) => byte.toLowerCase())],
    ['form', new URLSearchParams([['', text]]).toString().slice(1)],
  ];
  for (const upper of [false, true]) {
    const escape = (unit: string): string => {
      const hex = unit.charCodeAt(0).toString(16).padStart(4, '0');
      return `\\u${upper ? hex.toUpperCase() : hex}`;
    };
    ways.push(['JSON', json.replaceAll(/[^\0-\x7f]/g, escape)]);
    ways.push(['JSON', json.replaceAll('/', String.raw`\/`).replaceAll(/[^\0-\x7f]/g, escape)]);
    ways.push(['JSON', text.split('').map(escape).join('')]);
    ways.push(['JSON in JSON', json.replaceAll(/[^\0-\x7f]/g, escape).replaceAll('\\', '\\\\')]);
    ways.push(['URL', [...utf8].map((byte) => `%${hexOf(Buffer.of(byte), upper)}`).join('')]);
    for (const base of [10, 16])
      ways.push(['XML', xml(text).replaceAll(/[^\0-\x7f]/gu, (one) => entity(one, base, upper))]);
  }
  const wide = Buffer.from(text, 'utf16le');
  return [
    ...ways.map(([as, written]) => ({ as, bytes: Buffer.from(written) })),
    // Control characters are what Latin-1 has in place of letters that are not in it.
    ...(/^[\0-\xff]*$/.test(text) ? [{ as: 'Latin-1', bytes: Buffer.from(text, 'latin1') }] : []),
    { as: 'UTF-16LE', bytes: wide },
    { as: 'UTF-16BE', bytes: Buffer.from(wide).swap16() },
    ...packedWays(utf8),
  ];
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function entity(one: string, base: number, upper: boolean): string {
  const digits = (one.codePointAt(0) ?? 0).toString(base);
  return base === 10 ? `&#${digits};` : `&#x${upper ? digits.toUpperCase() : digits};`;
}

/** PostgreSQL's own compression writes what it has not seen before as it is, with a zero byte in front of every eight bytes. */
function packedWays(bytes: Buffer): readonly Written[] {
  const ways: Written[] = [];
  // Two whole groups, or there would be little of the value in it, and no mark.
  for (let lead = 0; lead < GROUP && bytes.length >= lead + 2 * GROUP; lead += 1) {
    const parts = lead === 0 ? [] : [bytes.subarray(0, lead), Buffer.of(0)];
    // A last group that is not full may go on with something else, under another mark.
    for (let at = lead; at + GROUP <= bytes.length; at += GROUP)
      parts.push(...(at > lead ? [Buffer.of(0)] : []), bytes.subarray(at, at + GROUP));
    ways.push({ as: 'pglz', bytes: Buffer.concat(parts) });
  }
  return ways;
}

const GROUP = 8;

function byteWays(bytes: Buffer): readonly Written[] {
  return [
    { as: '', bytes },
    { as: 'hex', bytes: Buffer.from(hexOf(bytes, false)) },
    { as: 'hex', bytes: Buffer.from(hexOf(bytes, true)) },
    ...[0, 1, 2].flatMap((lead) => base64Ways(bytes, lead)),
  ];
}

/** With so many bytes in front of it, which are not known: the characters that are made of this value alone. */
function base64Ways(bytes: Buffer, lead: number): readonly Written[] {
  const padded = Buffer.concat([Buffer.alloc(lead), bytes]);
  const from = Math.ceil((lead * 8) / 6);
  const to = Math.floor((padded.length * 8) / 6);
  return (['base64', 'base64url'] as const).map((as) => ({
    as,
    bytes: Buffer.from(padded.toString(as).slice(from, to)),
  }));
}

function uuidWays(text: string): readonly Written[] {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return [];
  return [
    { as: 'UTF-8', bytes: Buffer.from(text.toUpperCase()) },
    ...byteWays(Buffer.from(text.replaceAll('-', ''), 'hex')).map((way) => joined('uuid', way)),
  ];
}

/** A number that a store may keep as one: eight bytes, in either order. */
function numberWays(text: string): readonly Written[] {
  if (!/^[1-9]\d{9,18}$/.test(text) || BigInt(text) >= 2n ** 63n) return [];
  const little = Buffer.alloc(8);
  const big = Buffer.alloc(8);
  little.writeBigInt64LE(BigInt(text));
  big.writeBigInt64BE(BigInt(text));
  return [little, big].map((bytes) => ({ as: 'number', bytes }));
}

function hexOf(bytes: Buffer, upper: boolean): string {
  return upper ? bytes.toString('hex').toUpperCase() : bytes.toString('hex');
}

function distinct(ways: readonly Written[]): readonly Written[] {
  const seen = new Map<string, Written>();
  for (const way of ways) {
    const key = way.bytes.toString('latin1');
    if (way.bytes.length >= SHORTEST && !seen.has(key)) seen.set(key, way);
  }
  return [...seen.values()];
}
