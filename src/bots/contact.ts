// How to reach whoever runs Easel besides by /paysupport, as they configured it.

import type { ChatCore } from '../core/answers.ts';
import type { Block } from './conversation.ts';
import type { Texts } from './texts/texts.ts';

export function contactBlocks({ supportContact }: Pick<ChatCore, 'supportContact'>, texts: Texts): Block[] {
  if (supportContact === null) return [];
  return [
    { style: 'text', text: texts.say('support-contact') },
    { style: 'address', text: supportContact },
  ];
}
