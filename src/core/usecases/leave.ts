// The platforms' own doors: whoever blocks us or takes us off their account has left, until they use us again.

import type { Person } from '../domain/chat.ts';
import type { Needs } from '../needs.ts';

/**
 * Nothing is lost by it: the account goes when it has not been used for as long as the data catalogue says, like any other
 * (close-idle.ts), and until then nothing is announced to them. May be heard twice. A stranger stays one.
 */
export function leave(needs: Needs) {
  return (person: Pick<Person, 'platform' | 'userId'>): Promise<void> => setLeft(needs, person, true);
}

/** They have let us in again. That alone is no use of the account: it only is not silent any more. */
export function comeBack(needs: Needs) {
  return (person: Pick<Person, 'platform' | 'userId'>): Promise<void> => setLeft(needs, person, false);
}

async function setLeft({ store }: Needs, person: Pick<Person, 'platform' | 'userId'>, left: boolean): Promise<void> {
  await store.transaction(async (rows) => {
    const id = await rows.accounts.find(person);
    if (id) await rows.accounts.setLeft(id, left);
  });
}
