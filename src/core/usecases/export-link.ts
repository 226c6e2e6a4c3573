// The link to a copy that no chat can carry: a secret that only the person gets, used once, and gone after a day.

import { hash, randomBytes } from 'node:crypto';
import type { View } from '../domain/view.ts';
import type { Export } from '../export-rows.ts';
import type { Needs } from '../needs.ts';
import { endExport } from './end-exports.ts';

const SECRET_BYTES = 32;
const SECRET = /^[A-Za-z0-9_-]{43}$/;

/**
 * A view that is about to be brought, with its link. Each time a new one is made, and the one before does not work any
 * more: only a hash of it is stored, so an old one could not be said again.
 */
export async function withLink({ store, downloadUrl }: Needs, view: View | null): Promise<View | null> {
  if (view?.kind !== 'export' || view.state !== 'ready' || !view.byLink || downloadUrl === null) return view;
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  await store.exports.setLink(view.id, hashOf(secret));
  return { ...view, url: `${downloadUrl}/${secret}` };
}

/** What a link leads to, without using it; null for every link that leads nowhere, whatever the reason. */
export function findDownload({ store, clock }: Needs) {
  return async (secret: string): Promise<{ readonly bytes: number } | null> => {
    const found = SECRET.test(secret) ? await store.exports.byLink(hashOf(secret), clock.now()) : null;
    return found && { bytes: partOf(found).bytes };
  };
}

export type Download = {
  readonly name: string;
  readonly bytes: number;
  readonly chunks: AsyncIterable<Uint8Array>;
};

/**
 * Uses the link. The file goes once it has been read, or reading it has ended otherwise.
 * @param ends by whom it goes
 */
export function takeDownload(needs: Needs, ends: Needs) {
  return async (secret: string): Promise<Download | null> => {
    const found = SECRET.test(secret) ? await needs.store.exports.takeByLink(hashOf(secret), needs.clock.now()) : null;
    if (!found) return null;
    const { key, name, bytes } = partOf(found);
    const chunks = await needs.bucket.getStream(key);
    if (!chunks) {
      await endExport(ends, found);
      return null;
    }
    return { name, bytes, chunks: readOnce(ends, found, chunks) };
  };
}

async function* readOnce(needs: Needs, found: Export, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } finally {
    await endExport(needs, found);
  }
}

function partOf({ parts }: Export): Export['parts'][number] {
  const [part] = parts;
  if (!part) throw new Error('an export that is ready, without its file');
  return part;
}

function hashOf(secret: string): string {
  return hash('sha256', secret);
}
