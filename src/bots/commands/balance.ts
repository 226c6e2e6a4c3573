// /balance: credits that can be spent and what there is to know about the others; in a group only the sums.

import type { ChatCore, CreditStatement, Movement } from '../../core/answers.ts';
import { contactBlocks } from '../contact.ts';
import type { Block, Reply } from '../conversation.ts';
import { creditWords, planStatus } from '../products.ts';
import { privateChatLink, shopRows } from '../shop-button.ts';
import type { PlainTextId, Texts } from '../texts/texts.ts';
import type { SpokenCommand } from './command.ts';

/** Enough to recognise what happened lately, and to fit into one message with everything else. */
const EXPIRING_SHOWN = 4;
const MOVEMENTS_SHOWN = 8;

export const balance: SpokenCommand = {
  name: 'balance',
  describe: 'command-balance',
  private: true,
  options: [],

  async run(call, core, texts) {
    const answer = await core.balance(call);
    if (answer.kind === 'repeated') return null;
    if (call.privateChat !== undefined) return inGroup(answer, call.privateChat, texts);
    const blocks = [...sums(answer, texts), ...troubles(answer, core, texts), ...details(answer, texts)];
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
function troubles({ debt, frozen }: CreditStatement, core: ChatCore, texts: Texts): Block[] {
  const said = frozen.map((reason) => texts.say('no-account-frozen', { reason }));
  if (debt > 0) said.unshift(texts.say('balance-debt', { credits: creditWords(debt, texts) }));
  const blocks = said.map((text): Block => ({ style: 'text', text }));
  return frozen.length > 0 ? [...blocks, ...contactBlocks(core, texts)] : blocks;
}

function details({ plan, expiring, movements }: CreditStatement, texts: Texts): Block[] {
  const blocks: Block[] = [];
  if (plan) blocks.push({ style: 'text', text: planStatus(plan, texts) });
  const ending = expiring
    .slice(0, EXPIRING_SHOWN)
    .map(({ credits, at }) => texts.say('balance-expiring', { credits: creditWords(credits, texts), day: at }));
  if (expiring.length > ending.length) ending.push(texts.say('and-more', { count: expiring.length - ending.length }));
  if (ending.length > 0) blocks.push({ style: 'text', text: ending.join('\n') });
  const lately = folded(movements);
  if (lately.length > 0) {
    const lines = lately.slice(0, MOVEMENTS_SHOWN).map((movement) => movementLine(movement, texts));
    blocks.push({ style: 'title', text: texts.say('balance-movements') }, { style: 'text', text: lines.join('\n') });
  }
  return blocks;
}

type Shown = Movement & { readonly what: Exclude<Movement['what'], 'hold' | 'release'> };

/**
 * Alike ones of a day as one: a request of four pictures is four movements. What is only set aside and what comes back of
 * that is left out, since what it is used for is said.
 */
function folded(movements: readonly Movement[]): readonly Shown[] {
  const lines: Shown[] = [];
  for (const movement of movements) {
    if (!isShown(movement)) continue;
    const last = lines.at(-1);
    const isAlike = last?.what === movement.what && dayOf(last) === dayOf(movement);
    if (last && isAlike) lines[lines.length - 1] = { ...last, credits: last.credits + movement.credits };
    else lines.push(movement);
  }
  return lines;
}

function isShown(movement: Movement): movement is Shown {
  return movement.what !== 'hold' && movement.what !== 'release';
}

function dayOf({ at }: Movement): string {
  return at.toISOString().slice(0, 10);
}

function movementLine({ at, what, credits }: Shown, texts: Texts): string {
  return texts.say('movement-line', { day: at, credits: texts.change(credits), what: texts.say(MOVEMENT_WORDS[what]) });
}

const MOVEMENT_WORDS: Readonly<Record<Shown['what'], PlainTextId>> = {
  starter: 'movement-starter',
  pack: 'movement-pack',
  plan: 'movement-plan',
  stars: 'movement-stars',
  'dispute-won': 'movement-dispute-won',
  operator: 'movement-operator',
  spent: 'movement-spent',
  clawback: 'movement-clawback',
  expiry: 'movement-expiry',
};
