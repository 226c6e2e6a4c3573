// Which pictures somebody means, and whether they are theirs.

import type { AccountId, GenerationId, ImageId } from '../domain/ids.ts';
import { refuse } from '../domain/refusal.ts';
import type { Delivery } from '../ports.ts';
import type { Picture } from '../picture-rows.ts';
import type { Rows } from '../store.ts';
import { refuseAbsent } from './absent.ts';

/** What a button is about: one picture, or all finished ones of a request. */
export type PictureSubject = Extract<Delivery['subject'], { kind: 'image' | 'generation' }>;

/** A picture by its id, or by its number on the page that was shown last. */
export type WhichPicture = ImageId | number;

/** @throws Refusal picture-unknown, also for somebody else's: whoever types an id learns nothing by it */
export async function ownPicture(rows: Rows, accountId: AccountId, which: WhichPicture): Promise<Picture> {
  const id = typeof which === 'number' ? (await rows.histories.lastShown(accountId))[which - 1] : which;
  const picture = id === undefined ? null : await rows.images.findOwn(accountId, id);
  return picture ?? refuse('picture-unknown', {});
}

/** @throws Refusal picture-unknown; not-yours for what somebody else's buttons are about, which everybody in a chat can see */
export async function ownSubject(
  rows: Rows,
  accountId: AccountId,
  subject: PictureSubject,
): Promise<readonly ImageId[]> {
  if (subject.kind === 'image') {
    const picture = await rows.images.find(subject.id);
    if (!picture) return refuseAbsent(rows, 'image', subject.id, 'picture-unknown');
    return picture.accountId === accountId ? [picture.id] : refuse('not-yours', {});
  }
  return picturesOf(rows, accountId, subject.id);
}

async function picturesOf(rows: Rows, accountId: AccountId, id: GenerationId): Promise<readonly ImageId[]> {
  const generation = await rows.generations.find(id);
  if (!generation) return refuseAbsent(rows, 'generation', id, 'picture-unknown');
  if (generation.accountId !== accountId) return refuse('not-yours', {});
  const ready = generation.images.filter(({ state }) => state === 'ready');
  return ready.length > 0 ? ready.map((image) => image.id) : refuse('picture-unknown', {});
}
