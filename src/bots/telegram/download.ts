// A file somebody sent, fetched from Telegram. Its link contains the bot's token, so it never leaves this file.

import type { Api } from 'grammy';
import { Refusal, refuse } from '../../core/domain/refusal.ts';
import type { UploadedFile } from '../conversation.ts';
import { toApiSignal, type TelegramAccess } from './chat.ts';
import type { TelegramFile } from './parse.ts';

/** Telegram gives bots no larger ones. */
const DOWNLOAD_MAX_BYTES = 20_000_000;
const FETCH_DEADLINE_MS = 20_000;

export function toUploadedFile(file: TelegramFile, api: Api, access: TelegramAccess): UploadedFile {
  const { name, bytes, mediaType } = file;
  return {
    name,
    bytes,
    mediaType,
    async read(max, signal) {
      const maxBytes = Math.min(max, DOWNLOAD_MAX_BYTES);
      if (bytes > maxBytes) refuse('file-too-large', { bytes, maxBytes });
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(FETCH_DEADLINE_MS)]);
      return download(file, api, access, maxBytes, deadline);
    },
  };
}

async function download(
  { fileId }: TelegramFile,
  api: Api,
  { token, apiUrl }: TelegramAccess,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  try {
    const { file_path: path } = await api.getFile(fileId, toApiSignal(signal));
    if (path === undefined) return refuse('file-unavailable', {});
    const response = await fetch(`${apiUrl}/file/bot${token}/${path}`, { signal, redirect: 'error' });
    if (!response.ok || !response.body) return refuse('file-unavailable', {});
    return await collect(response.body, maxBytes);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    // Whatever broke the connection, the person can only send the file again; the error's text would carry the token.
    return refuse('file-unavailable', {});
  }
}

async function collect(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) refuse('file-too-large', { bytes, maxBytes });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
