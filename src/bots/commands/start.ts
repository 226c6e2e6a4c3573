// /start: a welcome with the starter credits and two prompts to try, or straight to what a link has promised.

import type { ChatCore, Repeated } from '../../core/answers.ts';
import type { Block } from '../conversation.ts';
import type { Texts } from '../texts/texts.ts';
import type { SpokenCommand } from './command.ts';

/** @param doors the commands that a link into the private chat can open: Telegram sends `/start buy` for it */
export function startCommand(doors: readonly SpokenCommand[]): SpokenCommand {
  return {
    name: 'start',
    describe: 'command-start',
    private: true,
    options: [],

    async run(call, core, texts, signal) {
      const door = doors.find(({ name }) => name === call.text);
      if (door && call.privateChat === undefined) return door.run({ ...call, text: '' }, core, texts, signal);
      const answer = await core.welcome(call);
      if (answer.kind === 'repeated') return null;
      const ratio = core.models()[0]?.ratios.find((each) => each !== '1:1') ?? '1:1';
      const blocks: Block[] = [
        { style: 'title', text: hello(answer, texts) },
        { style: 'text', text: texts.say('welcome-try') },
        { style: 'code', text: `/imagine ${texts.say('example-imagine')}` },
        { style: 'code', text: `/imagine ${texts.say('example-imagine-flags', { ratio })}` },
        { style: 'text', text: texts.say('welcome-more') },
      ];
      return { blocks, private: true };
    },
  };
}

type Welcome = Exclude<Awaited<ReturnType<ChatCore['welcome']>>, Repeated>;

function hello({ isNew, balance }: Welcome, texts: Texts): string {
  const credits = texts.say('credits', { count: balance.available });
  if (!isNew) return texts.say('welcome-back', { credits });
  return balance.available > 0 ? texts.say('welcome-new', { credits }) : texts.say('welcome-new-free');
}
