// A chat as a notebook: the messenger port, writing down what it was given instead of sending it.

import { MessengerError, type Delivery, type Messenger, type MessengerFailure } from '../../src/core/ports.ts';
import type { View } from '../../src/core/domain/view.ts';

export type Note = {
  readonly delivery: Delivery;
  readonly view: View;
  readonly pictures: number;
  readonly parts: number;
};

export type Notebook = Messenger & {
  /** Final results, in the order they came. */
  readonly notes: readonly Note[];
  /** Messages that were sent, which must never be one message twice. */
  readonly sent: readonly string[];
  /** The next deliveries fail like this, one each. */
  readonly failures: MessengerFailure[];
  /** Messages that were brought up to date, with what is left in them. */
  readonly withdrawn: { readonly delivery: Delivery; readonly view: View | null }[];
};

export function notebookMessenger(): Notebook {
  const notes: Note[] = [];
  const sent: string[] = [];
  const failures: MessengerFailure[] = [];
  const withdrawn: { delivery: Delivery; view: View | null }[] = [];
  return {
    notes,
    sent,
    failures,
    withdrawn,
    async withdraw(delivery, view) {
      const failure = failures.shift();
      if (failure) throw new MessengerError(failure);
      withdrawn.push({ delivery, view });
    },
    showProgress: async (delivery) => delivery.message,
    async deliver(delivery, view, files, once) {
      const failure = failures.shift();
      if (failure) throw new MessengerError(failure);
      const pictures = await files.images();
      const parts = view.kind === 'run' || view.kind === 'export' ? view.parts : [];
      for (const part of parts) await files.part(part.key);
      const note = { delivery, view, pictures: pictures.length, parts: parts.length };
      if (delivery.message !== null) {
        notes.push(note);
        return delivery.message;
      }
      const outcome = await once('result', async () => {
        sent.push(delivery.id);
        notes.push(note);
        return `message-${sent.length}`;
      });
      return outcome === 'unknown' ? null : outcome.message;
    },
  };
}
