/** A bucket in S3, or in a server that speaks its protocol. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Readable } from 'node:stream';
import {
  type DeleteMarkerEntry,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ObjectIdentifier,
  type ObjectVersion,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Bucket } from '../core/ports.ts';
import { inParallel } from '../core/usecases/in-parallel.ts';
import { checkFolder, checkKey, checkPrefix } from './bucket-key.ts';
import { measuredStream } from './measured-stream.ts';

const partBytes = 8 * 1024 * 1024;
const partsAtOnce = 2;
const removedAtOnce = 16;
const conflictAttempts = 5;
const conflictAfterMs = 50;
/** Written to find out whether the server lets the first writer win. Begins with a dot, which no key does. */
const probeName = '.written-once';
const connectMs = 5_000;
/** The longest silence of the other side, in either direction. */
const silenceMs = 30_000;

/** What a listing says of an object, one of its versions, or the mark of its removal. */
type Found = Pick<ObjectVersion, 'Key' | 'VersionId'>;

/**
 * Opens `s3://name/prefix?region=…&endpoint=…`; credentials come from the places every AWS tool looks in.
 *
 * The first writer wins by `If-None-Match: *`. Older servers ignore it and overwrite, so the first write makes sure, on
 * an object of its own, that this one does not; otherwise it and every later `putIfAbsent` rejects.
 * Storage for uploads cut off by a kill is freed by the bucket's rule for incomplete uploads, which has to be set.
 */
