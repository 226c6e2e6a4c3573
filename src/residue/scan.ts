// One stream, looked through once in pieces of any size: needles in it, and in whatever is packed or written in it, so deep and so large.

import { lzfMembers } from './lzf.ts';
import type { Matcher } from './matcher.ts';
import { AHEAD, beginnings, open, type Opened } from './members.ts';
import { createWritten } from './written.ts';

export type Limits = {
  /** How many things within things are opened. */
  readonly depth: number;
  /** Bytes that may come out of one of them; one with more is refused, and told. */
  readonly memberBytes: number;
  /** Whether strings may be packed as Redis does: elsewhere its mark is chance. */
  readonly lzf?: boolean;
};

export const LIMITS: Limits = { depth: 6, memberBytes: 256 * 1024 * 1024 };

export type Findings = {
  /** A pattern, where it begins in the stream or in what is packed there, and in what (`gzip`, `zip in base64`). */
  found(pattern: number, at: number, inside: string): void;
  /** Something that was not looked through to its end, because too much came out of it. */
  refused(inside: string): void;
};

export interface Scan {
  feed(bytes: Buffer): Promise<void>;
  end(): Promise<void>;
}

/** A packed string of Redis is looked into when it is no longer than this, or comes in one piece. */
const LZF_AHEAD = 64 * 1024;

/** Something opened: where its bytes begin in the stream, and how many have come out of it. */
type Member = {
  readonly from: number;
  readonly opened: Opened;
  readonly scan: Scan;
  readonly inside: string;
  out: number;
};

/** @param inside what the stream itself comes out of; empty for one that is as it is */
export function createScan(matcher: Matcher, findings: Findings, limits: Limits = LIMITS, inside = ''): Scan {
  const ahead = limits.lzf ? LZF_AHEAD : AHEAD;
  const overlap = Math.max(matcher.longest - 1, ahead);
  let kept: Buffer = Buffer.alloc(0);
  /** Where `kept` begins in the stream. */
  let base = 0;
  /** Up to here beginnings were looked for. */
  let searched = 0;
  let members: Member[] = [];

  const step = async (bytes: Buffer, last: boolean): Promise<void> => {
    const buffer = kept.length === 0 ? bytes : Buffer.concat([kept, bytes]);
    const known = kept.length;
    matcher.match(buffer, (pattern, from, to) => {
      // What lies in the kept part alone was found with the piece before.
      if (to > known) findings.found(pattern, base + from, inside);
    });
    await carry(buffer, known, last);
    if (limits.depth > 0) await written.take(bytes, last);
    const keep = last ? 0 : Math.min(overlap, buffer.length);
    base += buffer.length - keep;
    // A copy: the piece it is part of must not be held by it.
    kept = Buffer.from(buffer.subarray(buffer.length - keep));
  };

  /** Hands what follows to what is open, and opens what begins. */
  const carry = async (buffer: Buffer, known: number, last: boolean): Promise<void> => {
    members = await still(members, buffer, known);
    if (limits.depth > 0) {
      const from = Math.max(0, searched - base);
      const until = last ? buffer.length : Math.max(0, buffer.length - ahead);
      members.push(...(await still(begun(buffer, from, until), buffer, 0)));
      if (limits.lzf) await strings(buffer, from, until);
      searched = Math.max(searched, base + until);
    }
    if (last) for (const member of members.splice(0)) await ended(member);
  };
  const begun = (buffer: Buffer, from: number, until: number): readonly Member[] =>
    beginnings(buffer, from, until).map((beginning) => {
      const { skip, opened } = open(buffer, beginning);
      const called = named(beginning.kind);
      return { from: base + beginning.at + skip, opened, scan: deeper(called), inside: called, out: 0 };
    });
  const strings = async (buffer: Buffer, from: number, until: number): Promise<void> => {
    for (const unpacked of lzfMembers(buffer, from, until, limits.memberBytes)) {
      const scan = deeper(named('lzf'));
      await scan.feed(unpacked);
      await scan.end();
    }
  };
  const named = (kind: string): string => (inside === '' ? kind : `${kind} in ${inside}`);
  const deeper = (called: string): Scan =>
    createScan(matcher, findings, { depth: limits.depth - 1, memberBytes: limits.memberBytes }, called);
  const written = createWritten((kind) => deeper(named(kind)));

  /** Gives each member what is new to it; those that go on. */
  const still = async (open: readonly Member[], buffer: Buffer, known: number): Promise<Member[]> => {
    const on: Member[] = [];
    for (const member of open) {
      const start = Math.max(known, member.from - base);
      const goesOn =
        start >= buffer.length || (await member.opened.write(buffer.subarray(start), (out) => taken(member, out)));
      if (goesOn && member.out <= limits.memberBytes) on.push(member);
      else await ended(member);
    }
    return on;
  };
  const taken = async (member: Member, out: Buffer): Promise<void> => {
    if (member.out > limits.memberBytes) return;
    member.out += out.length;
    if (member.out > limits.memberBytes) findings.refused(member.inside);
    else await member.scan.feed(out);
  };

  return {
    feed: (bytes) => (bytes.length === 0 ? Promise.resolve() : step(bytes, false)),
    end: () => step(Buffer.alloc(0), true),
  };
}

async function ended({ opened, scan }: Member): Promise<void> {
  opened.close();
  await scan.end();
}
