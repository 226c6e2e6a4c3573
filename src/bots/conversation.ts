// One shape for both platforms: a command or a press as understood, and its answer.

import type { ChatAddress, InboundEvent, Person } from '../core/domain/chat.ts';
import type { DeliveryId } from '../core/domain/ids.ts';
import type { MessageRef } from '../core/ports.ts';

/** A file somebody attached. Its bytes are fetched at once and never by link later: platform links expire. */
export type UploadedFile = {
  readonly name: string;
  readonly bytes: number;
  readonly mediaType: string | null;
  /** @throws Refusal file-too-large or file-unavailable */
  read(maxBytes: number, signal: AbortSignal): Promise<Uint8Array>;
};

type Heard = {
  readonly event: InboundEvent;
  readonly person: Person;
  readonly address: ChatAddress;
  /** Where others read along and an answer cannot be hidden from them: the link to the person's private chat with us. */
  readonly privateChat?: string;
};

/** A command as typed. On Telegram everything after the command is `text`; on Discord options are named. */
export type CommandCall = Heard & {
  readonly kind: 'command';
  /** Without slash, lower case. */
  readonly name: string;
  readonly text: string;
  /** Named options as text; numbers and booleans are spelled out. */
  readonly options: Readonly<Record<string, string>>;
  readonly files: readonly UploadedFile[];
};

/** A button press: `v1:<verb>:<subject>`, at most 64 bytes. */
export type PressCall = Heard & {
  readonly kind: 'press';
  readonly verb: string;
  readonly subject: string;
  /** The message that carries the button. */
  readonly message: MessageRef;
};

export type Call = CommandCall | PressCall;

/**
 * A run of text in one style; the platforms escape it, so a prompt can never become markup. Only an `address` stays as it is,
 * so that it can be pressed: nothing a person wrote may be one.
 */
export type Block = {
  readonly style: 'title' | 'text' | 'quote' | 'code' | 'small' | 'address';
  readonly text: string;
};

/** Calls back when it is pressed. */
export type PressButton = {
  readonly verb: string;
  readonly subject: string;
  readonly label: string;
  readonly style: 'primary' | 'plain' | 'danger';
};

/** Opens a page; nobody tells us that it was pressed. */
export type LinkButton = { readonly url: string; readonly label: string };

export type Button = PressButton | LinkButton;

export type OutFile = { readonly name: string; readonly bytes: Uint8Array; readonly mediaType: string };

/** Something to be paid in Telegram's Stars, in the chat itself. */
export type Invoice = {
  readonly title: string;
  readonly description: string;
  /** What the payment is told apart by; nobody sees it. */
  readonly payload: string;
  readonly stars: number;
};

export type Reply = {
  readonly blocks: readonly Block[];
  readonly buttons?: readonly (readonly Button[])[];
  readonly files?: readonly OutFile[];
  /** Shown as a picture in the message itself, with the words below it. */
  readonly picture?: OutFile;
  /** In place of a message with pictures: only its words and buttons change. */
  readonly keepsFiles?: boolean;
  /** Only the person who asked sees it, where the platform can do that. */
  readonly private?: boolean;
  /** Shown in place of everything else; on Telegram only. */
  readonly invoice?: Invoice;
  /** The message showing this reply becomes that delivery's status message. */
  readonly shows?: DeliveryId;
};

/**
 * How a press is acknowledged, which fixes where its reply goes: `edit` replaces the pressed message,
 * `new` answers with another one. Known from the verb alone, because acknowledging comes before any I/O.
 */
export type PressAnswer = 'edit' | 'new';

export function isLink(button: Button): button is LinkButton {
  return 'url' in button;
}

/** The button's payload on the wire. */
export function encodeButton(button: Pick<PressButton, 'verb' | 'subject'>): string {
  return `v1:${button.verb}:${button.subject}`;
}

/** Reads a payload back; null for one we never made. */
export function decodeButton(payload: string): { verb: string; subject: string } | null {
  const match = /^v1:([a-z-]{1,20}):([A-Za-z0-9_-]{1,40})$/.exec(payload);
  return match ? { verb: match[1] ?? '', subject: match[2] ?? '' } : null;
}
