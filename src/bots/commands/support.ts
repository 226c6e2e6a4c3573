// /support and /paysupport: a question for a human, on both platforms, for everybody: whoever is frozen, paused or has refused
// the notice needs it most. Telegram asks every bot that sells for the second; both open the same ticket.

import type { ChatCore } from '../../core/answers.ts';
import { contactBlocks } from '../contact.ts';
import type { Block } from '../conversation.ts';
import type { PlainTextId, Texts } from '../texts/texts.ts';
import type { Press, SpokenCommand } from './command.ts';

const QUESTION_MAX = 4_000;

type Door = { readonly name: 'support' | 'paysupport'; readonly describe: PlainTextId; readonly example: PlainTextId };

const SUPPORT: Door = { name: 'support', describe: 'command-support', example: 'ticket-example-any' };

export const support = door(SUPPORT);
export const paysupport = door({ name: 'paysupport', describe: 'command-paysupport', example: 'ticket-example' });

/** The button below a no that a machine has given. */
export const ASKING_A_HUMAN = {
  'ask-human': {
    answer: 'new',
    async run(press, core, texts) {
      return (await core.firstSight(press)) ? { blocks: how(SUPPORT, core, texts), private: true } : null;
    },
  },
} as const satisfies Record<string, Press>;

function door(which: Door): SpokenCommand {
  return {
    name: which.name,
    describe: which.describe,
    private: true,
    onlyInPrivate: true,
    options: [
      { name: 'question', describe: 'option-question', kind: 'text', required: false, maxLength: QUESTION_MAX },
    ],

    async run(call, core, texts) {
      const question = (call.options['question'] ?? call.text).trim();
      // Told to strangers too, who stay strangers by asking how.
      if (question === '')
        return (await core.firstSight(call)) ? { blocks: how(which, core, texts), private: true } : null;
      const answer = await core.openTicket(call, question);
      if (answer.kind === 'repeated') return null;
      const facts = { number: String(answer.number), day: answer.expectedBy };
      const opened: Block = { style: 'text', text: texts.say('ticket-opened', facts) };
      return { blocks: [opened, ...contactBlocks(core, texts)], private: true };
    },
  };
}

function how({ name, example }: Door, core: Pick<ChatCore, 'supportContact'>, texts: Texts): Block[] {
  return [
    { style: 'text', text: texts.say('ticket-how', { command: `/${name}` }) },
    { style: 'code', text: `/${name} ${texts.say(example)}` },
    ...contactBlocks(core, texts),
  ];
}
