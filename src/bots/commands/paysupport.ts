// /paysupport: a question for a human, on both platforms. Telegram asks every bot that sells for it; whoever is frozen needs it, also
// where nothing is sold.

import type { ChatCore } from '../../core/answers.ts';
import { contactBlocks } from '../contact.ts';
import type { Block } from '../conversation.ts';
import type { Texts } from '../texts/texts.ts';
import type { SpokenCommand } from './command.ts';

const QUESTION_MAX = 4_000;

export const paysupport: SpokenCommand = {
  name: 'paysupport',
  describe: 'command-paysupport',
  private: true,
  onlyInPrivate: true,
  options: [{ name: 'question', describe: 'option-question', kind: 'text', required: false, maxLength: QUESTION_MAX }],

  async run(call, core, texts) {
    const question = (call.options['question'] ?? call.text).trim();
    if (question === '') return (await core.firstSight(call)) ? { blocks: how(core, texts), private: true } : null;
    const answer = await core.openTicket(call, question);
    if (answer.kind === 'repeated') return null;
    const opened: Block = { style: 'text', text: texts.say('ticket-opened', { number: String(answer.number) }) };
    return { blocks: [opened, ...contactBlocks(core, texts)], private: true };
  },
};

function how(core: ChatCore, texts: Texts): Block[] {
  return [
    { style: 'text', text: texts.say('ticket-how') },
    { style: 'code', text: `/paysupport ${texts.say('ticket-example')}` },
    ...contactBlocks(core, texts),
  ];
}
