// What whoever runs Easel tells everybody who wants to hear it, each thing once.

import type { ChatAddress, Locale } from '../domain/chat.ts';
import { mayBeTold } from '../domain/notice.ts';
import type { Needs } from '../needs.ts';
import type { ChoiceRows, Hearer } from '../choice-rows.ts';
import { isGoing } from './going.ts';
import { tell } from './settling.ts';

const HEARERS_A_LOOK = 500;

export type Announcement = {
  readonly news: 'product' | 'news';
  /** The same name is announced once to each person. */
  readonly name: string;
  readonly words: Readonly<Record<Locale, string>>;
};

/** Returns how many people it is on its way to. May be repeated after a crash. */
export function announce(needs: Needs) {
  return async ({ news, name, words }: Announcement): Promise<number> => {
    let told = 0;
    let after: Hearer['accountId'] | null = null;
    for (;;) {
      const look: Awaited<ReturnType<ChoiceRows['hearers']>> = await needs.store.choices.hearers(after, HEARERS_A_LOOK);
      const willing = look.hearers.filter(({ settings, platform }) => mayBeTold(news, settings, platform));
      try {
        await needs.store.transaction(async (rows) => {
          for (const hearer of willing)
            await tell({ needs, rows }, hearer.accountId, privateAddress(hearer), `announcement:${name}`, {
              about: 'announcement',
              news,
              words,
            });
        });
      } catch (error) {
        // One of them has begun to go: they are asked for again, without that one.
        if (await isGoing(needs, error)) continue;
        throw error;
      }
      told += willing.length;
      needs.doorbell.work();
      if (look.next === null) return told;
      after = look.next;
    }
  };
}

/** The person alone, wherever they wrote last: on Discord the only way there without an interaction is a direct message. */
export function privateAddress({ platform, userId }: Pick<Hearer, 'platform' | 'userId'>): ChatAddress {
  if (platform === 'telegram') return { platform, chatId: userId, threadId: null, replyTo: null, group: false };
  return {
    platform,
    applicationId: '',
    channelId: '',
    userId,
    botInChannel: false,
    ephemeral: true,
    token: '',
    tokenUntil: new Date(0).toISOString(),
  };
}
