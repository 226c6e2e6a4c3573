// Save and Unsave: a picture stays until it is deleted, or goes in its time again.

import type { Kept, Pressing, Repeated } from '../answers.ts';
import { refuse } from '../domain/refusal.ts';
import type { Needs } from '../needs.ts';
import { viewOf } from './deliver.ts';
import { ownSubject, type PictureSubject } from './own-pictures.ts';
import { sight } from './sight.ts';

/** Does nothing to what is saved, or not saved, already. @throws Refusal not-yours, picture-unknown */
export function keepPicture(needs: Needs) {
  return async (press: Pressing, subject: PictureSubject, saved: boolean): Promise<Repeated | Kept> =>
    needs.store.transaction(async (rows): Promise<Repeated | Kept> => {
      const account = await sight(needs, rows, press);
      if (!account) return { kind: 'repeated' };
      const kept = await rows.images.save(account.id, await ownSubject(rows, account.id, subject), saved);
      // The sweep was there first.
      if (kept.length === 0) return refuse('picture-unknown', {});
      const view = await viewOf(rows, { subject });
      if (view?.kind !== 'generation' && view?.kind !== 'picture') return refuse('picture-unknown', {});
      return { kind: 'kept', view };
    });
}
