// The bucket as it lies there: every object and version with its name, in a folder or in S3, not as the product would open it.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import {
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  paginateListObjectsV2,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { lookIntoFiles } from './files.ts';
import { lookInto } from './look-into.ts';
import type { Tally } from './report.ts';

const STORE = 'bucket';

/** @param address as BUCKET_URL has it */
export async function lookIntoBucket(tally: Tally, address: string): Promise<void> {
  if (address.startsWith('s3://')) return lookIntoS3(tally, new URL(address));
  tally.looked(STORE, 0);
  const folder = address.startsWith('file:') ? fileURLToPath(address) : resolve(address);
  // The first picture makes it.
  if (existsSync(folder)) await lookIntoFiles(tally, folder, () => STORE);
}

type Version = { readonly Key: string; readonly VersionId?: string };

async function lookIntoS3(tally: Tally, url: URL): Promise<void> {
  const endpoint = url.searchParams.get('endpoint');
  const region = url.searchParams.get('region');
  const s3 = new S3Client({
    ...(region !== null && { region }),
    ...(endpoint !== null && { endpoint, forcePathStyle: true }),
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const Bucket = url.hostname;
  const Prefix = url.pathname.replace(/^\/+/, '');
  try {
    tally.looked(STORE, 0);
    for await (const version of versionsIn(s3, Bucket, Prefix)) await lookIntoVersion(s3, Bucket, tally, version);
    for await (const name of unfinishedIn(s3, Bucket, Prefix)) {
      await lookInto(tally, STORE, `an unfinished upload of ${name}`, [Buffer.from(name)]);
    }
  } finally {
    s3.destroy();
  }
}

async function lookIntoVersion(s3: S3Client, Bucket: string, tally: Tally, version: Version): Promise<void> {
  await lookInto(tally, STORE, `the name ${version.Key}`, [Buffer.from(version.Key)]);
  try {
    const { Body, Metadata, ContentDisposition } = await s3.send(new GetObjectCommand({ Bucket, ...version }));
    await lookInto(tally, STORE, version.Key, [Buffer.from(JSON.stringify({ Metadata, ContentDisposition }))]);
    if (Body instanceof Readable) await lookInto(tally, STORE, version.Key, Body);
  } catch (error) {
    // The mark over a deleted object has a name only; what was deleted meanwhile is not there.
    if (!isStatus(error, 404, 405)) throw error;
  }
}

/** Every version, and the marks over deleted ones; where the server knows of no versions, every object. */
async function* versionsIn(s3: S3Client, Bucket: string, Prefix: string): AsyncGenerator<Version> {
  let position: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  try {
    for (;;) {
      const page = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix, ...position }));
      for (const { Key, VersionId } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])])
        if (Key !== undefined) yield { Key, ...(VersionId !== undefined && { VersionId }) };
      if (page.IsTruncated !== true) return;
      position = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
  } catch (error) {
    if (!isStatus(error, 501)) throw error;
  }
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix }))
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield { Key };
}

async function* unfinishedIn(s3: S3Client, Bucket: string, Prefix: string): AsyncGenerator<string> {
  try {
    const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix }));
    for (const { Key } of Uploads) if (Key !== undefined) yield Key;
  } catch (error) {
    // Not every server can say.
    if (!isStatus(error, 501)) throw error;
  }
}

function isStatus(error: unknown, ...statuses: readonly number[]): boolean {
  return error instanceof S3ServiceException && statuses.includes(error.$metadata.httpStatusCode ?? 0);
}
