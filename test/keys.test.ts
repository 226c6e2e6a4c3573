// Keys as whoever runs the program meets them: what it says when they do not fit, and how one master key takes another's place.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import type { AccountId } from '../src/core/domain/ids.ts';
import { StartRefused } from '../src/core/start-refused.ts';
import { migrate } from '../src/storage/migrate.ts';
import { temporaryFolder } from './storage/embedded-postgres-rig.ts';
import { ownKeyring } from './support/keyring.ts';
import { emptyDatabase } from './support/postgres.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

type Ended = { code: number; said: string; complained: string };

/** The program with these settings and nothing else of this environment. */
function program(settings: Readonly<Record<string, string>>, ...words: string[]): Promise<Ended> {
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env;
  const env = { PATH, NODE_COMPILE_CACHE, LOG_LEVEL: 'silent', ...settings };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['src/main.ts', ...words],
      { cwd: root, env, timeout: 60_000 },
      (error, said, complained) => resolve({ code: error ? Number(error.code) : 0, said, complained }),
    );
  });
}

test('P34: neither the program nor an errand starts with keys that do not fit, and both say why in a line', async (t) => {
  const { open, databaseUrl, keyringUrl, dataDir } = await ownKeyring(t);
  const masterKey = randomBytes(32).toString('base64');
  await open({ masterKeys: [masterKey], environment: 'production' });
  const fitting = {
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    KEYRING_URL: keyringUrl,
    MASTER_KEY: masterKey,
    ENVIRONMENT: 'production',
  };
  const [elsewhere, stranger] = await Promise.all([
    program({ ...fitting, ENVIRONMENT: 'staging' }, '--role=migrate'),
    program({ ...fitting, MASTER_KEY: randomBytes(32).toString('base64') }, '--run=tickets'),
  ]);
  assert.deepEqual([elsewhere.code, elsewhere.said], [1, '']);
  assert.match(
    elsewhere.complained,
    /^Easel cannot start\. These keys are of the environment "production", and ENVIRONMENT is "staging"\. [^\n]+\n$/,
  );
  assert.deepEqual([stranger.code, stranger.said], [1, '']);
  assert.match(
    stranger.complained,
    /^The keyring has keys under the master key [0-9a-f]{16}, and MASTER_KEY has only [^\n]+\n$/,
  );
});

test('npm run keys:rotate says what it did, and what there is to do when there is nothing new', async (t) => {
  const { open, databaseUrl, keyringUrl, dataDir } = await ownKeyring(t);
  const [old, young] = [0, 1].map(() => randomBytes(32).toString('base64')) as [string, string];
  const keyring = await open({ masterKeys: [old] });
  for (let made = 0; made < 3; made += 1) await keyring.make(randomUUID() as AccountId);
  const settings = { DATA_DIR: dataDir, DATABASE_URL: databaseUrl, KEYRING_URL: keyringUrl };
  const nothing = await program({ ...settings, MASTER_KEY: old }, '--run=keys:rotate');
  assert.equal(nothing.code, 1);
  assert.match(nothing.said, /For another one put it before that[^]*Nothing was done\.\n$/);
  const rotated = await program({ ...settings, MASTER_KEY: `${young},${old}` }, '--run=keys:rotate');
  assert.deepEqual([rotated.code, rotated.complained], [0, '']);
  assert.match(rotated.said, /^3 keys wrapped anew\./);
  await open({ masterKeys: [young], prepares: false });
  await assert.rejects(open({ masterKeys: [old], prepares: false }), StartRefused);
});

test('a database of a version that did not seal is refused in words, and stays as it was', async (t) => {
  const { url, pool } = await emptyDatabase(t);
  const [all, before] = [join(root, 'migrations'), await temporaryFolder(t)];
  for (const name of await readdir(all))
    if (/^00(?:0\d|1[0-5])-.*\.sql$/.test(name)) await cp(join(all, name), join(before, name));
  assert.equal((await migrate(url, before)).length, 15);
  await pool.query(`insert into account (id, locale) values (gen_random_uuid(), 'en')`);
  await assert.rejects(
    migrate(url),
    (error: unknown) =>
      error instanceof StartRefused &&
      /did not seal what people write[^]*\/export[^]*npm run import/.test(error.message),
  );
  const { rows } = await pool.query(`select to_regclass('installation.keyring_pair') as made`);
  assert.deepEqual(rows, [{ made: null }]);
});
