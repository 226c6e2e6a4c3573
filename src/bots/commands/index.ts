// The one table of commands, and how a call becomes a reply on either platform.

import type { ChatCore } from '../../core/answers.ts';
import type { Rail } from '../../core/payment-ports.ts';
import { nearest } from '../../core/domain/nearest.ts';
import { Refusal, refuse } from '../../core/domain/refusal.ts';
import type { Call, CommandCall, PressAnswer, PressCall, Reply } from '../conversation.ts';
import { refusalReply } from '../refusal-reply.ts';
import { pointToPrivateChat } from '../shop-button.ts';
import { textsFor, type Texts } from '../texts/texts.ts';
import { balance } from './balance.ts';
import { billing } from './billing.ts';
import { bulk } from './bulk.ts';
import { buy } from './buy.ts';
import { cancel } from './cancel.ts';
import type { Asked, Command, Press } from './command.ts';
import { deleteme } from './deleteme.ts';
import { exportCommand } from './export.ts';
import { helpCommand } from './help.ts';
import { imagine } from './imagine.ts';
import { jobs } from './jobs.ts';
import { deleteCommand, history, show } from './pictures.ts';
import { pause } from './pause.ts';
import { PRESSES } from './presses.ts';
import { privacyCommand, privacyPresses } from './privacy.ts';
import { settings } from './settings.ts';
import { startCommand } from './start.ts';
import { paysupport, support } from './support.ts';

/** The notice names the commands by which people use their rights, as far as they are there. */
function commandNames(): readonly string[] {
  return COMMANDS.map(({ name }) => name);
}

const privacy = privacyCommand(commandNames);

/** In the order menus show them. */
export const COMMANDS: readonly Command[] = [
  imagine,
  bulk,
  jobs,
  cancel,
  history,
  show,
  deleteCommand,
  balance,
  buy,
  billing,
  support,
  paysupport,
  exportCommand,
  deleteme,
  settings,
  pause,
  privacy,
  helpCommand((rails) => commandsFor(rails)),
  startCommand([history, show, deleteCommand, buy, balance, billing, support, paysupport, settings, privacy]),
];

const ALL_PRESSES: Readonly<Record<string, Press>> = { ...PRESSES, ...privacyPresses(commandNames) };

/** The commands that are listed where people can pay in these ways; the others are understood all the same. */
export function commandsFor(rails: readonly Rail[]): readonly Command[] {
  return COMMANDS.filter(({ needsRail }) => !needsRail || needsRail.some((rail) => rails.includes(rail)));
}

/** Whether only the person who asks sees the answer. Known without I/O: acknowledging fixes it. */
export function isPrivate(call: Pick<CommandCall, 'name' | 'options'>): boolean {
  const command = commandNamed(call.name);
  return !command || command.private || (command.privateWhen ?? []).some((option) => call.options[option] === 'true');
}

/** Whether the command asks for pictures. Known without I/O. */
export function startsWork(call: Pick<CommandCall, 'name'>): boolean {
  return commandNamed(call.name)?.startsWork ?? false;
}

/** How a press is acknowledged. Known without I/O; a verb we do not know gets a message of its own. */
export function pressAnswer(verb: string): PressAnswer {
  return pressNamed(verb)?.answer ?? 'new';
}

/**
 * Answers one call. A refusal is an answer too, and is private; what was answered before is not answered again.
 * @returns null when there is nothing to say, because the event was handled before
 * @throws whatever is not a Refusal: that is a bug or an outage, and the platform's bot decides what to say
 */
export async function dispatch(call: Call, core: ChatCore, signal: AbortSignal): Promise<Reply | null> {
  // What somebody has chosen counts, and not what their platform says of them.
  const [asked] = call.kind === 'command' ? await Promise.allSettled(askFirst(call, core)) : [];
  const looked = asked?.status === 'fulfilled' ? asked.value.locale : undefined;
  const { locale, owesNews } = looked ? { locale: looked, owesNews: false } : await core.standing(call.person);
  const texts = textsFor(locale);
  try {
    if (asked?.status === 'rejected') throw asked.reason;
    const reply = asked
      ? asked.value.reply(texts)
      : call.kind === 'press'
        ? await answerPress(call, core, texts)
        : await answer(call, core, texts, signal);
    // Afterwards: whoever has just been asked for their agreement is not told a second time.
    if (owesNews && reply) await core.tellNoticeChange(call);
    return reply && call.kind === 'command' && isPrivate(call) ? { ...reply, private: true } : reply;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // The refusal undid its transaction, the record of this event included: recorded here, it is answered once.
    const isFirst = error.isLate || (await core.firstSight(call));
    return isFirst ? refusalReply(error.says, texts, call, core) : null;
  }
}

/** Asks the core before anything else where a command can, and says nothing yet; empty where it cannot. */
function askFirst(call: CommandCall, core: ChatCore): readonly Promise<Asked>[] {
  const command = commandNamed(call.name);
  const mayAnswerHere = !command?.onlyInPrivate || call.privateChat === undefined;
  return command && 'ask' in command && mayAnswerHere ? [command.ask(call, core)] : [];
}

async function answer(call: CommandCall, core: ChatCore, texts: Texts, signal: AbortSignal): Promise<Reply | null> {
  const command = commandNamed(call.name);
  if (command?.onlyInPrivate && call.privateChat !== undefined)
    return (await core.firstSight(call)) ? pointToPrivateChat(call.privateChat, command.name, texts) : null;
  if (command && 'run' in command) return command.run(call, core, texts, signal);
  const names = commandsFor(core.rails(call.person.platform)).map(({ name }) => name);
  return refuse('command-unknown', { command: call.name.slice(0, 32), nearest: nearest(call.name, names) });
}

async function answerPress(press: PressCall, core: ChatCore, texts: Texts): Promise<Reply | null> {
  const known = pressNamed(press.verb);
  if (known?.onlyInPrivate && press.privateChat !== undefined) refuse('private-only', {});
  return known ? known.run(press, core, texts) : refuse('not-found', {});
}

function commandNamed(name: string): Command | undefined {
  return COMMANDS.find((command) => command.name === name);
}

function pressNamed(verb: string): Press | undefined {
  return Object.hasOwn(ALL_PRESSES, verb) ? ALL_PRESSES[verb] : undefined;
}
