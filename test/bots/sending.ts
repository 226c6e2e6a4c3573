// What the core hands a messenger, for the tests of both: a delivery, a result's files, and sends that happen once.

import type { ChatAddress } from '../../src/core/domain/chat.ts';
import {
  MessengerError,
  type Delivery,
  type MessageRef,
  type ResultFiles,
  type SendOnce,
} from '../../src/core/ports.ts';
import { anyId } from './status-views.ts';

export const NEVER = new AbortController().signal;

export function delivery(address: ChatAddress, message: MessageRef | null, rest: Partial<Delivery> = {}): Delivery {
  return {
    id: anyId('dlv'),
    accountId: anyId('acc'),
    address,
    locale: 'en',
    message,
    statusExpectedUntil: null,
    subject: { kind: 'generation', id: anyId('gen') },
    state: 'open',
    ...rest,
  };
}

/** As the core does it, with a Map for the table: an intent without outcome stands, and is not sent again. */
export function sendOnce(): { once: SendOnce; steps: Map<string, MessageRef | null> } {
  const steps = new Map<string, MessageRef | null>();
  const once: SendOnce = async (step, send) => {
    const standing = steps.get(step);
    if (standing === null) return 'unknown';
    if (standing !== undefined) return { message: standing };
    steps.set(step, null);
    try {
      const message = await send();
      steps.set(step, message);
      return { message };
    } catch (error) {
      if (error instanceof MessengerError && error.what.kind !== 'fault') steps.delete(step);
      throw error;
    }
  };
  return { once, steps };
}

export type Picture = { name: string; bytes: Uint8Array; mediaType: string };

export function filesOf({
  images = [],
  parts = {},
  sheet = null,
}: {
  images?: readonly Picture[];
  parts?: Readonly<Record<string, Uint8Array>>;
  sheet?: Uint8Array | null;
}): ResultFiles {
  return {
    images: () => Promise.resolve(images),
    part: (key) => Promise.resolve(parts[key] ?? new Uint8Array()),
    contactSheet: () => Promise.resolve(sheet),
  };
}

/** For `assert.rejects`: a MessengerError that decided like this. */
export function decided(kind: MessengerError['what']['kind']): (error: unknown) => boolean {
  return (error) => {
    if (error instanceof MessengerError && error.what.kind === kind) return true;
    throw error;
  };
}

const PATIENCE_MS = 10_000;

/** Looks until it holds: for what follows from something already on its way, in places that no event tells of. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const endsAt = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > endsAt) throw new Error(`This did not come to hold: ${holds.toString()}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
