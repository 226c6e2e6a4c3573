// An errand on a machine where Easel has never been started: the one that may be the first makes what it needs.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { errandAlone, stripe, stripeSettings } from '../support/errands.ts';

test('a shop is opened before Easel is ever started: stripe:sync makes the tables and the keyring itself', async (t) => {
  const world = await stripe(t);
  const folder = await mkdtemp(join(tmpdir(), 'easel-anew-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const settings = {
    DATA_DIR: join(folder, 'data'),
    PUBLIC_URL: 'https://easel.example',
    ...stripeSettings(world),
  };
  const { code, said, complained } = await errandAlone(settings, 'stripe:sync');
  assert.equal(code, 0, complained);
  assert.match(said, /^made {2}product pack-100$/m);
});
