// Somebody who has done everything, and the way of their account out of here.

import assert from 'node:assert/strict';
import type { Asking, ErasureReceipt } from '../../src/core/answers.ts';
import type { Platform, TelegramAddress } from '../../src/core/domain/chat.ts';
import type { AccountId } from '../../src/core/domain/ids.ts';
import { LATE_MS } from '../../src/core/usecases/erase-account.ts';
import { newId, type CoreRig } from './core.ts';
import { accepted, asking, shown, skipPauses, wish, workOff } from './people.ts';
import { settle, told, type Shop } from './shop.ts';

let events = 0;

/** A new event of somebody on either platform. */
export function askingOn(platform: Platform, userId: string): Asking {
  if (platform === 'discord') return asking(userId);
  const address: TelegramAddress = { platform, chatId: userId, threadId: null, replyTo: 7, group: false };
  return {
    event: { platform, id: `t${(events += 1)}` },
    person: { platform, userId, locale: 'en' },
    address,
  };
}

/** What somebody is known by and has said, none of which may be found afterwards. */
export type Canary = {
  readonly platform: Platform;
  readonly userId: string;
  readonly accountId: AccountId;
  readonly needles: readonly string[];
};

/** Uses everything there is as one person: prompts, a file, purchases of both kinds, money back, a dispute, questions. */
export async function doEverything(shop: Shop, platform: Platform, userId: string): Promise<Canary> {
  const { core, world, store } = shop;
  const ask = (): Asking => askingOn(platform, userId);
  const words = (what: string): string => `canary ${what} ${userId}`;
  const buy = async (product: string): Promise<string> => {
    const { view } = await shown(shop, core.chat.buy(ask(), product));
    return (await store.purchases.find(view.id))?.sessionId ?? assert.fail('no session');
  };
  const pay = async (product: string): Promise<string> => {
    const id = await buy(product);
    world.pay({ id });
    await told(shop, 'session', id);
    return id;
  };

  const pack = await pay('pack-2000');
  const plan = await pay('plan-basic');
  const session = world.state.sessions.get(plan);
  await told(shop, 'subscription', String(session?.subscription));
  await told(shop, 'invoice', String(session?.invoice));
  const charge = world.chargeOf({ id: pack });
  world.refund(charge.id, 100);
  await told(shop, 'charge', charge.id);
  const disputed = await pay('pack-100');
  await buy('pack-500');

  await shown(shop, core.chat.requestGeneration(ask(), wish(words('prompt'), 2)));
  await shown(shop, core.chat.requestGeneration(ask(), wish(words('forbidden'), 1)));
  const file = { name: `canary-${userId}.csv`, bytes: Buffer.from(`prompt,mood\n${words('row')},${words('cell')}\n`) };
  const run = await shown(shop, core.chat.proposeRun(ask(), file));
  await shown(shop, core.chat.startRun({ ...ask(), message: 'm' }, run.view.id, 'all'));
  await workOff(shop);
  await shown(shop, core.chat.proposeRun(ask(), { ...file, bytes: Buffer.from(`prompt\n${words('waiting row')}\n`) }));
  await shown(shop, core.chat.requestGeneration(ask(), wish(words('waiting'), 1)));
  accepted(await core.chat.openTicket(ask(), words('question')));

  const dispute = world.dispute(world.chargeOf({ id: disputed }).id);
  await told(shop, 'dispute', dispute.id);
  await settle(shop);

  await shown(shop, core.chat.history(ask(), { page: 1, words: 'canary' }));
  const accountId = (await store.accounts.find({ platform, userId })) ?? assert.fail('no account');
  await shown(shop, core.chat.askExport(ask()));
  const wanted = { step: 'open', reference: 'case 8', scope: 'login', secret: true, by: 'ann' } as const;
  await core.legalRequest({ ...wanted, account: accountId }, () => assert.fail('nothing is handed out'));
  await holdAndLift(shop, accountId);
  // As while somebody has not agreed to a notice yet.
  await store.keptRequests.keep(accountId, newId(), wish(words('kept')));
  return { platform, userId, accountId, needles: [accountId, userId, `canary-${userId}`] };
}

/** A case that is over: two operators held the account for it, and two have lifted that. */
export async function holdAndLift({ core }: CoreRig, accountId: AccountId): Promise<void> {
  const known = { account: accountId, reference: 'case 6' };
  await core.legalHold({ ...known, step: 'open', by: 'ann' });
  await core.legalHold({ ...known, step: 'approve', by: 'bob' });
  await core.legalHold({ ...known, step: 'lift', reason: 'case-closed', by: 'bob' });
  assert.equal(await core.legalHold({ ...known, step: 'approve', by: 'ann' }), 'lifted');
}

/** Asks and confirms; the receipt. */
export async function confirm(
  rig: CoreRig,
  { platform, userId }: Pick<Canary, 'platform' | 'userId'>,
): Promise<ErasureReceipt> {
  const { id } = accepted(await rig.core.chat.askErasure(askingOn(platform, userId)));
  return accepted(await rig.core.chat.confirmErasure(askingOn(platform, userId), id));
}

/** Works until nothing is left to do now, and once more when nobody can be late any more. */
export async function eraseFully(rig: CoreRig & { clock: { advance(ms: number): void } }): Promise<void> {
  await erasing(rig);
  rig.clock.advance(LATE_MS + 1);
  await erasing(rig);
}

/** Runs the erasures that are owed, each as often as it asks for. */
export async function erasing(rig: CoreRig): Promise<void> {
  for (let round = 0; round < 20; round++) {
    await skipPauses(rig);
    const tasks = await rig.store.tasks.dispatch('rights', 100, 30_000);
    for (const { id, gen } of tasks)
      await rig.core.runTask(id, gen, () => ({ signal: new AbortController().signal, done: () => {} }));
    const { rows } = await rig.database.pool.query(
      `select from erasure where state = 'confirmed' or at_provider is not null and state = 'erased'`,
    );
    if (rows.length === 0) return;
  }
}

export async function receiptOf(rig: CoreRig, number: string): Promise<ErasureReceipt> {
  return accepted(await rig.core.chat.erasureStatus(askingOn('telegram', 'nobody'), number));
}
