/** The keys of a bucket: `/`-separated segments that mean the same on every disk and in every S3. */

const segment = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;
/** The last segment of a prefix may be cut off anywhere, even right after a slash. */
const cutSegment = /^(?:[A-Za-z0-9_-][A-Za-z0-9._-]*)?$/;
/** S3 allows 1,024 bytes; a folder in front of it has to fit as well. */
const maxLength = 512;
const maxSegmentLength = 200;

/** Throws unless `key` is one. No segment begins with a dot, so none climbs out of its folder or meets a hidden file. */
export function checkKey(key: string): void {
  if (
    key.length > maxLength ||
    !key.split('/').every((part) => part.length <= maxSegmentLength && segment.test(part))
  ) {
    throw new RangeError(`Not a bucket key: ${JSON.stringify(key.slice(0, maxLength))}`);
  }
}

/** Throws unless `prefix` is the whole name of a folder, with its slash: the beginning of one is also that of another. */
export function checkFolder(prefix: string): void {
  if (!prefix.endsWith('/'))
    throw new RangeError(`Not a folder of a bucket: ${JSON.stringify(prefix.slice(0, maxLength))}`);
  checkKey(prefix.slice(0, -1));
}

/** Throws unless some key could begin with `prefix`. The empty prefix is that of every key. */
export function checkPrefix(prefix: string): void {
  const parts = prefix.split('/');
  const last = parts.pop() ?? '';
  if (prefix.length > maxLength || !parts.every((part) => segment.test(part)) || !cutSegment.test(last)) {
    throw new RangeError(`Not the beginning of a bucket key: ${JSON.stringify(prefix.slice(0, maxLength))}`);
  }
}
