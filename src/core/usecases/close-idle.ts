// Accounts nobody has used for as long as the data catalogue says: told a month before, then erased as if their owner had asked.

import { DATA_CATALOGUE } from '../domain/data-catalogue.ts';
import type { Keep, Period } from '../domain/data-catalogue/types.ts';
import type { AccountId, ErasureId } from '../domain/ids.ts';
import type { Needs } from '../needs.ts';
import { privateAddress } from './announce.ts';
import { newNumber } from './ask-erasure.ts';
import { closeAccount, destroyKey } from './close-account.ts';
import { tell } from './settling.ts';

const PERIOD = idlePeriod(DATA_CATALOGUE.tables.account.keep);
/** So many days before its end the owner of an account is told. */
export const IDLE_NOTICE_DAYS = 30;
const DAY_MS = 86_400_000;
const ACCOUNTS_A_LOOK = 200;

/** Returns how many were told, and how many closed. May be broken off anywhere: what is left is due the next time. */
export function closeIdle(needs: Needs) {
  return async (): Promise<{ told: number; closed: number }> => ({
    told: await tellIdle(needs),
    closed: await closeDue(needs),
  });
}

async function tellIdle(needs: Needs): Promise<number> {
  for (let told = 0; ;) {
    const idle = await needs.store.idle.untold(PERIOD, IDLE_NOTICE_DAYS, ACCOUNTS_A_LOOK);
    for (const { accountId, ...login } of idle) {
      const number = newNumber();
      await needs.store.transaction(async (rows) => {
        const at = await rows.idle.tell(accountId, number, IDLE_NOTICE_DAYS);
        if (!at) return;
        const ends = new Date(at.getTime() + IDLE_NOTICE_DAYS * DAY_MS).toISOString();
        await tell({ needs, rows }, accountId, privateAddress(login), `idle:${number}`, {
          about: 'account-idle',
          at: ends,
          number,
        });
      });
    }
    told += idle.length;
    if (idle.length > 0) needs.doorbell.work();
    if (idle.length < ACCOUNTS_A_LOOK) return told;
  }
}

async function closeDue(needs: Needs): Promise<number> {
  for (let closed = 0; ;) {
    const due = await needs.store.idle.due(PERIOD, IDLE_NOTICE_DAYS, ACCOUNTS_A_LOOK);
    for (const accountId of due) if (await closeOne(needs, accountId)) await destroyKey(needs, accountId);
    closed += due.length;
    if (due.length > 0) needs.doorbell.work();
    if (due.length < ACCOUNTS_A_LOOK) return closed;
  }
}

function closeOne(needs: Needs, accountId: AccountId): Promise<boolean> {
  return needs.store.transaction(async (rows) => {
    const number = await rows.idle.claim(accountId, PERIOD, IDLE_NOTICE_DAYS);
    if (number === null) return false;
    const [id, at] = [needs.newId<ErasureId>(), needs.clock.now()];
    await rows.erasures.ask({ id, number, accountId, askedAt: at });
    return closeAccount(needs, rows, { id, accountId }, at);
  });
}

function idlePeriod(keep: Keep): Period {
  if (keep.rule !== 'idle') throw new Error('an account goes when nobody uses it');
  return keep;
}
