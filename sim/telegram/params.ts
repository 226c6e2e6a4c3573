// Parameters as Telegram reads them: JSON, form fields and query strings mean the same, and numbers may come as text.

import type { Call } from '../wire/http.ts';
import type { UploadedFile } from '../wire/multipart.ts';
import { badRequest } from './refusals.ts';

export type MethodCall = { params: Record<string, unknown>; files: readonly UploadedFile[] };

/** Narrows what came over the wire to an object whose fields can be looked at. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const NUMBERS = new Set([
  'chat_id',
  'user_id',
  'message_id',
  'message_thread_id',
  'reply_to_message_id',
  'offset',
  'limit',
  'timeout',
  'max_connections',
  'cache_time',
  'max_tip_amount',
  'subscription_period',
]);

const OBJECTS = new Set([
  'reply_markup',
  'reply_parameters',
  'entities',
  'caption_entities',
  'media',
  'commands',
  'scope',
  'allowed_updates',
  'message_ids',
  'prices',
  'suggested_tip_amounts',
  'link_preview_options',
]);

const FLAGS = new Set([
  'show_alert',
  'ok',
  'drop_pending_updates',
  'show_caption_above_media',
  'has_spoiler',
  'disable_notification',
  'protect_content',
  'allow_sending_without_reply',
]);

/**
 * The parameters of a call, typed as far as their names say. Later sources win: query, form fields, JSON body.
 * A file sent under a parameter's own name becomes a reference `attach://name`.
 */
export function readParams(call: Call): MethodCall {
  const body = call.json ?? {};
  if (!isRecord(body)) throw badRequest("can't parse JSON object");
  const raw: Record<string, unknown> = { ...Object.fromEntries(call.query), ...call.fields, ...body };
  for (const { name, rawName } of call.files) checkFileName(rawName ?? name);
  for (const { field } of call.files) raw[field] ??= `attach://${field}`;
  const params: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(raw)) {
    if (value !== null) params[name] = typeof value === 'string' ? fromText(name, value) : value;
  }
  return { params, files: call.files };
}

function fromText(name: string, value: string): unknown {
  if (NUMBERS.has(name)) return /^-?\d+$/u.test(value) ? Number(value) : value;
  if (FLAGS.has(name)) return ['true', '1', 'yes'].includes(value.toLowerCase());
  if (!OBJECTS.has(name)) return value;
  try {
    return value === '' ? undefined : JSON.parse(value);
  } catch {
    throw badRequest(`can't parse ${name.replaceAll('_', ' ')} JSON object`);
  }
}

/**
 * Ours, not Telegram's: grammY writes file names into the header without quotes, so a name that needs them arrives as
 * something else ("my fox.png" as "myfox.png", "a;b.png" as "a"). The bot promises names that survive; here it is held to it.
 */
function checkFileName(rawName: string): void {
  const name = rawName.replace(/^"(.*)"$/u, '$1');
  if (!/^[A-Za-z0-9._-]+$/u.test(name))
    throw badRequest(`the file name ${JSON.stringify(name)} does not survive an unquoted header`);
}
