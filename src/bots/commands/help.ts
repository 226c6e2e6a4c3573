// /help: commands, models with prices, options and limits, short enough for one message on both platforms.

import { BULK_LIMITS } from '../../core/domain/bulk-row.ts';
import { COUNT_MAX, STYLES } from '../../core/domain/order.ts';
import type { Rail } from '../../core/payment-ports.ts';
import type { Block } from '../conversation.ts';
import type { Texts } from '../texts/texts.ts';
import type { SpokenCommand, Command, Models } from './command.ts';

/** @param commands what is listed, /help included; a function because the table contains this command */
export function helpCommand(commands: (rails: readonly Rail[]) => readonly Command[]): SpokenCommand {
  return {
    name: 'help',
    describe: 'command-help',
    private: true,
    options: [],
    async run(call, core, texts) {
      if (!(await core.firstSight(call))) return null;
      return { blocks: helpBlocks(commands(core.rails(call.person.platform)), core.models(), texts), private: true };
    },
  };
}

function helpBlocks(commands: readonly Command[], models: Models, texts: Texts): Block[] {
  const { say, bytes } = texts;
  const lines = commands.map(({ name, describe }) => say('help-command', { name, about: say(describe) }));
  const priced = models
    .slice(0, MODELS_SHOWN)
    .map(({ name, label, credits, ratios }) =>
      say('help-model', { name, label, price: say('price-each', { credits }), ratios: ratios.join(' ') }),
    );
  if (models.length > MODELS_SHOWN) priced.push(say('and-more', { count: models.length - MODELS_SHOWN }));
  const limits = { rows: BULK_LIMITS.rows, columns: BULK_LIMITS.columns };
  const sizes = { size: bytes(BULK_LIMITS.bytes), cell: bytes(BULK_LIMITS.cellBytes) };
  return [
    { style: 'title', text: say('help-title') },
    { style: 'text', text: lines.join('\n') },
    { style: 'title', text: say('help-models') },
    { style: 'text', text: priced.join('\n') },
    { style: 'title', text: say('help-flags') },
    { style: 'code', text: say('help-flag-list', { count: COUNT_MAX }) },
    { style: 'text', text: say('help-styles', { styles: Object.keys(STYLES).join(', ') }) },
    { style: 'text', text: say('help-bulk', { ...limits, ...sizes }) },
    { style: 'small', text: say('help-charging') },
  ];
}

/** Keeps the whole text within one Discord message of 2,000 characters. */
const MODELS_SHOWN = 8;
