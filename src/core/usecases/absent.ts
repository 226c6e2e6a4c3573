// What is not there for whoever asks: somebody else's, behind the wall between them, or nobody's any more.

import type { Pressable } from '../owner-rows.ts';
import { refuse } from '../domain/refusal.ts';
import type { Rows } from '../store.ts';

/** @throws Refusal not-yours, or the given one */
export async function refuseAbsent(
  rows: Pick<Rows, 'owners'>,
  kind: Pressable,
  id: string,
  otherwise: 'not-found' | 'picture-unknown' = 'not-found',
): Promise<never> {
  return refuse((await rows.owners.isAnothers(kind, id)) ? 'not-yours' : otherwise, {});
}
