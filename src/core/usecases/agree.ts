// Agreeing to the notice, and taking that back: one press each.

import type { Accepted, Asking, Pressing, Repeated } from '../answers.ts';
import type { Agreeing, GoesOn } from '../rights-answers.ts';
import { toOrder } from '../domain/order.ts';
import type { AccountId } from '../domain/ids.ts';
import { refuse } from '../domain/refusal.ts';
import type { GenerationView, RunView } from '../domain/view.ts';
import type { Needs } from '../needs.ts';
import { currentNotice } from '../privacy-versions.ts';
import { refuseAbsent } from './absent.ts';
import { placeOrder } from './request-generation.ts';
import { stopEverything, tellStopped } from './cancel-work.ts';
import { sight } from './sight.ts';
import { startRun } from './start-run.ts';

type Agreed = { readonly kind: 'agreed'; /** What was asked for then is not kept any more. */ readonly lost: boolean };

/** What was asked for before goes on with it. @throws Refusal notice-changed, not-yours, and whatever the request itself is refused for */
export function agree(needs: Needs) {
  const start = startRun(needs);
  return async (
    press: Pressing,
    { version, language, goesOn }: Agreeing,
  ): Promise<Repeated | Agreed | Accepted<GenerationView> | Accepted<RunView>> => {
    const current = currentNotice(needs.noticeVersions);
    if (!current.version.startsWith(version)) return refuse('notice-changed', {});
    const consent = { version: current.version, language };
    // Given before what follows is tried: it stands, also where the request itself is refused.
    const giveTo = (id: AccountId) => needs.store.transaction((rows) => rows.consents.give(id, consent));
    if (goesOn?.kind === 'run') {
      const id = await needs.store.accounts.find(press.person);
      const run = await needs.store.runs.find(goesOn.id);
      if (!run || !id || run.accountId !== id) return refuse('not-yours', {});
      await giveTo(id);
      return answered(await start(press, goesOn.id, goesOn.rows));
    }
    const accountId = goesOn && (await needs.store.accounts.find(press.person));
    const kept = goesOn && (await needs.store.keptRequests.find(goesOn.id));
    if (goesOn && !kept && (await needs.store.owners.isAnothers('request', goesOn.id))) return refuse('not-yours', {});
    if (goesOn && kept) {
      if (kept.accountId !== accountId) return refuse('not-yours', {});
      await giveTo(kept.accountId);
      const order = toOrder(kept.wish, needs.catalogue, needs.newSeed());
      return answered(await placeOrder(needs, press, order, goesOn.id));
    }
    const isNew = await needs.store.transaction(async (rows) => {
      const account = await sight(needs, rows, press);
      if (account) await rows.consents.give(account.id, consent);
      return account !== null;
    });
    return isNew ? { kind: 'agreed', lost: goesOn !== null } : { kind: 'repeated' };
  };
}

/** Asked again although an agreement was just given: it was taken back in the same moment. */
function answered<A extends { kind: string }>(answer: A): Exclude<A, { kind: 'asks' }> {
  if (answer.kind === 'asks') return refuse('notice-first', {});
  return answer as Exclude<A, { kind: 'asks' }>;
}

/**
 * No to the notice, also afterwards: whatever waits or runs is cancelled, and nothing is begun until somebody agrees again.
 * A stranger stays one.
 * @param instead what the No is said beside, which only its owner may
 * @throws Refusal not-found, not-yours
 */
export function disagree(needs: Needs) {
  return async (
    ask: Asking,
    instead: GoesOn | null,
  ): Promise<Repeated | { kind: 'disagreed'; isKnown: boolean; images: number }> => {
    if (instead) await checkOwner(needs, ask, instead);
    const answer = await needs.store.transaction(async (rows) => {
      if (!(await rows.events.record(ask.event))) return null;
      const id = await rows.accounts.find(ask.person);
      if (!id) return { stopped: null };
      await rows.consents.withdraw(id);
      return { stopped: await stopEverything(needs, rows, id, () => true) };
    });
    if (!answer) return { kind: 'repeated' };
    if (answer.stopped) tellStopped(needs, answer.stopped);
    return { kind: 'disagreed', isKnown: answer.stopped !== null, images: answer.stopped?.images ?? 0 };
  };
}

/** @throws Refusal not-found, not-yours */
async function checkOwner({ store }: Needs, { person }: Asking, { kind, id }: GoesOn): Promise<void> {
  const accountId = await store.accounts.find(person);
  const asked = kind === 'run' ? await store.runs.find(id) : await store.keptRequests.find(id);
  if (!asked) return refuseAbsent(store, kind, id);
  if (asked.accountId !== accountId) return refuse('not-yours', {});
}
