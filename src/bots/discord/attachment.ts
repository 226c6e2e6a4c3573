// A file somebody attached, fetched from Discord's own file host and from nowhere else.

import type { Attachment } from 'discord.js';
import { Refusal, refuse } from '../../core/domain/refusal.ts';
import type { UploadedFile } from '../conversation.ts';

const FETCH_DEADLINE_MS = 20_000;

/** @param cdnUrl origin of the host whose links are followed, such as `https://cdn.discordapp.com` */
export function toUploadedFile(
  { name, size, contentType, url }: Pick<Attachment, 'name' | 'size' | 'contentType' | 'url'>,
  cdnUrl: string,
): UploadedFile {
  return {
    name,
    bytes: size,
    mediaType: contentType,
    async read(maxBytes, signal) {
      if (size > maxBytes) refuse('file-too-large', { bytes: size, maxBytes });
      if (!URL.canParse(url) || new URL(url).origin !== new URL(cdnUrl).origin) refuse('file-unavailable', {});
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(FETCH_DEADLINE_MS)]);
      return download(url, maxBytes, deadline);
    },
  };
}

async function download(url: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  try {
    const response = await fetch(url, { signal, redirect: 'error' });
    if (!response.ok || !response.body) return refuse('file-unavailable', {});
    return await collect(response.body, maxBytes);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    // Whatever broke the connection, the person can only send the file again.
    return refuse('file-unavailable', {});
  }
}

/** The size was announced by somebody else; what counts is what arrives. */
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
