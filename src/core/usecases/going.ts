// What meets an account on its way out: its key is gone before its rows are, and whoever began before that finds out by it.

import type { ChatCore } from '../answers.ts';
import { refuse } from '../domain/refusal.ts';
import { KeyGone } from '../keyring.ts';
import type { Needs } from '../needs.ts';

/** Whether something failed because an account is being erased: then nothing of it is left to be done. */
export async function isGoing({ store }: Pick<Needs, 'store'>, error: unknown): Promise<boolean> {
  if (!(error instanceof KeyGone)) return false;
  // One that stays has lost its key, and that is not to be passed over.
  return (await store.accounts.get(error.account))?.state !== 'active';
}

/** Whoever asks for something just then is told so, as if they had asked a moment later; nothing of it was written. */
export function tellingWhoGoes(needs: Pick<Needs, 'store'>, chat: ChatCore): ChatCore {
  const told = Object.entries(chat).map(([name, member]: [string, unknown]) => {
    if (typeof member !== 'function') return [name, member] as const;
    return [
      name,
      (...words: unknown[]) => {
        const answer: unknown = Reflect.apply(member, chat, words);
        if (!(answer instanceof Promise)) return answer;
        return answer.catch(async (error: unknown) => {
          if (await isGoing(needs, error)) return refuse('being-erased', {});
          throw error;
        });
      },
    ] as const;
  });
  return Object.fromEntries(told) as unknown as ChatCore;
}
