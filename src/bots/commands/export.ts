// /export: a copy of everything, for one person's eyes only.

import { statusReply } from '../status.ts';
import type { SpokenCommand } from './command.ts';

export const exportCommand: SpokenCommand = {
  name: 'export',
  describe: 'command-export',
  private: true,
  onlyInPrivate: true,
  options: [],

  async run(call, core, texts) {
    const answer = await core.askExport(call);
    return answer.kind === 'repeated' ? null : statusReply(answer, texts);
  },
};
