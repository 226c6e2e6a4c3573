// Whether a request for pictures may be taken on: the person has agreed to the notice, or is asked to, and has not paused.

import type { Asks } from '../rights-answers.ts';
import type { AccountId, KeptRequestId, NoticeId } from '../domain/ids.ts';
import type { Order, Wish } from '../domain/order.ts';
import { refuse } from '../domain/refusal.ts';
import type { Needs } from '../needs.ts';
import { changesSinceVersion, currentNotice } from '../privacy-versions.ts';
import type { Account } from '../account-rows.ts';
import type { Rows } from '../store.ts';

/** `noted`: here use is agreement, and this was the first. */
export type Agreement = 'stands' | 'noted' | 'missing';

/** @throws Refusal paused */
export async function agreement(needs: Needs, rows: Rows, account: Account): Promise<Agreement> {
  if (account.paused) return refuse('paused', {});
  if (await rows.consents.covers(account.id, needs.covers)) return 'stands';
  // Who has refused is asked, whatever else use would mean.
  if (needs.consent === 'ask' || account.refused) return 'missing';
  const { version } = currentNotice(needs.noticeVersions);
  await rows.consents.give(account.id, { version, language: account.locale });
  return 'noted';
}

/** For what is not a request for pictures itself. @throws Refusal paused, notice-first */
export async function agreed(needs: Needs, rows: Rows, account: Account): Promise<void> {
  if ((await agreement(needs, rows, account)) === 'missing') refuse('notice-first', {});
}

/** What is asked, with what is new since the last agreement; whoever is asked so is not told of the change again. */
export async function asks(
  needs: Needs,
  rows: Rows,
  { id }: Pick<Account, 'id'>,
  goesOn: Asks['goesOn'],
): Promise<Asks> {
  const { version } = currentNotice(needs.noticeVersions);
  const before = await rows.consents.standing(id);
  const changes = before && changesSinceVersion(before.version, needs.noticeVersions);
  if (before) {
    const facts = { about: 'notice-changed', version, changes } as const;
    await rows.notices.add({ id: needs.newId<NoticeId>(), accountId: id, ref: toldRef(version), facts });
  }
  return { kind: 'asks', version, changes, goesOn };
}

/** Keeps an order until the person agrees, in place of an earlier one. */
export async function keepOrder(needs: Needs, rows: Rows, accountId: AccountId, order: Order): Promise<KeptRequestId> {
  const id = needs.newId<KeptRequestId>();
  await rows.keptRequests.keep(accountId, id, wishOf(order));
  return id;
}

/** An order as it would be asked for: it is checked anew, since the model may be gone or cost something else by then. */
function wishOf({ seed, count, ...order }: Order): Wish {
  const { prompt, negativePrompt, model, aspectRatio, resolution, style } = order;
  return {
    prompt,
    negativePrompt,
    model,
    aspectRatio,
    resolution,
    seed: seed === null ? null : String(seed),
    count: String(count),
    style,
  };
}

/** The notice by which a person was told of a version: there is one per person and version. */
export function toldRef(version: string): string {
  return `privacy:${version}`;
}
