// An errand on a machine where Easel has never been started: the one that may be the first makes what it needs.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createStripeWorld } from '../sim/stripe/world.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

test('a shop is opened before Easel is ever started: stripe:sync makes the tables and the keyring itself', async (t) => {
  const world = await createStripeWorld();
  t.after(() => world.close());
  const folder = await mkdtemp(join(tmpdir(), 'easel-anew-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env;
  const env = {
    PATH,
    NODE_COMPILE_CACHE,
    DATA_DIR: join(folder, 'data'),
    PUBLIC_URL: 'https://easel.example',
    STRIPE_SECRET_KEY: world.secretKey,
    STRIPE_API_URL: world.apiUrl,
  };
  const args = ['run.mjs', 'src/main.ts', '--run=stripe:sync'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, env, timeout: 60_000 });
  assert.match(stdout, /^made {2}product pack-100$/m);
});
