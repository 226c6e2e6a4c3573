// A reply as the JSON and files of a Discord message; what Discord would refuse cannot come out of here.

import {
  ButtonStyle,
  ComponentType,
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  type APIButtonComponentWithURL,
  type RawFile,
  type RESTPatchAPIChannelMessageJSONBody,
} from 'discord.js';
import {
  encodeButton,
  isLink,
  type Block,
  type Button,
  type LinkButton,
  type OutFile,
  type PressButton,
  type Reply,
} from '../conversation.ts';
import { clip, fit, wholeText } from '../fit.ts';
import { escapeCode, escapeText } from './escape.ts';

/** https://discord.com/developers/docs/resources/message#create-message and …/components/reference */
export const DISCORD_LIMITS = {
  content: 2000,
  files: 10,
  /** Of one file; servers with boosts allow more, and the default holds everywhere. */
  fileBytes: 10 * 1024 * 1024,
  /** Of all files of one request: 25 MiB less room for the JSON and the multipart frame. */
  requestBytes: 24 * 1024 * 1024,
  rows: 5,
  buttonsPerRow: 5,
  label: 80,
  url: 512,
} as const;

/** A message as it goes over the wire, for sending and for editing alike. */
export type DiscordMessage = {
  readonly body: Pick<RESTPatchAPIChannelMessageJSONBody, 'content' | 'components' | 'allowed_mentions'> & {
    /** The whole truth about attachments; absent, an edit leaves those that are there. */
    attachments?: { id: number; filename: string }[];
  };
  readonly files: RawFile[];
};

/**
 * @param keepFiles an edit that leaves the message's attachments as they are
 */
export function toMessage(reply: Reply, { keepFiles = false }: { keepFiles?: boolean } = {}): DiscordMessage {
  const buttons = reply.buttons ?? [];
  const links = linksInText(buttons);
  const { blocks, lost } = fit(reply.blocks, DISCORD_LIMITS.content, (these) => (toContent(these) + links).length);
  const shown = reply.picture ? [reply.picture] : [];
  const files = withinRequest([...shown, ...(lost ? [wholeText(reply.blocks)] : []), ...(reply.files ?? [])]);
  return {
    body: {
      content: toContent(blocks) + links,
      components: toRows(buttons),
      // A prompt that names somebody must never ping them, not even in an edit.
      allowed_mentions: { parse: [] },
      ...(keepFiles || reply.keepsFiles ? {} : { attachments: files.map(({ name }, id) => ({ id, filename: name })) }),
    },
    files: files.map(({ name, bytes, mediaType }) => ({ name, data: bytes, contentType: mediaType })),
  };
}

/** A message that is nothing but files: the further ones of a result that one message does not hold. */
export function toFilesOnly(files: readonly OutFile[]): DiscordMessage {
  return toMessage({ blocks: [], files });
}

export type FilePlan<F> = { readonly groups: readonly (readonly F[])[]; readonly tooLarge: readonly F[] };

/** Splits files, in order, into groups that one message each can carry; a file that no message can carry is told apart. */
export function planFiles<F extends { readonly bytes: number }>(files: readonly F[]): FilePlan<F> {
  const groups: F[][] = [];
  const tooLarge: F[] = [];
  let room = 0;
  for (const file of files) {
    if (file.bytes > DISCORD_LIMITS.fileBytes) {
      tooLarge.push(file);
      continue;
    }
    const group = groups.at(-1);
    if (group && group.length < DISCORD_LIMITS.files && file.bytes <= room) {
      group.push(file);
    } else {
      groups.push([file]);
      room = DISCORD_LIMITS.requestBytes;
    }
    room -= file.bytes;
  }
  return { groups, tooLarge };
}

function withinRequest(files: readonly OutFile[]): readonly OutFile[] {
  const sized = files.map((file) => ({ file, bytes: file.bytes.length }));
  return planFiles(sized).groups[0]?.map(({ file }) => file) ?? [];
}

function toContent(blocks: readonly Block[]): string {
  return blocks.map(toMarkdown).join('\n');
}

function toMarkdown({ style, text }: Block): string {
  if (text === '') return '';
  switch (style) {
    case 'title':
      return `**${escapeText(text)}**`;
    case 'text':
      return escapeText(text);
    case 'quote':
      return everyLine(text, '> ');
    case 'small':
      return everyLine(text, '-# ');
    case 'address':
      return text;
    case 'code':
      return `\`\`\`\n${escapeCode(text)}\n\`\`\``;
  }
}

function everyLine(text: string, marker: string): string {
  return escapeText(text)
    .split('\n')
    .map((line) => (line === '' ? '' : `${marker}${line}`))
    .join('\n');
}

const STYLES = {
  primary: ButtonStyle.Primary,
  plain: ButtonStyle.Secondary,
  danger: ButtonStyle.Danger,
} as const satisfies Record<PressButton['style'], ButtonStyle>;

/** Rows of at most five; a row that is too long continues in the next, and a payload appears once (Discord insists). */
export function toRows(rows: readonly (readonly Button[])[]): APIActionRowComponent<DiscordButton>[] {
  const seen = new Set<string>();
  return rows
    .map((row) => row.filter((button) => (isLink(button) ? fitsButton(button) : isNew(seen, encodeButton(button)))))
    .flatMap((row) => chunks(row, DISCORD_LIMITS.buttonsPerRow))
    .slice(0, DISCORD_LIMITS.rows)
    .map((row) => ({
      type: ComponentType.ActionRow,
      components: row.map(toButton),
    }));
}

type DiscordButton = APIButtonComponentWithCustomId | APIButtonComponentWithURL;

function toButton(button: Button): DiscordButton {
  const label = clip(button.label, DISCORD_LIMITS.label);
  if (isLink(button)) return { type: ComponentType.Button, style: ButtonStyle.Link, label, url: button.url };
  return { type: ComponentType.Button, style: STYLES[button.style], label, custom_id: encodeButton(button) };
}

function fitsButton({ url }: LinkButton): boolean {
  return url.length <= DISCORD_LIMITS.url;
}

/** A link that is longer than a button may carry (a payment page's can be) stands in the text instead, a line each. */
function linksInText(rows: readonly (readonly Button[])[]): string {
  return rows
    .flat()
    .map((button) => (isLink(button) && !fitsButton(button) ? `\n[${escapeText(button.label)}](<${button.url}>)` : ''))
    .join('');
}

function isNew(seen: Set<string>, payload: string): boolean {
  if (seen.has(payload)) return false;
  seen.add(payload);
  return true;
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));
}
