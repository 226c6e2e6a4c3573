// A promise to bring a result into a chat, written with what owes it.

import type { Pressing } from '../answers.ts';
import type { ChatAddress } from '../domain/chat.ts';
import type { DeliveryId } from '../domain/ids.ts';
import type { Needs } from '../needs.ts';
import type { Delivery, MessageRef } from '../ports.ts';
import type { Account } from '../account-rows.ts';
import type { Rows } from '../store.ts';

/** How long a result waits for the chat's own answer, so that neither is written over by the other. */
const STATUS_EXPECTED_MS = 15_000;

/** Opens a delivery whose status message the chat is about to send. */
export async function openDelivery(
  needs: Needs,
  rows: Rows,
  account: Pick<Account, 'id' | 'locale'>,
  address: ChatAddress,
  subject: Delivery['subject'],
): Promise<DeliveryId> {
  const id = needs.newId<DeliveryId>();
  await rows.deliveries.add({
    id,
    accountId: account.id,
    address,
    locale: account.locale,
    subject,
    message: null,
    statusExpectedUntil: statusExpected(needs),
  });
  return id;
}

/** Opens a delivery of what the chat itself answers with: nothing else is brought, and its message is remembered. */
export async function openAnswered(
  needs: Needs,
  rows: Rows,
  account: Account,
  address: ChatAddress,
  subject: Delivery['subject'],
): Promise<DeliveryId> {
  const id = await openDelivery(needs, rows, account, address, subject);
  await rows.deliveries.update({ id }, { state: 'sent' });
  return id;
}

/** The message a button was pressed on shows this subject, whether we know it or have forgotten it. */
export async function rememberMessage(
  needs: Needs,
  rows: Rows,
  account: Account,
  subject: Delivery['subject'],
  { address, message }: Pressing,
): Promise<DeliveryId | null> {
  if (message === null) return null;
  const known = (await rows.deliveries.of(subject.id)).find(
    (each) => each.message === message && each.address.platform === address.platform,
  );
  if (known) {
    await rows.deliveries.update(known, { address: withReplyTo(address, known.address) });
    return known.id;
  }
  const id = await openAnswered(needs, rows, account, address, subject);
  await rows.deliveries.update({ id, accountId: account.id }, { message, statusExpectedUntil: null });
  return id;
}

/** Until when the chat's own answer may still become the status message. */
export function statusExpected(needs: Needs): Date {
  return new Date(needs.clock.now().getTime() + STATUS_EXPECTED_MS);
}

/** Owes the result to every chat that still waits for it. */
export async function oweDeliveries(needs: Needs, rows: Rows, subject: Delivery['subject']): Promise<void> {
  for (const delivery of await rows.deliveries.of(subject.id)) {
    if (delivery.state === 'open') await oweDelivery(needs, rows, delivery);
  }
}

export async function oweDelivery(
  needs: Needs,
  rows: Rows,
  delivery: Pick<Delivery, 'id' | 'accountId'>,
): Promise<void> {
  await rows.tasks.add({
    id: needs.newId(),
    kind: 'deliver',
    subjectId: delivery.id,
    accountId: delivery.accountId,
    pool: 'chat',
    class: 'system',
  });
}

/** A press names the message it was made on, brings a fresh way to answer there, and is answered by an edit of it. */
export async function refreshDelivery(
  needs: Needs,
  rows: Rows,
  subject: Delivery['subject'],
  address: ChatAddress,
  message: MessageRef | null,
): Promise<DeliveryId | null> {
  if (message === null) return null;
  const deliveries = (await rows.deliveries.of(subject.id)).filter(
    (each) => each.address.platform === address.platform,
  );
  const pressed =
    deliveries.find((each) => each.message === message) ?? deliveries.find((each) => each.message === null) ?? null;
  if (pressed) {
    const fresh = withReplyTo(address, pressed.address);
    await rows.deliveries.update(pressed, { message, address: fresh, statusExpectedUntil: statusExpected(needs) });
  }
  return pressed?.id ?? null;
}

/** Where the original question was keeps being what the result replies to. */
function withReplyTo(fresh: ChatAddress, original: ChatAddress): ChatAddress {
  return fresh.platform === 'telegram' && original.platform === 'telegram'
    ? { ...fresh, replyTo: original.replyTo }
    : fresh;
}
