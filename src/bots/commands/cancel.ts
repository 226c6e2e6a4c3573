// /cancel: everything of mine that has not started.

import type { SpokenCommand } from './command.ts';

export const cancel: SpokenCommand = {
  name: 'cancel',
  describe: 'command-cancel',
  private: true,
  options: [],

  async run(call, core, texts) {
    const answer = await core.cancelEverything(call);
    if (answer.kind === 'repeated') return null;
    const what = [
      ...(answer.images > 0 ? [texts.say('pictures', { count: answer.images })] : []),
      ...(answer.runs > 0 ? [texts.say('runs', { count: answer.runs })] : []),
    ];
    // Nothing waited any more, yet the core did not refuse: what was left is running and has been told to stop.
    const text =
      what.length > 0
        ? texts.say('cancelled-everything', { what: texts.allOf(what) })
        : texts.say('cancelled-stopping');
    return { blocks: [{ style: 'text', text }], private: true };
  },
};