export function s3Bucket(address: string): Bucket {
  const url = new URL(address);
  const name = url.hostname;
  if (name === '') throw new Error('An s3:// address names a bucket: s3://name/prefix');
  const prefix = url.pathname.replace(/^\/+|\/+$/g, '');
  if (prefix !== '') checkKey(prefix);
  const base = prefix === '' ? '' : `${prefix}/`;
  const endpoint = url.searchParams.get('endpoint');
  const region = url.searchParams.get('region');
  const s3 = new S3Client({
    ...(region === null ? {} : { region }),
    // A server of one's own seldom has a host name per bucket.
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
    // The newer checksums are refused by many servers other than AWS; TLS already guards the way.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: connectMs, requestTimeout: silenceMs, socketTimeout: silenceMs },
  });

  function at(key: string): { Bucket: string; Key: string } {
    checkKey(key);
    return { Bucket: name, Key: base + key };
  }

  /** Writes unless something is there; false when something is. */
  async function putOnce(Key: string, Body: Uint8Array, ContentType: string): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await s3.send(new PutObjectCommand({ Bucket: name, Key, Body, ContentType, IfNoneMatch: '*' }));
        return true;
      } catch (error) {
        if (isStatus(error, 412)) return false;
        // 409: another write of this key is under way, and it is not yet known whether it succeeds.
        if (!isStatus(error, 409) || attempt === conflictAttempts) throw error;
        await sleep(conflictAfterMs * attempt);
      }
    }
  }

  /** Whether the first writer wins here. At most two writes, and one where an earlier process has left the probe. */
  async function probe(): Promise<boolean> {
    const write = (): Promise<boolean> => putOnce(base + probeName, new Uint8Array(), 'text/plain');
    return !(await write()) || !(await write());
  }

  let firstWriterWins: Promise<boolean> | undefined;

  async function getBody(key: string): Promise<Readable | null> {
    try {
      const { Body } = await s3.send(new GetObjectCommand(at(key)));
      if (!(Body instanceof Readable)) throw new TypeError('S3 answered without a body');
      return Body;
    } catch (error) {
      if (isStatus(error, 404)) return null;
      throw error;
    }
  }

  /** Every version of what begins so, and the marks that S3 puts over deleted ones, in the order of their keys. */
  async function* versionsUnder(Prefix: string): AsyncGenerator<readonly (ObjectVersion | DeleteMarkerEntry)[]> {
    let position: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
    for (;;) {
      const page = await s3.send(new ListObjectVersionsCommand({ Bucket: name, Prefix, ...position }));
      yield [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
      if (page.IsTruncated !== true) return;
      position = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
  }

  async function* versionsOf(Key: string): AsyncGenerator<string | undefined> {
    for await (const found of versionsUnder(Key)) {
      for (const version of found) if (version.Key === Key) yield version.VersionId;
      // The listing holds every key that begins like ours, in order, so ours is first.
      if (found.some((version) => version.Key !== undefined && version.Key > Key)) return;
    }
  }

  /** A page of everything that begins so: with its versions, or as it is where the server knows none. */
  async function* everythingUnder(Prefix: string): AsyncGenerator<readonly Found[]> {
    let known = false;
    try {
      for await (const page of versionsUnder(Prefix)) {
        known = true;
        yield page;
      }
    } catch (error) {
      if (known || !isStatus(error, 501)) throw error;
      for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: name, Prefix }))
        yield Contents.map(({ Key }) => ({ Key }));
    }
  }

  /** As many as a page holds, in one request; what that did not do, one by one. */
  async function removeTogether(found: readonly Found[]): Promise<void> {
    const objects = found.flatMap(({ Key, VersionId }) => (Key === undefined ? [] : [{ Key, VersionId }]));
    if (objects.length === 0) return;
    let left: readonly ObjectIdentifier[] = objects;
    try {
      const { Errors } = await s3.send(
        new DeleteObjectsCommand({ Bucket: name, Delete: { Objects: objects, Quiet: true } }),
      );
      left = (Errors ?? []).map(({ Key, VersionId }) => ({ Key, VersionId }));
    } catch (error) {
      // Some servers do not know it, others want a checksum that is not sent any more.
      if (!isStatus(error, 501) && !isStatus(error, 400)) throw error;
    }
    await inParallel(left, removedAtOnce, async (object) => {
      await s3.send(new DeleteObjectCommand({ Bucket: name, ...object }));
    });
  }

  return {
    async putIfAbsent(key, bytes, mediaType) {
      const { Key } = at(key);
      firstWriterWins ??= probe();
      try {
        if (!(await firstWriterWins)) {
          throw new Error('This S3 server ignores "If-None-Match: *" and overwrites objects: it needs a newer version');
        }
      } catch (error) {
        // A request that failed says nothing about the server: ask again next time.
        firstWriterWins = undefined;
        throw error;
      }
      return await putOnce(Key, bytes, mediaType);
    },

    async putStream(key, chunks, mediaType, signal) {
      const object = at(key);
      const measured = measuredStream(chunks, signal);
      const upload = new Upload({
        client: s3,
        params: { ...object, Body: Readable.from(measured.chunks), ContentType: mediaType },
        partSize: partBytes,
        queueSize: partsAtOnce,
      });
      // An abort fails the stream, and that makes the upload take its parts back before it rejects.
      await upload.done();
      return measured.result();
    },

    async get(key) {
      const body = await getBody(key);
      return body === null ? null : Buffer.concat(await body.toArray());
    },

    getStream: getBody,

    async remove(key) {
      const object = at(key);
      try {
        for await (const VersionId of versionsOf(object.Key))
          await s3.send(new DeleteObjectCommand({ ...object, VersionId }));
      } catch (error) {
        // A server without versions may not know the question; then there is one object, and nothing behind it.
        if (!isStatus(error, 501)) throw error;
        await s3.send(new DeleteObjectCommand(object));
      }
    },

    async *removeAll(prefix) {
      checkFolder(prefix);
      let last = '';
      for await (const found of everythingUnder(base + prefix)) {
        await removeTogether(found);
        // In the order of keys: the versions of one may go on from page to page.
        const keys = [...new Set(found.flatMap(({ Key }) => (Key === undefined ? [] : [Key])))].toSorted();
        yield keys.filter((key) => key !== last).length;
        last = keys.at(-1) ?? last;
      }
    },

    async *list(prefix) {
      checkPrefix(prefix);
      for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: name, Prefix: base + prefix })) {
        for (const object of page.Contents ?? []) {
          const key = object.Key?.slice(base.length);
          if (key !== undefined && key !== probeName) yield key;
        }
      }
    },

    async close() {
      s3.destroy();
    },
  };
}

function isStatus(error: unknown, status: number): boolean {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === status;
}
