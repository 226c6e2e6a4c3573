// The bytes of a result, read from the bucket when a chat needs them.

import { textForm, type ImageId } from '../domain/ids.ts';
import type { HistoryView, View } from '../domain/view.ts';
import type { Needs } from '../needs.ts';
import type { ResultFiles } from '../ports.ts';

const SHEET_IMAGES = 24;

type Stored = { readonly id: ImageId; readonly objectKey: string | null; readonly mediaType: string | null };

export function filesOf(needs: Needs, view: View | null): ResultFiles {
  const read = async (key: string): Promise<Uint8Array> => {
    const bytes = await needs.bucket.get(key);
    if (!bytes) throw new Error('an object that a row names is missing');
    return bytes;
  };
  return {
    images: async () =>
      Promise.all(
        (await storedOf(needs, view)).map(async (image) => ({
          name: pictureName(image.id, image.mediaType),
          bytes: await read(image.objectKey ?? ''),
          mediaType: image.mediaType ?? 'image/png',
        })),
      ),
    part: read,
    async contactSheet() {
      if (view?.kind === 'history') return historySheet(needs, view);
      if (view?.kind !== 'run') return null;
      const ready = (await needs.store.runs.images(view.id))
        .filter((image) => image.objectKey !== null)
        .slice(0, SHEET_IMAGES);
      if (ready.length === 0) return null;
      return needs.archivist.contactSheet(await Promise.all(ready.map((image) => read(image.objectKey ?? ''))));
    },
  };
}

/** A page of /history as one picture; null when there is nothing on it. */
export async function historySheet(needs: Needs, { pictures }: HistoryView): Promise<Uint8Array | null> {
  if (pictures.length === 0) return null;
  const tiles = await Promise.all(
    pictures.map(async ({ id, saved }) => {
      // Deleted since the page was read: an empty place, and never a reason to show nothing.
      const key = (await needs.store.images.find(id))?.objectKey;
      return { bytes: key === undefined ? null : await needs.bucket.get(key), saved };
    }),
  );
  return needs.archivist.historySheet(tiles);
}

async function storedOf({ store }: Needs, view: View | null): Promise<readonly Stored[]> {
  if (view?.kind === 'picture') {
    const picture = await store.images.find(view.id);
    return picture ? [picture] : [];
  }
  if (view?.kind !== 'generation') return [];
  return ((await store.generations.find(view.id))?.images ?? []).filter((image) => image.objectKey !== null);
}

/** `img_….png`: what a person sees, and what a picture in a message is known by. */
function pictureName(id: ImageId, mediaType: string | null): string {
  const extension = mediaType === 'image/jpeg' ? 'jpg' : mediaType === 'image/webp' ? 'webp' : 'png';
  return `${textForm('img', id)}.${extension}`;
}
