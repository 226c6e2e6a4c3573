// Files that were uploaded, by the bot or by people, served from links that expire as Discord's CDN links do.

import { createHmac, randomBytes } from 'node:crypto';
import type { APIAttachment } from 'discord-api-types/v10';
import type { Answer, Call, Route } from '../wire/http.ts';
import type { WorldClock } from '../wire/clock.ts';

export type HostedFile = {
  id: string;
  /** As Discord keeps it: spaces are underscores, anything else outside `A-Za-z0-9._-` is gone. */
  filename: string;
  description: string | undefined;
  contentType: string;
  bytes: Buffer;
  /** The path under the CDN, without query. */
  path: string;
  ephemeral: boolean;
};

export type NewFile = { name: string; type: string; bytes: Buffer; description?: string | undefined };

export type Uploads = {
  /** How long a new link lives, in milliseconds; 24 hours unless set. */
  linkLifetimeMs: number;
  add(file: NewFile, place: { channelId: string; ephemeral: boolean }): HostedFile;
  /** A fresh signed link to the file; `origin` is the CDN's. */
  link(file: HostedFile): string;
  /** A fresh link for an old one; a link to nothing comes back as it was. */
  refresh(url: string): string;
  toApi(file: HostedFile): APIAttachment;
  routes: readonly Route[];
  /** Told once, when the CDN has its port. */
  setOrigin(origin: string): void;
};

const DAY_MS = 24 * 60 * 60 * 1000;

export function createUploads(clock: WorldClock, newId: () => string): Uploads {
  const files = new Map<string, HostedFile>();
  const secret = randomBytes(32);
  let origin = '';

  const sign = (path: string, ex: string, is: string): string =>
    createHmac('sha256', secret).update(`${path}\n${ex}\n${is}`).digest('hex');

  function serve(call: Call): Answer {
    const file = files.get(call.path);
    const ex = call.query.get('ex') ?? '';
    const is = call.query.get('is') ?? '';
    const signed = call.query.get('hm') === sign(call.path, ex, is);
    const expired = Number.parseInt(ex, 16) * 1000 <= clock.now();
    if (!file || !signed || expired) {
      const bytes = Buffer.from('This content is no longer available.');
      return { status: 404, headers: { 'content-type': 'text/plain' }, bytes };
    }
    return { status: 200, headers: { 'content-type': file.contentType }, bytes: file.bytes };
  }

  const uploads: Uploads = {
    linkLifetimeMs: DAY_MS,
    add({ name, type, bytes, description }, { channelId, ephemeral }) {
      const id = newId();
      const filename = safeName(name);
      const path = `/${ephemeral ? 'ephemeral-attachments' : 'attachments'}/${channelId}/${id}/${filename}`;
      const file = { id, filename, description, contentType: contentTypeOf(filename, type), bytes, path, ephemeral };
      files.set(path, file);
      return file;
    },
    link({ path }) {
      const is = Math.floor(clock.now() / 1000).toString(16);
      const ex = Math.floor((clock.now() + uploads.linkLifetimeMs) / 1000).toString(16);
      return `${origin}${path}?ex=${ex}&is=${is}&hm=${sign(path, ex, is)}&`;
    },
    refresh(url) {
      const file = URL.canParse(url) ? files.get(new URL(url).pathname) : undefined;
      return file ? uploads.link(file) : url;
    },
    toApi(file) {
      const url = uploads.link(file);
      return {
        id: file.id,
        filename: file.filename,
        ...(file.description === undefined ? {} : { description: file.description }),
        content_type: file.contentType,
        size: file.bytes.length,
        url,
        proxy_url: url,
        ...pngSize(file.bytes),
        ...(file.ephemeral ? { ephemeral: true } : {}),
      };
    },
    routes: [
      { method: 'GET', path: '/attachments/:place/:id/:name', handle: serve },
      { method: 'GET', path: '/ephemeral-attachments/:place/:id/:name', handle: serve },
    ],
    setOrigin(value) {
      origin = value;
    },
  };
  return uploads;
}

function safeName(name: string): string {
  const safe = name.replaceAll(/\s/g, '_').replaceAll(/[^A-Za-z0-9._-]/g, '');
  return safe === '' || /^\.+$/.test(safe) ? 'unknown' : safe;
}

const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  csv: 'text/csv; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  json: 'application/json; charset=utf-8',
  zip: 'application/zip',
};

/** Discord goes by the extension first and believes the sender only where it knows nothing. */
function contentTypeOf(filename: string, told: string): string {
  return TYPES[filename.split('.').at(-1)?.toLowerCase() ?? ''] ?? told;
}

/** Width and height stand at fixed places of a PNG's first chunk; other formats go without, as they may on Discord. */
function pngSize(bytes: Buffer): { width?: number; height?: number } {
  if (bytes.length < 24 || bytes.readUInt32BE(0) !== 0x89504e47) return {};
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}
