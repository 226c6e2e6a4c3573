// /privacy me: what is stored about one person now, by the kinds of the data catalogue, with their settings and their agreement.

import type { HeldAboutMe } from '../core/rights-answers.ts';
import type { Platform } from '../core/domain/chat.ts';
import { TABLES } from '../core/domain/data-catalogue.ts';
import type { Category } from '../core/domain/data-catalogue/types.ts';
import { CATEGORIES } from '../core/privacy-record.ts';
import type { Block } from './conversation.ts';
import { languageName, settingLines } from './settings-text.ts';
import type { Texts } from './texts/texts.ts';

const ORDER = Object.keys(CATEGORIES) as Category[];

export function meBlocks(held: HeldAboutMe | null, platform: Platform, texts: Texts): Block[] {
  const { say } = texts;
  const title: Block = { style: 'title', text: say('privacy-me-title') };
  if (!held) return [title, { style: 'text', text: say('privacy-me-stranger') }];
  const kinds = ORDER.flatMap((category): Block[] => {
    const lines = held.holdings
      .filter((each) => each.category === category)
      .map(({ table, count }) => say('privacy-me-line', { about: TABLES[table]?.about[texts.locale] ?? table, count }));
    if (lines.length === 0) return [];
    // Nearly every table has some: the number of rows says enough, and each of them is named above.
    const total = held.holdings.filter((each) => each.category === category).reduce((sum, { count }) => sum + count, 0);
    const shown = category === 'operation' ? [String(total)] : lines;
    return [
      { style: 'text', text: CATEGORIES[category][texts.locale] },
      { style: 'small', text: shown.join('\n') },
    ];
  });
  return [
    title,
    ...kinds,
    { style: 'text', text: say('privacy-me-settings') },
    { style: 'small', text: settingLines(held.settings, platform, texts).join('\n') },
    { style: 'text', text: agreementLine(held.consent, texts) },
  ];
}

function agreementLine(consent: HeldAboutMe['consent'], texts: Texts): string {
  if (!consent) return texts.say('privacy-me-not-agreed');
  const { version, givenAt, language } = consent;
  return texts.say('privacy-me-agreed', { version, day: givenAt, language: languageName(language, texts) });
}
