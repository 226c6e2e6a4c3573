// Marks of who was erased, kept outside the database as well: a backup that is restored does not take them with it.
// Each is an object whose name says all there is: when, and the mark.

import { DATA_CATALOGUE } from '../domain/data-catalogue.ts';
import type { Keep } from '../domain/data-catalogue/types.ts';
import type { ErasedMark } from '../erasure-rows.ts';
import type { Needs } from '../needs.ts';

const FOLDER = 'marks/';
const NAME = /^marks\/(\d{1,15})-([0-9a-f]+)$/;
const KEPT_MS = daysKept(DATA_CATALOGUE.tables.suppression.keep) * 86_400_000;

/** Done before anything of an account goes. May be repeated. */
export async function keepMarks({ bucket }: Pick<Needs, 'bucket'>, marks: readonly ErasedMark[]): Promise<void> {
  for (const { mark, at } of marks)
    await bucket.putIfAbsent(`${FOLDER}${at.getTime()}-${mark}`, Buffer.from(`${mark}\n`), 'text/plain');
}

/** Those whose time is not over. */
export async function keptMarks(needs: Pick<Needs, 'bucket' | 'clock'>): Promise<readonly ErasedMark[]> {
  const marks: ErasedMark[] = [];
  for await (const { at, mark } of allMarks(needs)) if (!isOver(needs, at)) marks.push({ mark, at });
  return marks;
}

/** Removes those whose time is over; returns how many. */
export async function forgetMarks(needs: Pick<Needs, 'bucket' | 'clock'>): Promise<number> {
  const over: string[] = [];
  for await (const { key, at } of allMarks(needs)) if (isOver(needs, at)) over.push(key);
  for (const key of over) await needs.bucket.remove(key);
  return over.length;
}

async function* allMarks({ bucket }: Pick<Needs, 'bucket'>): AsyncGenerator<ErasedMark & { readonly key: string }> {
  for await (const key of bucket.list(FOLDER)) {
    const [, at, mark] = NAME.exec(key) ?? [];
    if (at && mark) yield { key, mark, at: new Date(Number(at)) };
  }
}

function isOver({ clock }: Pick<Needs, 'clock'>, at: Date): boolean {
  return at.getTime() < clock.now().getTime() - KEPT_MS;
}

function daysKept(keep: Keep): number {
  if (keep.rule !== 'after' || keep.unit !== 'days') throw new Error('a mark is kept for days');
  return keep.amount;
}
