// How to reach whoever runs Easel besides by /support, as they configured it.

import type { ChatCore } from '../core/answers.ts';
import type { Block, Button } from './conversation.ts';
import type { Texts } from './texts/texts.ts';

/** Below a no that a machine has given: says how to ask a human. */
export function askHumanButton(texts: Texts): Button {
  return { verb: 'ask-human', subject: 'all', label: texts.say('button-ask-human'), style: 'plain' };
}

export function contactBlocks({ supportContact }: Pick<ChatCore, 'supportContact'>, texts: Texts): Block[] {
  if (supportContact === null) return [];
  return [
    { style: 'text', text: texts.say('support-contact') },
    { style: 'address', text: supportContact },
  ];
}
