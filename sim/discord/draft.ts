// Reading the body of a message as it is sent or edited: text, files, embeds, components, mentions, and every limit on them.

import { MessageFlags, type APIEmbed, type APIMessageTopLevelComponent } from 'discord-api-types/v10';
import type { UploadedFile } from '../wire/multipart.ts';
import { readComponents } from './components.ts';
import { characters, createForm, fieldsOf, flagsOf, isRecord, type Form, type Path } from './form.ts';
import type { MessageBody } from './message.ts';
import { readAllowedMentions, type AllowedMentions } from './mentions.ts';
import { refusal } from './refusals.ts';
import type { NewFile } from './uploads.ts';

/** Undefined means "not mentioned": an edit leaves it as it is. */
export type Draft = {
  content: string | undefined;
  embeds: APIEmbed[] | undefined;
  components: APIMessageTopLevelComponent[] | undefined;
  /** Ids of the attachments that stay; undefined keeps them all. */
  keep: readonly string[] | undefined;
  uploads: readonly NewFile[];
  flags: number;
  mentions: AllowedMentions;
  nonce: string | number | undefined;
  enforceNonce: boolean;
  replyTo: { messageId: string; mustExist: boolean } | undefined;
};

const MAX_CONTENT = 2000;
const MAX_FILES = 10;
const MAX_REQUEST_BYTES = 25 * 1024 * 1024;

/** `existing` is the state an edit starts from; `root` is where the message lies in the request (`data` in a callback). */
export type DraftContext = { root?: Path; existing?: MessageBody; maxFileBytes: number; requestBytes: number };

/** Throws the refusal Discord would answer with; what comes back can be applied as it is. */
export function readDraft(json: unknown, files: readonly UploadedFile[], context: DraftContext): Draft {
  if (context.requestBytes > MAX_REQUEST_BYTES || files.some((file) => file.bytes.length > context.maxFileBytes))
    throw refusal.tooLarge();
  const body = fieldsOf(json);
  const form = createForm(context.root);

  const flags = flagsOf(json);
  if ((flags & MessageFlags.IsComponentsV2) !== 0) throw new Error('The little Discord does not know components v2');
  const content = body['content'] === null ? '' : form.text(['content'], body['content'], { max: MAX_CONTENT });
  const embeds = readEmbeds(form, body['embeds']);
  const components = readComponents(form, ['components'], body['components']);
  const mentions = readAllowedMentions(form, body['allowed_mentions']);
  const nonce = readNonce(form, body['nonce']);
  const listed = form.list(['attachments'], body['attachments'], { max: MAX_FILES })?.map(fieldsOf);
  if (files.length > MAX_FILES)
    form.fail(['files'], 'BASE_TYPE_MAX_LENGTH', `Must be ${MAX_FILES} or fewer in length.`);
  form.refuse();

  const { keep, uploads } = sortAttachments(listed, files, context.existing);
  const kept = context.existing?.attachments.filter((file) => keep?.includes(file.id) ?? true).length ?? 0;
  if (kept + uploads.length > MAX_FILES) throw refusal.tooManyAttachments();

  const draft: Draft = {
    content: content?.trim(),
    embeds,
    components,
    keep,
    uploads,
    flags,
    mentions,
    nonce,
    enforceNonce: body['enforce_nonce'] === true,
    replyTo: readReplyTo(body['message_reference']),
  };
  const left = {
    content: draft.content ?? context.existing?.content ?? '',
    embeds: draft.embeds ?? context.existing?.embeds ?? [],
    components: draft.components ?? context.existing?.components ?? [],
  };
  if (left.content === '' && left.embeds.length + left.components.length + kept + uploads.length === 0)
    throw refusal.emptyMessage();
  return draft;
}

/**
 * Without a list every upload is taken and everything old stays. With one, it is the whole truth: a snowflake keeps an old
 * attachment, a small number refers to `files[n]`, and what is not listed is gone (API v10).
 */
function sortAttachments(
  listed: readonly Readonly<Record<string, unknown>>[] | undefined,
  files: readonly UploadedFile[],
  existing: MessageBody | undefined,
): { keep: string[] | undefined; uploads: NewFile[] } {
  if (listed === undefined)
    return { keep: undefined, uploads: files.map(({ name, type, bytes }) => ({ name, type, bytes })) };
  const keep: string[] = [];
  const uploads: NewFile[] = [];
  for (const entry of listed) {
    const id = String(entry['id']);
    const file = files.find((candidate) => candidate.field === `files[${id}]`);
    if (file) {
      const name = typeof entry['filename'] === 'string' ? entry['filename'] : file.name;
      const description = typeof entry['description'] === 'string' ? entry['description'] : undefined;
      uploads.push({ name, type: file.type, bytes: file.bytes, description });
    } else if (existing?.attachments.some((attachment) => attachment.id === id)) {
      keep.push(id);
    } else {
      throw refusal.uploadNotFound();
    }
  }
  return { keep, uploads };
}

function readNonce(form: Form, value: unknown): string | number | undefined {
  if (typeof value === 'number') return value;
  return form.text(['nonce'], value, { max: 25 });
}

function readReplyTo(value: unknown): Draft['replyTo'] {
  const { message_id: messageId, fail_if_not_exists: mustExist } = fieldsOf(value);
  return typeof messageId === 'string' ? { messageId, mustExist: mustExist !== false } : undefined;
}

function readEmbeds(form: Form, value: unknown): APIEmbed[] | undefined {
  const embeds = form.list(['embeds'], value, { max: 10 });
  if (embeds === undefined) return undefined;
  let total = 0;
  for (const [index, entry] of embeds.entries()) {
    const embed = fieldsOf(entry);
    form.text(['embeds', index, 'title'], embed['title'], { max: 256 });
    form.text(['embeds', index, 'description'], embed['description'], { max: 4096 });
    form.text(['embeds', index, 'footer', 'text'], fieldsOf(embed['footer'])['text'], { max: 2048 });
    form.text(['embeds', index, 'author', 'name'], fieldsOf(embed['author'])['name'], { max: 256 });
    const fields = form.list(['embeds', index, 'fields'], embed['fields'], { max: 25 }) ?? [];
    for (const [at, field] of fields.entries()) {
      form.text(['embeds', index, 'fields', at, 'name'], fieldsOf(field)['name'], { min: 1, max: 256, required: true });
      form.text(['embeds', index, 'fields', at, 'value'], fieldsOf(field)['value'], {
        min: 1,
        max: 1024,
        required: true,
      });
    }
    total += countText(embed);
  }
  if (total > 6000) form.fail(['embeds'], 'MAX_EMBED_SIZE_EXCEEDED', 'Embed size exceeds maximum size of 6000');
  return areEmbeds(embeds, form) ? embeds : undefined;
}

/** Titles, descriptions, field names and values, footers and author names of all embeds share one limit. */
function countText(embed: Readonly<Record<string, unknown>>): number {
  const fields = Array.isArray(embed['fields']) ? embed['fields'].map(fieldsOf) : [];
  const texts = [
    embed['title'],
    embed['description'],
    fieldsOf(embed['footer'])['text'],
    fieldsOf(embed['author'])['name'],
  ];
  return [...texts, ...fields.flatMap((field) => [field['name'], field['value']])]
    .filter((text) => typeof text === 'string')
    .reduce((sum, text) => sum + characters(text), 0);
}

function areEmbeds(embeds: readonly unknown[], form: Form): embeds is APIEmbed[] {
  return embeds.every(isRecord) && form.isClean(['embeds']);
}
