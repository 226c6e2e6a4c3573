// The answer to something we refused: the reason, and an example or the problems where that helps.

import type { ChatCore } from '../core/answers.ts';
import type { RefusalCode, RefusalFacts } from '../core/domain/refusal.ts';
import { agreementButtons } from './consent.ts';
import type { Block, Call, Reply } from './conversation.ts';
import { askHumanButton, contactBlocks } from './contact.ts';
import { problemsReply } from './problems.ts';
import { refusalSentence } from './refusal-text.ts';
import { shopRows } from './shop-button.ts';
import type { Texts } from './texts/texts.ts';

/** Refusals of something that would have cost credits: there it is worth saying that it did not. */
const ABOUT_AN_ORDER: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'prompt-too-long',
  'prompt-control-character',
  'flag-unknown',
  'flag-value-missing',
  'flag-twice',
  'model-unknown',
  'model-not-configured',
  'ratio-unsupported',
  'resolution-unsupported',
  'style-unknown',
  'seed-invalid',
  'seed-unsupported',
  'count-invalid',
  'image-unsupported',
  'credits-short',
  'price-changed',
  'permutations-too-many',
  'policy',
]);

/** Refusals that somebody who buys gets past. */
const OFFERS_TO_BUY: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'credits-short',
  'product-unknown',
  'purchase-over',
  'nothing-bought',
]);

/** A machine has said no to a person, and no other words of theirs would change it: below it is the way to a human. */
export const BY_A_MACHINE: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'account-frozen',
  'policy',
  'provider-refused',
  'erasure-held',
  'buy-too-often',
  'export-too-many',
]);

/** Where no ticket can be opened, or is not enough: how else we are reached. */
const NAMES_THE_CONTACT: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'account-frozen',
  'ticket-too-many',
  'being-erased',
  'erasure-held',
]);

/** What gets a person past a no. */
function wayOn(
  { code }: RefusalFacts,
  call: Pick<Call, 'kind' | 'person' | 'privateChat'>,
  core: Pick<ChatCore, 'rails' | 'notice'>,
  texts: Texts,
): NonNullable<Reply['buttons']> {
  if (BY_A_MACHINE.has(code)) return [[askHumanButton(texts)]];
  if (OFFERS_TO_BUY.has(code)) return shopRows(call, core, texts);
  if (code === 'paused')
    return [[{ verb: 'unpause', subject: 'all', label: texts.say('button-unpause'), style: 'plain' }]];
  if (code === 'notice-first' || code === 'notice-changed')
    return agreementButtons({ version: core.notice.version, goesOn: null }, core, texts);
  return [];
}

/** The answer to a request we refused; it is private and changes nothing that is already shown. */
export function refusalReply(
  says: RefusalFacts,
  texts: Texts,
  call: Pick<Call, 'kind' | 'person' | 'privateChat'>,
  core: Pick<ChatCore, 'rails' | 'supportContact' | 'notice'>,
): Reply {
  const blocks: Block[] = [{ style: 'text', text: refusalSentence(says, texts, call.person.platform) }];
  if (says.code === 'prompt-empty') blocks.push({ style: 'code', text: `/imagine ${texts.say('example-imagine')}` });
  if (ABOUT_AN_ORDER.has(says.code)) blocks.push({ style: 'small', text: texts.say('nothing-charged') });
  if (NAMES_THE_CONTACT.has(says.code)) blocks.push(...contactBlocks(core, texts));
  if (says.code !== 'csv-no-good-rows') return { blocks, buttons: wayOn(says, call, core, texts), private: true };
  const problems = problemsReply(says.facts.problems, texts);
  return { ...problems, blocks: [...blocks, ...problems.blocks], private: true };
}
