// Edits status messages while work goes on: the latest state wins, one edit in flight a message, within each platform's budget.

import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatAddress } from '../core/domain/chat.ts';
import type { Core } from '../core/core.ts';
import type { Delivery, Log } from '../core/ports.ts';

/** Pauses between edits of one message, by its age; after the last step it stays at the last pause. */
type Budget = readonly { readonly fromMs: number; readonly pauseMs: number }[];

/** A first edit this soon after the answer would only flicker: most requests are done by then. */
const FIRST_EDIT_MS = 1_200;
const EDIT_DEADLINE_MS = 20_000;
const LOOK_APART_MS = 500;

const BUDGETS: Readonly<Record<'discord' | 'private' | 'group', Budget>> = {
  discord: [
    { fromMs: 0, pauseMs: 2_500 },
    { fromMs: 60_000, pauseMs: 10_000 },
    { fromMs: 900_000, pauseMs: 60_000 },
  ],
  private: [
    { fromMs: 0, pauseMs: 4_000 },
    { fromMs: 60_000, pauseMs: 10_000 },
  ],
  // Twelve sends and edits a minute are all a group allows us; half of them are left for answers.
  group: [{ fromMs: 0, pauseMs: 10_000 }],
};

type Watched = {
  readonly since: number;
  readonly budget: Budget;
  nextAt: number;
  timer: NodeJS.Timeout | null;
  busy: boolean;
  again: boolean;
};

export interface Progress {
  /** Something about a subject changed; its messages are edited when their budget allows. */
  changed(subject: Delivery['subject']): void;
  close(): Promise<void>;
}

export function startProgress(needs: {
  core: Pick<Core, 'openDeliveries' | 'showProgress'>;
  leads: () => boolean;
  log: Log;
}): Progress {
  const watched = new Map<Delivery['id'], Watched>();
  const looking = new Map<string, Promise<void>>();
  const editing = new Set<Promise<void>>();
  const closing = new AbortController();

  const edit = async (id: Delivery['id'], message: Watched): Promise<void> => {
    message.timer = null;
    message.busy = true;
    message.again = false;
    try {
      const shown = await needs.core.showProgress(
        id,
        AbortSignal.any([closing.signal, AbortSignal.timeout(EDIT_DEADLINE_MS)]),
      );
      message.nextAt = Date.now() + Math.max(pauseOf(message), shown.waitMs);
      if (shown.state === 'over') watched.delete(id);
    } catch (error) {
      if (!closing.signal.aborted) fault(error);
      message.nextAt = Date.now() + pauseOf(message);
    } finally {
      message.busy = false;
      if (message.again && watched.has(id)) plan(id, message);
    }
  };
  const fault = (error: unknown): void => {
    const { name, code } = error as Error & { code?: string };
    needs.log({ event: 'fault', where: 'progress', error: name, code: code ?? null, stack: null });
  };
  const plan = (id: Delivery['id'], message: Watched): void => {
    if (closing.signal.aborted || message.timer) return;
    if (message.busy) {
      message.again = true;
      return;
    }
    message.timer = setTimeout(
      () => {
        const edited = edit(id, message).finally(() => editing.delete(edited));
        editing.add(edited);
      },
      Math.max(0, message.nextAt - Date.now()),
    );
  };
  const look = async (subject: Delivery['subject']): Promise<void> => {
    try {
      for (const { id, address } of await needs.core.openDeliveries(subject)) {
        const now = Date.now();
        const message = watched.get(id) ?? {
          since: now,
          budget: budgetOf(address),
          nextAt: now + FIRST_EDIT_MS,
          timer: null,
          busy: false,
          again: false,
        };
        watched.set(id, message);
        plan(id, message);
      }
      // Edits read the newest state when they are made, so changes in the next moment need no look of their own.
      await sleep(LOOK_APART_MS, undefined, { signal: closing.signal });
    } catch (error) {
      if (!closing.signal.aborted) fault(error);
    }
  };

  return {
    changed(subject) {
      if (closing.signal.aborted || !needs.leads() || looking.has(subject.id)) return;
      looking.set(
        subject.id,
        look(subject).finally(() => looking.delete(subject.id)),
      );
    },
    async close() {
      closing.abort();
      for (const message of watched.values()) if (message.timer) clearTimeout(message.timer);
      await Promise.all([...looking.values(), ...editing]);
    },
  };
}

function budgetOf(address: ChatAddress): Budget {
  if (address.platform === 'discord') return BUDGETS.discord;
  return address.group ? BUDGETS.group : BUDGETS.private;
}

function pauseOf({ since, budget }: Watched): number {
  const age = Date.now() - since;
  return budget.findLast((step) => age >= step.fromMs)?.pauseMs ?? 0;
}
