// /balance: credits that can be spent and credits set aside for work in progress.

import type { Block } from '../conversation.ts';
import type { Command } from './command.ts';

export const balance: Command = {
  name: 'balance',
  describe: 'command-balance',
  private: true,
  options: [],

  async run(call, core, texts) {
    const answer = await core.balance(call);
    if (answer.kind === 'repeated') return null;
    const credits = (count: number): string => texts.say('credits', { count });
    const blocks: Block[] = [
      { style: 'title', text: texts.say('balance-available', { credits: credits(answer.available) }) },
    ];
    if (answer.held > 0)
      blocks.push({ style: 'text', text: texts.say('balance-held', { credits: credits(answer.held) }) });
    return { blocks, private: true };
  },
};
