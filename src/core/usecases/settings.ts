// `/settings`: what a person has set, and each change of it.

import type { Asking, Repeated } from '../answers.ts';
import type { SettingChange, Settings } from '../domain/settings.ts';
import type { Needs } from '../needs.ts';
import { sight } from './sight.ts';

type Answer = Repeated | { kind: 'settings'; settings: Settings };

export function settings(needs: Needs) {
  return (ask: Asking): Promise<Answer> => changed(needs, ask, null);
}

export function changeSetting(needs: Needs) {
  return (ask: Asking, change: SettingChange): Promise<Answer> => changed(needs, ask, change);
}

async function changed(needs: Needs, ask: Asking, change: SettingChange | null): Promise<Answer> {
  const read = await needs.store.transaction(async (rows) => {
    const account = await sight(needs, rows, ask);
    if (!account) return null;
    if (change) await rows.choices.change(account.id, change, ask.person.locale);
    return rows.choices.find(account.id);
  });
  return read ? { kind: 'settings', settings: read } : { kind: 'repeated' };
}
