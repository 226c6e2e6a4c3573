// `/privacy`: how somebody stands with us, and what is held about them. A stranger is answered, and stays one.

import type { Asking, Repeated } from '../answers.ts';
import type { HeldAboutMe } from '../rights-answers.ts';
import type { Person } from '../domain/chat.ts';
import type { Needs } from '../needs.ts';
import { currentNotice, changesSinceVersion } from '../privacy-versions.ts';
import { toldRef } from './agreement.ts';
import { tell } from './settling.ts';

/** The language to answer in, and whether the notice has changed since the person agreed; one look, which notes that they were here. */
export function standing({ store, noticeVersions, covers }: Needs) {
  return async (person: Person): Promise<{ locale: Person['locale']; owesNews: boolean }> => {
    const known = await store.choices.standing(person, toldRef(currentNotice(noticeVersions).version));
    if (!known) return { locale: person.locale, owesNews: false };
    const { chosen, agreedTo, told } = known;
    return { locale: chosen ?? person.locale, owesNews: agreedTo !== null && !told && !covers.includes(agreedTo) };
  };
}

/** Tells somebody once that the notice has changed, and asks. */
export function tellNoticeChange(needs: Needs) {
  return async ({ person, address }: Asking): Promise<void> => {
    const { version } = currentNotice(needs.noticeVersions);
    await needs.store.transaction(async (rows) => {
      const id = await rows.accounts.find(person);
      const before = id && (await rows.consents.standing(id));
      if (!id || !before) return;
      const facts = {
        about: 'notice-changed',
        version,
        changes: changesSinceVersion(before.version, needs.noticeVersions),
      } as const;
      const alone =
        address.platform === 'telegram'
          ? { ...address, chatId: person.userId, threadId: null, replyTo: null, group: false }
          : address;
      await tell({ needs, rows }, id, alone, toldRef(version), facts);
    });
    needs.doorbell.work();
  };
}

/** What is stored about whoever asks, as counts; null about a stranger. */
export function privacyMe({ store }: Needs) {
  return async (ask: Asking): Promise<Repeated | { kind: 'me'; held: HeldAboutMe | null }> => {
    const answer = await store.transaction(async (rows) => {
      if (!(await rows.events.record(ask.event))) return null;
      const id = await rows.accounts.find(ask.person);
      const settings = id && (await rows.choices.find(id));
      if (!id || !settings) return { held: null };
      const [holdings, consent] = [await rows.holdings.count(id), await rows.consents.standing(id)];
      return { held: { holdings, settings, consent } };
    });
    return answer ? { kind: 'me', ...answer } : { kind: 'repeated' };
  };
}

/** Whether the buttons to agree or to take it back make sense; records the event. */
export function privacySummary({ store, covers }: Needs) {
  return async (ask: Asking): Promise<Repeated | { kind: 'summary'; agreement: 'stranger' | 'stands' | 'missing' }> => {
    const answer = await store.transaction(async (rows) => {
      if (!(await rows.events.record(ask.event))) return null;
      const id = await rows.accounts.find(ask.person);
      if (!id) return 'stranger' as const;
      return (await rows.consents.covers(id, covers)) ? ('stands' as const) : ('missing' as const);
    });
    return answer ? { kind: 'summary', agreement: answer } : { kind: 'repeated' };
  };
}
