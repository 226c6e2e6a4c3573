// Parts of /privacy that are the same for everybody: who gets what, security, and where to write to.

import type { ChatCore } from '../core/answers.ts';
import { DATA_CATALOGUE } from '../core/domain/data-catalogue.ts';
import type { Recipient } from '../core/domain/data-catalogue/types.ts';
import { SECURITY } from '../core/domain/privacy-clauses.ts';
import { contactBlocks } from './contact.ts';
import type { Block } from './conversation.ts';
import type { Texts } from './texts/texts.ts';

/** Everybody in the catalogue, and what they get. */
export function recipientBlocks(texts: Texts): Block[] {
  const recipients: readonly Recipient[] = Object.values(DATA_CATALOGUE.recipients);
  return [
    { style: 'title', text: texts.say('privacy-recipients-title') },
    ...recipients.map(({ name, country, fields }): Block => {
      const who = country === null ? name : `${name} (${country})`;
      return { style: 'text', text: `– ${who}: ${fields[texts.locale]}` };
    }),
  ];
}

export function securityBlocks(texts: Texts): Block[] {
  return [
    { style: 'title', text: texts.say('privacy-security-title') },
    ...SECURITY.clauses.map((clause): Block => ({ style: 'text', text: `– ${clause[texts.locale]}` })),
  ];
}

export function whereToWrite(core: Pick<ChatCore, 'supportContact'>, texts: Texts): Block[] {
  const contact = contactBlocks(core, texts);
  return [
    { style: 'title', text: texts.say('privacy-contact-title') },
    ...(contact.length > 0 ? contact : [{ style: 'text', text: texts.say('privacy-contact-none') } as const]),
    { style: 'text', text: texts.say('privacy-contact-tickets') },
  ];
}
