// /settings: what a person has set, with a button for each change; the message shows the new state in the new language.

import type { Locale, Platform } from '../../core/domain/chat.ts';
import { refuse } from '../../core/domain/refusal.ts';
import type { SettingChange, Settings } from '../../core/domain/settings.ts';
import type { Block, Button, Reply } from '../conversation.ts';
import { languageName, settingLines } from '../settings-text.ts';
import { textsFor, type Texts } from '../texts/texts.ts';
import type { SpokenCommand, Press } from './command.ts';

export const settings: SpokenCommand = {
  name: 'settings',
  describe: 'command-settings',
  private: true,
  onlyInPrivate: true,
  options: [],
  async run(call, core, texts) {
    const answer = await core.settings(call);
    if (answer.kind === 'repeated') return null;
    return settingsReply(answer.settings, call.person.platform, texts);
  },
};

export const SETTING = {
  set: {
    answer: 'edit',
    onlyInPrivate: true,
    async run(press, core, texts) {
      const change = CHANGES.get(press.subject) ?? refuse('not-found', {});
      const answer = await core.changeSetting(press, change);
      if (answer.kind === 'repeated') return null;
      const words = change.setting === 'language' ? textsFor(change.to ?? press.person.locale) : texts;
      return settingsReply(answer.settings, press.person.platform, words);
    },
  },
} as const satisfies Record<string, Press>;

/** What a button says is what becomes true, however old it is. */
const CHANGES: ReadonlyMap<string, SettingChange> = new Map<string, SettingChange>([
  ['language-en', { setting: 'language', to: 'en' }],
  ['language-zh', { setting: 'language', to: 'zh-CN' }],
  ['language-platform', { setting: 'language', to: null }],
  ['photo', { setting: 'asDocument', to: false }],
  ['document', { setting: 'asDocument', to: true }],
  ['notices-on', { setting: 'productNotices', to: true }],
  ['notices-off', { setting: 'productNotices', to: false }],
  ['statistics-on', { setting: 'statistics', to: true }],
  ['statistics-off', { setting: 'statistics', to: false }],
  ['news-on', { setting: 'news', to: true }],
  ['news-off', { setting: 'news', to: false }],
]);

function settingsReply(set: Settings, platform: Platform, texts: Texts): Reply {
  const { say } = texts;
  const blocks: Block[] = [
    { style: 'title', text: say('settings-title') },
    { style: 'text', text: settingLines(set, platform, texts).join('\n') },
    { style: 'small', text: say('settings-always') },
  ];
  return { blocks, buttons: rows(set, platform, texts), private: true };
}

function rows(set: Settings, platform: Platform, texts: Texts): readonly (readonly Button[])[] {
  const { say } = texts;
  const language = (to: Locale | null, subject: string): Button =>
    button(subject, languageName(to, texts), set.language === to);
  const telegram = platform === 'telegram';
  return [
    [language('en', 'language-en'), language('zh-CN', 'language-zh'), language(null, 'language-platform')],
    ...(telegram
      ? [
          [
            button('photo', say('settings-as-photo'), !set.asDocument),
            button('document', say('settings-as-document'), set.asDocument),
          ],
        ]
      : []),
    [
      set.productNotices
        ? button('notices-off', say('button-notices-off'))
        : button('notices-on', say('button-notices-on')),
    ],
    [
      set.statistics
        ? button('statistics-off', say('button-statistics-off'))
        : button('statistics-on', say('button-statistics-on')),
    ],
    ...(telegram
      ? [[set.news ? button('news-off', say('button-news-off')) : button('news-on', say('button-news-on'))]]
      : []),
  ];
}

/** @param chosen of several, the one that holds */
function button(subject: string, label: string, chosen = false): Button {
  return { verb: 'set', subject, label: chosen ? `✓ ${label}` : label, style: chosen ? 'primary' : 'plain' };
}
