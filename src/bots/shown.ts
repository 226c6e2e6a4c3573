// Which files of a message may stay in it after pictures were deleted: told by their names, which carry the pictures' ids.

import { textForm, type ImageId } from '../core/domain/ids.ts';
import type { View } from '../core/domain/view.ts';

/** A picture stays while it is there. Sheets of thumbnails go, and a ZIP that was sent belongs to whoever got it. */
export function isStillShown(fileName: string, view: View | null): boolean {
  const id = /^(img_[A-Za-z0-9_-]{22})\./.exec(fileName)?.[1];
  if (id !== undefined) return picturesIn(view).some((picture) => textForm('img', picture) === id);
  return fileName !== 'contact-sheet.jpg' && fileName !== 'history.jpg';
}

function picturesIn(view: View | null): readonly ImageId[] {
  if (view?.kind === 'picture') return [view.id];
  return view?.kind === 'generation' ? view.images.filter(({ state }) => state === 'ready').map(({ id }) => id) : [];
}
