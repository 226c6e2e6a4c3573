// Files as Telegram keeps them: an id to send again, an id to compare, and a download link that ends after an hour.

import { createHash, randomBytes } from 'node:crypto';
import { extname } from 'node:path';
import type { Document, File, PhotoSize } from '@grammyjs/types';
import sharp from 'sharp';
import type { UploadedFile } from '../wire/multipart.ts';
import type { WorldClock } from '../wire/clock.ts';
import { badRequest } from './refusals.ts';

const MIB = 1024 * 1024;
const MAX_PHOTO_BYTES = 10 * MIB;
const MAX_DOWNLOAD_BYTES = 20 * MIB;
const MAX_DIMENSION_SUM = 10_000;
const MAX_RATIO = 20;
const LINK_LIFE_MS = 60 * 60 * 1000;
/** The longest side of each size Telegram makes of a photo; the last one is the photo itself, when it is not larger. */
const PHOTO_SIDES = [90, 320, 800, 1280, 2560];

/** A file with its content, as people and tests look at it. */
export type StoredFile = { name: string; contentType: string; bytes: Buffer };
export type StoredPhoto = StoredFile & { width: number; height: number };

type Entry =
  | { kind: 'document'; file: StoredFile; document: Document }
  | { kind: 'photo'; file: StoredPhoto; sizes: PhotoSize[]; size: PhotoSize };

export type FileStore = {
  keepDocument(file: StoredFile): Document;
  /** Refuses what is too large, too long or not an image. Sizes are listed smallest first, as Telegram does. */
  keepPhoto(file: StoredFile): Promise<PhotoSize[]>;
  /** A photo to show: an upload (`attach://…`) or the id of one Telegram has already. */
  photoFrom(reference: unknown, uploads: readonly UploadedFile[]): Promise<PhotoSize[]>;
  documentFrom(reference: unknown, uploads: readonly UploadedFile[]): Promise<Document>;
  /** The content behind a `file_id`, whole and as it was uploaded. */
  photo(fileId: string): StoredPhoto | undefined;
  document(fileId: string): StoredFile | undefined;
  /** `getFile`: refuses more than 20 MB, else makes a fresh link. */
  link(fileId: string): Promise<File>;
  /** The bytes behind a link, undefined when it has ended or never was. */
  open(filePath: string): Buffer | undefined;
};

