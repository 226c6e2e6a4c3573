/** Opens the place where pictures and archives are kept, by its address, and says which keys are allowed there. */
import { fileURLToPath } from 'node:url';
import type { Bucket } from '../core/ports.ts';
import { diskBucket, type DiskBucketOptions } from './disk-bucket.ts';
import { s3Bucket } from './s3-bucket.ts';

/**
 * Opens the bucket at `address`: a folder (a path or a `file:` URL) or `s3://name/prefix?region=…&endpoint=…`.
 * Nothing is read or written yet. Throws on an address of another kind.
 */
export function openBucket(address: string, options: DiskBucketOptions = {}): Bucket {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(address)?.[1]?.toLowerCase();
  if (scheme === undefined) return diskBucket(address, options);
  if (scheme === 'file') return diskBucket(fileURLToPath(address), options);
  if (scheme === 's3') return s3Bucket(address);
  throw new Error(`A bucket is a folder or an s3:// address, not ${scheme}://`);
}
