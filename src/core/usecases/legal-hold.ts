// An account that a court or an authority wants kept: one operator asks for it, another approves. Lifting it goes the same way.

import { asId, fromTextForm, type AccountId, type LiftedHoldId } from '../domain/ids.ts';
import type { LiftReason } from '../domain/lift-reason.ts';
import type { Needs } from '../needs.ts';
import type { LegalHold, LegalHoldRows } from '../erasure-rows.ts';

export type HoldStep = (
  { readonly step: 'open' | 'approve' } | { readonly step: 'lift'; readonly reason: LiftReason }
) & {
  /** `acc_…` or an id. */
  readonly account: string;
  /** The number of the case, by which it is found again. */
  readonly reference: string;
  readonly by: string;
};

/** `asked` and `lift-asked` wait for somebody else's approval; until then nothing is changed by them. */
export type HoldOutcome =
  | 'asked'
  | 'holds'
  | 'lift-asked'
  | 'lifted'
  | 'no-account'
  | 'no-case'
  | 'asked-before'
  | 'nothing-to-approve'
  | 'same-person';

export function legalHold(needs: Needs) {
  return async (asked: HoldStep): Promise<HoldOutcome> => {
    const { account, reference, by } = asked;
    const accountId = fromTextForm('acc', account) ?? asId<AccountId>(account);
    return needs.store.transaction(async (rows) => {
      // Whoever erases it just now is waited for, and then there is no account; two operators do this one after the other.
      const found = accountId && (await rows.accounts.lock(accountId));
      if (!found || found.state !== 'active') return 'no-account';
      const hold = await rows.holds.find(found.id, reference);
      const known = { accountId: found.id, reference };
      switch (asked.step) {
        case 'open':
          // One that came with a copy of the account has nobody who asked for it here.
          if (hold?.inForce || hold?.openedBy) return 'asked-before';
          await rows.holds.open(known, by);
          return 'asked';
        case 'lift':
          if (!hold?.inForce) return 'no-case';
          if (hold.liftAskedBy !== null) return 'asked-before';
          await rows.holds.askLift(known, by, asked.reason);
          return 'lift-asked';
        case 'approve':
          return hold ? approve(needs, rows.holds, hold, by) : 'no-case';
      }
    });
  };
}

async function approve(needs: Needs, holds: LegalHoldRows, hold: LegalHold, by: string): Promise<HoldOutcome> {
  const askedBy = hold.inForce ? hold.liftAskedBy : hold.openedBy;
  if (askedBy === null) return 'nothing-to-approve';
  if (isSamePerson(askedBy, by)) return 'same-person';
  if (hold.inForce) {
    const [askedMark, approvedMark] = [markOf(needs, askedBy), markOf(needs, by)];
    await holds.lift(hold, { id: needs.newId<LiftedHoldId>(), askedMark, approvedMark });
    return 'lifted';
  }
  await holds.approve(hold, by);
  return 'holds';
}

/** Two names of one person are no two people. */
export function isSamePerson(one: string, other: string): boolean {
  return folded(one) === folded(other);
}

function folded(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** The same for the same operator, however they write their name, and nobody's name. */
function markOf({ mark }: Pick<Needs, 'mark'>, operator: string): string {
  return mark({ platform: 'operator', userId: folded(operator) });
}
