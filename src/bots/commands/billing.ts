// /billing: the way to the payment provider's page with the plan, the invoices and the card; for one person's eyes only.

import type { SpokenCommand } from './command.ts';

export const billing: SpokenCommand = {
  name: 'billing',
  describe: 'command-billing',
  private: true,
  onlyInPrivate: true,
  needsRail: ['stripe'],
  options: [],

  async run(call, core, texts) {
    const answer = await core.billing(call);
    if (answer.kind === 'repeated') return null;
    return {
      blocks: [{ style: 'text', text: texts.say('billing-about') }],
      buttons: [[{ url: answer.url, label: texts.say('button-billing') }]],
      private: true,
    };
  },
};