export function createFileStore(clock: WorldClock): FileStore {
  const entries = new Map<string, Entry>();
  const links = new Map<string, { bytes: Buffer; untilMs: number }>();
  let counter = 0;

  function keepDocument(file: StoredFile): Document {
    if (file.bytes.length === 0) throw badRequest('file must be non-empty');
    const document: Document = {
      ...newIds('BQAC', file.bytes),
      file_name: file.name,
      mime_type: file.contentType,
      file_size: file.bytes.length,
    };
    entries.set(document.file_id, { kind: 'document', file, document });
    return document;
  }

  async function keepPhoto(file: StoredFile): Promise<PhotoSize[]> {
    if (file.bytes.length === 0) throw badRequest('file must be non-empty');
    if (file.bytes.length > MAX_PHOTO_BYTES)
      throw badRequest(
        `file of size ${file.bytes.length} bytes is too big for a photo; the maximum size is ${MAX_PHOTO_BYTES} bytes`,
      );
    const { width, height } = await dimensions(file.bytes);
    if (width + height > MAX_DIMENSION_SUM || Math.max(width, height) > MAX_RATIO * Math.min(width, height))
      throw badRequest('PHOTO_INVALID_DIMENSIONS');
    const long = Math.max(width, height);
    const sides = [...PHOTO_SIDES.filter((side) => side < long), Math.min(long, PHOTO_SIDES.at(-1) ?? long)];
    const sizes: PhotoSize[] = [];
    for (const side of new Set(sides)) {
      const size: PhotoSize = {
        ...newIds('AgAC', file.bytes, side),
        width: Math.max(1, Math.round((width * side) / long)),
        height: Math.max(1, Math.round((height * side) / long)),
      };
      // The other sizes are drawn when somebody asks for them.
      if (side === long) size.file_size = file.bytes.length;
      sizes.push(size);
      entries.set(size.file_id, { kind: 'photo', file: { ...file, width, height }, sizes, size });
    }
    return sizes;
  }

  function known(fileId: unknown, kind: Entry['kind']): Entry {
    const entry = entries.get(String(fileId));
    if (!entry) throw badRequest('wrong file identifier/HTTP URL specified');
    if (entry.kind !== kind) throw badRequest(`can't use file of type ${NAMES[entry.kind]} as ${NAMES[kind]}`);
    return entry;
  }

  return {
    keepDocument,
    keepPhoto,
    async photoFrom(reference, uploads) {
      const upload = uploaded(reference, uploads);
      if (upload) return keepPhoto(upload);
      const entry = known(reference, 'photo');
      return entry.kind === 'photo' ? entry.sizes : [];
    },
    async documentFrom(reference, uploads) {
      const upload = uploaded(reference, uploads);
      if (upload) return keepDocument(upload);
      const entry = known(reference, 'document');
      if (entry.kind !== 'document') throw badRequest('wrong file identifier/HTTP URL specified');
      return entry.document;
    },
    photo(fileId) {
      const entry = entries.get(fileId);
      return entry?.kind === 'photo' ? entry.file : undefined;
    },
    document(fileId) {
      const entry = entries.get(fileId);
      return entry?.kind === 'document' ? entry.file : undefined;
    },
    async link(fileId) {
      const entry = entries.get(fileId);
      if (!entry) throw badRequest('invalid file_id');
      if (entry.file.bytes.length > MAX_DOWNLOAD_BYTES) throw badRequest('file is too big');
      const bytes = entry.kind === 'document' ? entry.file.bytes : await scaled(entry.file, entry.size);
      counter += 1;
      const folder = entry.kind === 'document' ? 'documents' : 'photos';
      const extension = entry.kind === 'document' ? extname(entry.file.name) : '.jpg';
      const path = `${folder}/file_${counter}${/^\.\w+$/u.test(extension) ? extension : ''}`;
      links.set(path, { bytes, untilMs: clock.now() + LINK_LIFE_MS });
      const { file_unique_id } = entry.kind === 'document' ? entry.document : entry.size;
      return { file_id: fileId, file_unique_id, file_size: bytes.length, file_path: path };
    },
    open(filePath) {
      const link = links.get(filePath);
      return link && link.untilMs > clock.now() ? link.bytes : undefined;
    },
  };
}

/** The upload a reference names, or undefined when it is an id. */
function uploaded(reference: unknown, uploads: readonly UploadedFile[]): StoredFile | undefined {
  if (typeof reference !== 'string' || reference === '') throw badRequest('there is no file in the request');
  if (/^https?:/u.test(reference)) throw badRequest('failed to get HTTP URL content');
  if (!reference.startsWith('attach://')) return undefined;
  const field = reference.slice('attach://'.length);
  const file = uploads.find((candidate) => candidate.field === field);
  if (!file) throw badRequest('wrong file identifier/HTTP URL specified');
  return { name: file.name, contentType: typeOf(file.name), bytes: file.bytes };
}

function newIds(prefix: string, bytes: Buffer, side = 0): { file_id: string; file_unique_id: string } {
  return {
    file_id: `${prefix}${randomBytes(24).toString('base64url')}`,
    file_unique_id: createHash('sha256').update(bytes).update(String(side)).digest('base64url').slice(0, 15),
  };
}

const NAMES = { document: 'Document', photo: 'Photo' } as const;

async function dimensions(bytes: Buffer): Promise<{ width: number; height: number }> {
  try {
    const { width, height } = await sharp(bytes).metadata();
    return { width, height };
  } catch {
    throw badRequest('IMAGE_PROCESS_FAILED');
  }
}

/** A size of a photo. Telegram turns every photo into a JPEG; here only the sizes it has to draw are. */
async function scaled(photo: StoredPhoto, size: PhotoSize): Promise<Buffer> {
  if (size.width === photo.width && size.height === photo.height) return photo.bytes;
  return sharp(photo.bytes).resize(size.width, size.height).jpeg().toBuffer();
}

const TYPES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.csv': 'text/csv',
  '.txt': 'text/plain',
  '.json': 'application/json',
  '.zip': 'application/zip',
};

/** Telegram goes by the name: what a bot says about the type of an upload is not heard. */
function typeOf(name: string): string {
  return TYPES[extname(name).toLowerCase()] ?? 'application/octet-stream';
}
