// A message as a person sees it: its text, its buttons, its files, and everything it was before.

import type { Invoice, Message, Update } from '@grammyjs/types';
import type { Changes, WaitOptions } from '../wire/changes.ts';
import type { SimChat } from './chats.ts';
import type { FileStore, StoredFile, StoredPhoto } from './files.ts';
import { buttonsOf, type Button } from './markup.ts';

type Needs = { changes: Changes; files: FileStore };

export class SimMessage {
  readonly chat: SimChat;
  /** Whether the bot sent it. */
  readonly fromBot: boolean;
  /** What the message was before each edit, oldest first. */
  readonly edits: Message[] = [];
  /** The update that told the bot; undefined when the bot sent it, or was not told. */
  update: Update | undefined;
  deleted = false;
  readonly #needs: Needs;
  #wire: Message;

  constructor(chat: SimChat, wire: Message, fromBot: boolean, needs: Needs) {
    this.chat = chat;
    this.fromBot = fromBot;
    this.#wire = wire;
    this.#needs = needs;
  }

  /** The message as the Bot API writes it. */
  get wire(): Message {
    return this.#wire;
  }

  get id(): number {
    return this.#wire.message_id;
  }

  get text(): string | undefined {
    return this.#wire.text;
  }

  get caption(): string | undefined {
    return this.#wire.caption;
  }

  get buttons(): readonly Button[] {
    return buttonsOf(this.#wire.reply_markup);
  }

  /** The first button with this label. Throws when there is none. */
  button(label: string): Button {
    const found = this.buttons.find((button) => button.label === label);
    if (!found) throw new Error(`No button ${JSON.stringify(label)} on ${this.describe()}`);
    return found;
  }

  /** What there is to pay; the payload behind it is the bot's secret. */
  get invoice(): Invoice | undefined {
    return this.#wire.invoice;
  }

  /** The photo as it was uploaded. */
  get photo(): (StoredPhoto & { fileId: string }) | undefined {
    const fileId = this.#wire.photo?.at(-1)?.file_id;
    const photo = fileId === undefined ? undefined : this.#needs.files.photo(fileId);
    return fileId === undefined || !photo ? undefined : { ...photo, fileId };
  }

  get document(): (StoredFile & { fileId: string }) | undefined {
    const fileId = this.#wire.document?.file_id;
    const document = fileId === undefined ? undefined : this.#needs.files.document(fileId);
    return fileId === undefined || !document ? undefined : { ...document, fileId };
  }

  /** The message this one answers. */
  get replyTo(): SimMessage | undefined {
    const id = this.#wire.reply_to_message?.message_id;
    return id === undefined ? undefined : this.chat.message(id);
  }

  /** Puts a new version in place of this one. */
  replace(next: Message): void {
    this.edits.push(this.#wire);
    this.#wire = next;
    this.#needs.changes.announce();
  }

  remove(): void {
    this.deleted = true;
    this.#needs.changes.announce();
  }

  /** Resolves with this message once `predicate` holds for it; rejects with what it looks like when it never does. */
  async until(predicate: (message: SimMessage) => boolean, wait?: WaitOptions): Promise<SimMessage> {
    return this.#needs.changes.until(
      () => (predicate(this) ? this : undefined),
      () => this.chat.describe(),
      wait,
    );
  }

  /** One line for people who look at a failed test. */
  describe(): string {
    const parts = [
      `#${this.id} ${this.fromBot ? 'bot' : (this.#wire.from?.first_name ?? 'Telegram')}:`,
      JSON.stringify(this.text ?? this.caption ?? ''),
    ];
    const { photo, document, invoice } = this;
    const { successful_payment: paid, refunded_payment: refunded } = this.#wire;
    if (invoice) parts.push(`[invoice ${invoice.title}, ${invoice.total_amount} ${invoice.currency}]`);
    if (paid) parts.push(`[paid ${paid.total_amount} ${paid.currency}]`);
    if (refunded) parts.push(`[refunded ${refunded.total_amount} ${refunded.currency}]`);
    if (photo) parts.push(`[photo ${photo.width}x${photo.height}]`);
    if (document) parts.push(`[document ${document.name}, ${document.bytes.length} bytes]`);
    for (const { label, data, url, pay } of this.buttons)
      parts.push(`(${label}: ${data ?? url ?? (pay ? 'pay' : '-')})`);
    if (this.edits.length > 0) parts.push(`edited ${this.edits.length}x`);
    if (this.deleted) parts.push('deleted');
    return parts.join(' ');
  }
}
