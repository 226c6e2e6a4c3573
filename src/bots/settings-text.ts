// Settings in words, as /settings and /privacy me show them.

import type { Locale, Platform } from '../core/domain/chat.ts';
import type { Settings } from '../core/domain/settings.ts';
import type { Texts } from './texts/texts.ts';

export function settingLines(settings: Settings, platform: Platform, texts: Texts): string[] {
  const { say } = texts;
  const state = (on: boolean): string => say(on ? 'settings-on' : 'settings-off');
  return [
    say('settings-language', { language: languageName(settings.language, texts) }),
    ...(platform === 'telegram'
      ? [say('settings-pictures', { as: say(settings.asDocument ? 'settings-as-document' : 'settings-as-photo') })]
      : []),
    say('settings-notices', { state: state(settings.productNotices) }),
    say('settings-statistics', { state: state(settings.statistics) }),
    platform === 'discord' ? say('settings-news-discord') : say('settings-news', { state: state(settings.news) }),
    ...(settings.pausedAt ? [say('settings-paused', { day: settings.pausedAt })] : []),
  ];
}

/** Each language is called as it calls itself. */
export function languageName(language: Locale | null, texts: Texts): string {
  if (language === null) return texts.say('settings-language-platform');
  return texts.say(language === 'en' ? 'language-en' : 'language-zh');
}
