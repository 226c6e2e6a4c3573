// Marks of people who were erased: made with a key, so that nobody else can try user ids until one fits.

import { createHmac, randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Person } from '../core/domain/chat.ts';

const KEY_FILE = 'marks.key';
const KEY_BYTES = 32;

/**
 * The marks of this installation, under its master key or, where there is none, a key of their own beside the data.
 * Processes that share a database need one of the two in common.
 */
export async function openMarks(config: {
  readonly masterKey: string | null;
  readonly dataDir: string;
}): Promise<(login: Pick<Person, 'platform' | 'userId'>) => string> {
  const key = config.masterKey ?? (await ownKey(config.dataDir));
  return ({ platform, userId }) => createHmac('sha256', key).update(`erased:${platform}:${userId}`).digest('hex');
}

/** Of several processes that start at once the first makes it, and all read that one. */
async function ownKey(dataDir: string): Promise<Buffer> {
  const path = join(dataDir, KEY_FILE);
  await mkdir(dataDir, { recursive: true });
  const file = await open(path, 'ax', 0o600).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === 'EEXIST') return null;
    throw error;
  });
  if (file)
    try {
      // One write: whoever reads finds nothing yet, or all of it.
      await file.writeFile(randomBytes(KEY_BYTES));
      await file.sync();
    } finally {
      await file.close();
    }
  const key = await readFile(path);
  if (key.length !== KEY_BYTES) throw new Error(`${KEY_FILE} is not a key; is another process just making it?`);
  return key;
}
