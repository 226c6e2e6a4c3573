// One way to sit in front of either platform: type, attach, press and look, as a person does.

/** Something in a message besides words. A picture is shown by the chat; a file has to be opened. */
export type Shown = { readonly kind: 'picture' | 'file'; readonly name: string; readonly bytes: Buffer };

/** A message as a person sees it at a moment, without the platform's markup. */
export type Look = {
  readonly text: string;
  readonly buttons: readonly string[];
  /** Buttons that open a page, by their label. */
  readonly links: ReadonlyMap<string, string>;
  readonly files: readonly Shown[];
};

/** A message of the bot's, which may change. */
export interface Bubble {
  /** Different for different messages of one chat. */
  readonly id: string;
  /** Only its reader sees it, where the platform can do that. */
  readonly isPrivate: boolean;
  look(): Look;
  /** Waits until it looks like that; `matches` sees every state, also one that lasts only until the next edit. */
  until(matches: (look: Look) => boolean, waiting?: { timeoutMs?: number }): Promise<Look>;
}

/** What a press led to: words shown for a moment (Telegram's alert), a message that is new or changed, or both. */
export type Pressed = { readonly words: string | null; readonly bubble: Bubble | null; readonly isNew: boolean };

type Attachment = { readonly name: string; readonly bytes: Uint8Array; readonly contentType: string };

export interface Seat {
  readonly name: string;
  readonly platform: 'discord' | 'telegram';
  /** As the platform numbers them. */
  readonly userId: string;
  /** Where this is, for people: `Discord #art`. */
  readonly place: string;
  /** Types `/imagine a fox --count 4`; resolves with the bot's answer, which may still be "queued". */
  type(line: string): Promise<Bubble>;
  /** `/bulk` with a file. */
  attach(file: Attachment): Promise<Bubble>;
  /** Presses the button with that label; throws when there is none. */
  press(bubble: Bubble, label: string): Promise<Pressed>;
  /** Waits for a message that comes without having been asked for just then. */
  next(matches: (look: Look) => boolean): Promise<Bubble>;
  /** Everything the bot has said here that this person can see, oldest first. */
  bubbles(): readonly Bubble[];
  /** The pictures of a result: in the message itself, or in the album that came with it. */
  pictures(bubble: Bubble): readonly Shown[];
  /** The platform delivers this person's last typing, attaching or pressing a second time, word for word. */
  repeatLast(): void;
}
