// What a command is, for both platforms: the table is projected to Discord's JSON and Telegram's command list.

import type { ChatCore } from '../../core/answers.ts';
import type { Locale } from '../../core/domain/chat.ts';
import type { Rail } from '../../core/payment-ports.ts';
import type { CommandCall, PressAnswer, PressCall, Reply } from '../conversation.ts';
import type { PlainTextId, Texts } from '../texts/texts.ts';

/** The models of this installation, default first. */
export type Models = ReturnType<ChatCore['models']>;

export type Choice = { readonly value: string; readonly label: string };

/** One named option; platforms without options read the same from flags in the text. */
export type CommandOption = {
  readonly name: string;
  readonly describe: PlainTextId;
  readonly kind: 'text' | 'integer' | 'boolean' | 'file' | 'choice';
  readonly required: boolean;
  /** Only for kind `choice`; at most 25. */
  readonly choices?: (models: Models, texts: Texts) => readonly Choice[];
  /** Only for kind `integer`. */
  readonly min?: number;
  readonly max?: number;
  /** Only for kind `text`, in characters. */
  readonly maxLength?: number;
};

type CommandFacts = {
  /** Without slash, lower case. */
  readonly name: string;
  readonly describe: PlainTextId;
  readonly options: readonly CommandOption[];
  /** Only the person who asked sees the answer, where the platform can do that. */
  readonly private: boolean;
  /** Options that make the answer private when they are `true`. */
  readonly privateWhen?: readonly string[];
  /** Nobody else's business: where others read along, the answer only points to the private chat. */
  readonly onlyInPrivate?: boolean;
  /** Listed only where people can pay in one of these ways. */
  readonly needsRail?: readonly Rail[];
  /** Asks for pictures: where a platform can show that somebody is at it before there are words, it does. */
  readonly startsWork?: boolean;
};

/** What the core has answered, without words yet. */
export type Asked = {
  /** Null when the event was handled before. */
  readonly reply: (texts: Texts) => Reply | null;
  /** The language to answer in, where it has been looked up on the way. */
  readonly locale?: Locale;
};

/** A command that is answered in a language that is known. */
export type SpokenCommand = CommandFacts & {
  /** @returns the answer, or null when the event was handled before. @throws Refusal */
  run(call: CommandCall, core: ChatCore, texts: Texts, signal: AbortSignal): Promise<Reply | null>;
};

/** One where every millisecond counts: the core is asked first, and often knows the language to answer in by then. */
type PromptCommand = CommandFacts & {
  /** @throws Refusal */
  ask(call: CommandCall, core: ChatCore): Promise<Asked>;
};

export type Command = SpokenCommand | PromptCommand;

export type Press = {
  readonly answer: PressAnswer;
  readonly onlyInPrivate?: boolean;
  /** @returns the answer, or null when the event was handled before. @throws Refusal */
  run(press: PressCall, core: ChatCore, texts: Texts): Promise<Reply | null>;
};
