// Flood control: one message a second into a chat, twenty a minute into a group; edits count.

import type { WorldClock } from '../wire/clock.ts';
import { tooManyRequests } from './refusals.ts';

export type FloodControl = {
  /** Off when the world starts, so that only tests about it meet it. */
  on: boolean;
  /** Counts `messages` for the chat or refuses with 429 and the seconds to wait. A refused call counts nothing. */
  spend(chatId: number, messages?: number): void;
};

const GROUP_LIMIT = { messages: 20, windowMs: 60_000 };
const CHAT_LIMIT = { messages: 1, windowMs: 1000 };

export function createFloodControl(clock: WorldClock): FloodControl {
  const sentAtMs = new Map<number, number[]>();
  return {
    on: false,
    spend(chatId, messages = 1) {
      if (!this.on) return;
      const now = clock.now();
      const recent = (sentAtMs.get(chatId) ?? []).filter((at) => at > now - GROUP_LIMIT.windowMs);
      const isGroup = chatId < 0;
      for (const limit of isGroup ? [GROUP_LIMIT, CHAT_LIMIT] : [CHAT_LIMIT]) {
        const inWindow = recent.filter((at) => at > now - limit.windowMs);
        // An album larger than a window's rest still goes out whole: only what is already over the limit waits.
        const oldest = inWindow[inWindow.length - limit.messages];
        if (oldest !== undefined) throw tooManyRequests(Math.ceil((oldest + limit.windowMs - now) / 1000));
      }
      sentAtMs.set(chatId, [...recent, ...Array.from({ length: messages }, () => now)]);
    },
  };
}
