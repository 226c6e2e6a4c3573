// The answer to something we refused: the reason, and an example or the problems where that helps.

import type { Platform } from '../core/domain/chat.ts';
import type { RefusalCode, RefusalFacts } from '../core/domain/refusal.ts';
import type { Block, Reply } from './conversation.ts';
import { problemsReply } from './problems.ts';
import { refusalSentence } from './refusal-text.ts';
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

/** The answer to a request we refused; it is private and changes nothing that is already shown. */
export function refusalReply(says: RefusalFacts, texts: Texts, platform: Platform): Reply {
  const blocks: Block[] = [{ style: 'text', text: refusalSentence(says, texts, platform) }];
  if (says.code === 'prompt-empty') blocks.push({ style: 'code', text: `/imagine ${texts.say('example-imagine')}` });
  if (ABOUT_AN_ORDER.has(says.code)) blocks.push({ style: 'small', text: texts.say('nothing-charged') });
  if (says.code !== 'csv-no-good-rows') return { blocks, private: true };
  const problems = problemsReply(says.facts.problems, texts);
  return { ...problems, blocks: [...blocks, ...problems.blocks], private: true };
}
