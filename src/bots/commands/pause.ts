// /pause and /pause off: nothing but storing goes on in between.

import type { Asking, ChatCore } from '../../core/answers.ts';
import type { Block, Reply } from '../conversation.ts';
import type { Texts } from '../texts/texts.ts';
import type { SpokenCommand, Press } from './command.ts';

export const pause: SpokenCommand = {
  name: 'pause',
  describe: 'command-pause',
  private: true,
  options: [{ name: 'off', describe: 'option-pause-off', kind: 'boolean', required: false }],
  run: (call, core, texts) =>
    pauseReply(call, !(call.options['off'] === 'true' || /^(off|关|关闭)$/i.test(call.text.trim())), core, texts),
};

export const PAUSING = {
  unpause: { answer: 'new', run: (press, core, texts) => pauseReply(press, false, core, texts) },
} as const satisfies Record<string, Press>;

async function pauseReply(ask: Asking, paused: boolean, core: ChatCore, texts: Texts): Promise<Reply | null> {
  const { say } = texts;
  const answer = await core.pause(ask, paused);
  if (answer.kind === 'repeated') return null;
  if (!answer.isKnown) return { blocks: [block(say('pause-stranger'))], private: true };
  if (!paused) return { blocks: [block(say(answer.changed ? 'unpaused-now' : 'unpaused-already'))], private: true };
  const blocks = [block(say(answer.changed ? 'paused-now' : 'paused-already'))];
  if (answer.images > 0)
    blocks.push(block(say('paused-cancelled', { pictures: say('pictures', { count: answer.images }) })));
  blocks.push({ style: 'small', text: say('paused-what-works') });
  const goOn = { verb: 'unpause', subject: 'all', label: say('button-unpause'), style: 'plain' } as const;
  return { blocks, buttons: [[goOn]], private: true };
}

function block(text: string): Block {
  return { style: 'text', text };
}
