// Edits status messages while work goes on: the latest state wins, one edit in flight a message, within each platform's budget.

import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatAddress } from '../core/domain/chat.ts';
import type { Core } from '../core/core.ts';
import { faultAt } from '../core/log-events.ts';
import type { Delivery, Log } from '../core/ports.ts';

/** Pauses between edits of one message, by its age; after the last step it stays at the last pause. */
type Budget = readonly { readonly fromMs: number; readonly pauseMs: number }[];

/** A first edit this soon after the answer would only flicker: most requests are done by then. */
const FIRST_EDIT_MS = 1_200;
const LOOK_APART_MS = 500;
/** A message that nothing was said about for this long is not remembered; the next change finds it again. */
const FORGET_AFTER_MS = 600_000;

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
  /** It shows its result, or nobody can reach it any more: a chat that said so once is not asked again. */
  over: boolean;
};

/** A look at the deliveries of a subject that is under way; `again` when something changed meanwhile. */
type Look = { again: boolean; ended: Promise<void> };

interface Progress {
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
  const looking = new Map<string, Look>();
  const editing = new Set<Promise<void>>();
  const closing = new AbortController();

  const edit = async (id: Delivery['id'], message: Watched): Promise<void> => {
    message.timer = null;
    message.busy = true;
    message.again = false;
    try {
      const shown = await needs.core.showProgress(id, closing.signal);
      message.nextAt = Date.now() + Math.max(pauseOf(message), shown.waitMs);
      if (shown.state === 'over') message.over = true;
      // What was dropped is still unsaid: nothing else may change for a long while.
      if (shown.state === 'dropped') message.again = true;
    } catch (error) {
      if (!closing.signal.aborted) needs.log(faultAt('progress', error));
      message.nextAt = Date.now() + pauseOf(message);
    } finally {
      message.busy = false;
      if (message.again) plan(id, message);
    }
  };
  const plan = (id: Delivery['id'], message: Watched): void => {
    if (closing.signal.aborted || message.timer || message.over) return;
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
  const watch = async (subject: Delivery['subject']): Promise<void> => {
    for (const { id, address } of await needs.core.openDeliveries(subject)) {
      const message = watched.get(id) ?? firstSeen(address);
      watched.set(id, message);
      plan(id, message);
    }
  };
  const look = async (subject: Delivery['subject'], mine: Look): Promise<void> => {
    try {
      while (mine.again) {
        mine.again = false;
        await watch(subject);
        // Changes in the next moment share a look.
        await sleep(LOOK_APART_MS, undefined, { signal: closing.signal });
      }
    } catch (error) {
      if (!closing.signal.aborted) needs.log(faultAt('progress', error));
    } finally {
      looking.delete(subject.id);
    }
  };
  const forget = (): void => {
    for (const [id, { timer, busy, nextAt }] of watched)
      if (!timer && !busy && nextAt < Date.now() - FORGET_AFTER_MS) watched.delete(id);
  };
  const forgetting = setInterval(forget, FORGET_AFTER_MS / 10);

  return {
    changed(subject) {
      if (closing.signal.aborted || !needs.leads()) return;
      const under = looking.get(subject.id);
      if (under) {
        under.again = true;
        return;
      }
      const mine: Look = { again: true, ended: Promise.resolve() };
      looking.set(subject.id, mine);
      mine.ended = look(subject, mine);
    },
    async close() {
      closing.abort();
      clearInterval(forgetting);
      for (const { timer } of watched.values()) if (timer) clearTimeout(timer);
      await Promise.all([...looking.values()].map(({ ended }) => ended));
      await Promise.all(editing);
    },
  };
}

function firstSeen(address: ChatAddress): Watched {
  const since = Date.now();
  const budget = budgetOf(address);
  return { since, budget, nextAt: since + FIRST_EDIT_MS, timer: null, busy: false, again: false, over: false };
}

function budgetOf(address: ChatAddress): Budget {
  if (address.platform === 'discord') return BUDGETS.discord;
  return address.group ? BUDGETS.group : BUDGETS.private;
}

function pauseOf({ since, budget }: Watched): number {
  const age = Date.now() - since;
  return budget.findLast((step) => age >= step.fromMs)?.pauseMs ?? 0;
}
