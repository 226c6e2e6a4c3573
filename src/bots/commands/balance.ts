// /balance: credits that can be spent and what there is to know about the others; in a group only the sums.

import type { CreditStatement, Movement } from '../../core/answers.ts';
import type { Block, Reply } from '../conversation.ts';
import { creditWords, planStatus } from '../products.ts';
import { privateChatLink, shopRows } from '../shop-button.ts';
import type { PlainTextId, Texts } from '../texts/texts.ts';
import type { Command } from './command.ts';

/** Enough to recognise what happened lately, and to fit into one message with everything else. */
const EXPIRING_SHOWN = 4;
const MOVEMENTS_SHOWN = 8;

export const balance: Command = {
  name: 'balance',
  describe: 'command-balance',
  private: true,
  options: [],

  async run(call, core, texts) {
    const answer = await core.balance(call);
    if (answer.kind === 'repeated') return null;
    if (call.privateChat !== undefined) return inGroup(answer, call.privateChat, texts);
    const blocks = [...sums(answer, texts), ...troubles(answer, core.supportContact, texts), ...details(answer, texts)];
    return { blocks, buttons: shopRows(call, core, texts), private: true };
  },
};

function inGroup(statement: CreditStatement, privateChat: string, texts: Texts): Reply {
  const more: Block = { style: 'small', text: texts.say('balance-in-private') };
  return {
    blocks: [...sums(statement, texts), more],
    buttons: [[privateChatLink(privateChat, 'balance', texts)]],
    private: true,
  };
}

function sums({ available, held }: CreditStatement, texts: Texts): Block[] {
  const title = texts.say('balance-available', { credits: creditWords(available, texts) });
  const blocks: Block[] = [{ style: 'title', text: title }];
  if (held > 0) blocks.push({ style: 'text', text: texts.say('balance-held', { credits: creditWords(held, texts) }) });
  return blocks;
}

/** Why nothing can be asked for now, and whom to ask about that. */
function troubles({ debt, frozen }: CreditStatement, contact: string | null, texts: Texts): Block[] {
  const said = frozen.map((reason) => texts.say('no-account-frozen', { reason }));
  if (debt > 0) said.unshift(texts.say('balance-debt', { credits: creditWords(debt, texts) }));
  if (frozen.length > 0 && contact !== null) said.push(texts.say('support-contact', { contact }));
  return said.map((text) => ({ style: 'text', text }));
}

function details({ plan, expiring, movements }: CreditStatement, texts: Texts): Block[] {
  const blocks: Block[] = [];
  if (plan) blocks.push({ style: 'text', text: planStatus(plan, texts) });
  const ending = expiring
    .slice(0, EXPIRING_SHOWN)
    .map(({ credits, at }) => texts.say('balance-expiring', { credits: creditWords(credits, texts), day: at }));
  if (expiring.length > ending.length) ending.push(texts.say('and-more', { count: expiring.length - ending.length }));
  if (ending.length > 0) blocks.push({ style: 'text', text: ending.join('\n') });
  if (movements.length > 0) {
    const lines = movements.slice(0, MOVEMENTS_SHOWN).map((movement) => movementLine(movement, texts));
    blocks.push({ style: 'title', text: texts.say('balance-movements') }, { style: 'text', text: lines.join('\n') });
  }
  return blocks;
}

function movementLine({ at, what, credits }: Movement, texts: Texts): string {
  return texts.say('movement-line', { day: at, credits: texts.change(credits), what: texts.say(MOVEMENT_WORDS[what]) });
}

const MOVEMENT_WORDS: Readonly<Record<Movement['what'], PlainTextId>> = {
  starter: 'movement-starter',
  pack: 'movement-pack',
  plan: 'movement-plan',
  stars: 'movement-stars',
  'dispute-won': 'movement-dispute-won',
  operator: 'movement-operator',
  hold: 'movement-hold',
  spent: 'movement-spent',
  release: 'movement-release',
  clawback: 'movement-clawback',
  expiry: 'movement-expiry',
};
