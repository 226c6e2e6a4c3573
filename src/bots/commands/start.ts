// /start: a welcome with the starter credits and two prompts to try.

import type { Block } from '../conversation.ts';
import type { Command } from './command.ts';

export const start: Command = {
  name: 'start',
  describe: 'command-start',
  private: true,
  options: [],

  async run(call, core, texts) {
    const answer = await core.welcome(call);
    if (answer.kind === 'repeated') return null;
    const credits = texts.say('credits', { count: answer.balance.available });
    const ratio = core.models()[0]?.ratios.find((each) => each !== '1:1') ?? '1:1';
    const blocks: Block[] = [
      { style: 'title', text: hello() },
      { style: 'text', text: texts.say('welcome-try') },
      { style: 'code', text: `/imagine ${texts.say('example-imagine')}` },
      { style: 'code', text: `/imagine ${texts.say('example-imagine-flags', { ratio })}` },
      { style: 'text', text: texts.say('welcome-more') },
    ];
    return { blocks, private: true };

    function hello(): string {
      if (answer.kind === 'welcome' && !answer.isNew) return texts.say('welcome-back', { credits });
      return core.starterCredits > 0 ? texts.say('welcome-new', { credits }) : texts.say('welcome-new-free');
    }
  },
};
