// A message of the bot's as the world remembers it, with every earlier state, and as a person or a test looks at it.

import {
  type ButtonStyle,
  ComponentType,
  MessageFlags,
  type APIButtonComponent,
  type APIEmbed,
  type APIMessageInteractionMetadata,
  type APIMessageReference,
  type APIMessageTopLevelComponent,
  type MessageType,
} from 'discord-api-types/v10';
import type { Changes } from '../wire/changes.ts';
import type { Channel } from './channel.ts';
import type { Person } from './person.ts';
import type { HostedFile } from './uploads.ts';

/** What can be edited. */
export type MessageBody = {
  content: string;
  attachments: readonly HostedFile[];
  components: readonly APIMessageTopLevelComponent[];
  embeds: readonly APIEmbed[];
};

export type MessageSeed = MessageBody & {
  id: string;
  channel: Channel;
  type: MessageType;
  flags: number;
  createdAt: number;
  /** Set for an ephemeral message: the only person who sees it. */
  onlyFor: Person | undefined;
  /** Set when it came through an interaction's token, which makes it a webhook message. */
  interaction: APIMessageInteractionMetadata | undefined;
  reference: APIMessageReference | undefined;
  nonce: string | number | undefined;
};

export type Button = {
  label: string;
  customId: string | undefined;
  url: string | undefined;
  style: ButtonStyle;
  disabled: boolean;
};

export class Message {
  readonly id: string;
  readonly channel: Channel;
  readonly type: MessageType;
  readonly createdAt: number;
  readonly onlyFor: Person | undefined;
  readonly interaction: APIMessageInteractionMetadata | undefined;
  readonly reference: APIMessageReference | undefined;
  readonly nonce: string | number | undefined;
  /** The states before the present one, oldest first; its length is how often the message was edited. */
  readonly edits: MessageBody[] = [];
  /** Whom the text would have called: `everyone`, `here`, user ids and `&`-prefixed role ids, of any state so far. */
  readonly pings = new Set<string>();
  flags: number;
  body: MessageBody;
  editedAt: number | null = null;
  /** Edits made while the message was older than an hour, which Discord rations. */
  lateEdits = 0;
  deleted = false;
  readonly #changes: Changes;

  constructor(seed: MessageSeed, changes: Changes) {
    this.id = seed.id;
    this.channel = seed.channel;
    this.type = seed.type;
    this.createdAt = seed.createdAt;
    this.onlyFor = seed.onlyFor;
    this.interaction = seed.interaction;
    this.reference = seed.reference;
    this.nonce = seed.nonce;
    this.flags = seed.flags;
    const { content, attachments, components, embeds } = seed;
    this.body = { content, attachments, components, embeds };
    this.#changes = changes;
  }

  get content(): string {
    return this.body.content;
  }

  get attachments(): readonly HostedFile[] {
    return this.body.attachments;
  }

  get embeds(): readonly APIEmbed[] {
    return this.body.embeds;
  }

  get components(): readonly APIMessageTopLevelComponent[] {
    return this.body.components;
  }

  /** A deferred answer that still shows "thinking". */
  get loading(): boolean {
    return (this.flags & MessageFlags.Loading) !== 0;
  }

  get ephemeral(): boolean {
    return (this.flags & MessageFlags.Ephemeral) !== 0;
  }

  /** All buttons, row by row; an emoji stands in for a missing label. */
  get buttons(): readonly Button[] {
    return this.components
      .flatMap((row) => (row.type === ComponentType.ActionRow ? row.components : []))
      .filter((component): component is APIButtonComponent => component.type === ComponentType.Button)
      .map((button) => ({
        label:
          ('label' in button ? button.label : undefined) ?? ('emoji' in button ? button.emoji?.name : undefined) ?? '',
        customId: 'custom_id' in button ? button.custom_id : undefined,
        url: 'url' in button ? button.url : undefined,
        style: button.style,
        disabled: button.disabled ?? false,
      }));
  }

  visibleTo(person: Person): boolean {
    return !this.deleted && (this.onlyFor === undefined || this.onlyFor === person);
  }

  /** Waits until the message looks like that; every state is looked at, also one that lasts only until the next edit. */
  async until(matches: (message: Message) => boolean, options: { timeoutMs?: number } = {}): Promise<Message> {
    return this.#changes.until(
      () => (matches(this) ? this : undefined),
      () => `For a state of message ${this.id}\n${this.describe()}`,
      options,
    );
  }

  describe(): string {
    const marks = [this.ephemeral && 'ephemeral', this.loading && 'thinking', this.deleted && 'deleted'].filter(
      Boolean,
    );
    const files = this.attachments.map((file) => `[${file.filename}, ${file.bytes.length} bytes]`).join(' ');
    const buttons = this.buttons.map((button) => `(${button.label}${button.disabled ? ', disabled' : ''})`).join(' ');
    const embeds = this.embeds.map((embed) => `{${embed.title ?? embed.description ?? 'embed'}}`).join(' ');
    const parts = [
      `#${this.id}`,
      ...marks,
      JSON.stringify(this.content),
      embeds,
      files,
      buttons,
      `edits: ${this.edits.length}`,
    ];
    return parts.filter((part) => part !== '').join(' ');
  }
}
