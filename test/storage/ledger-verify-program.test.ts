// `npm run ledger:verify` as an operator starts it: what it says, how it ends, and that it ends nothing else.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'node:test';
import { startEmbeddedPostgres } from '../../src/storage/embedded-postgres.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { coreRig } from '../support/core.ts';
import { accountWith } from './ledger-rig.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

type Ended = { code: number; said: string };

function verify(settings: Readonly<Record<string, string>>): Promise<Ended> {
  const env = { PATH: process.env['PATH'] ?? '', DATABASE_URL: '', ...settings };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['run.mjs', 'src/verify-ledger.ts'],
      { cwd: root, env, timeout: 60_000 },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr }),
    );
  });
}

describe('ledger:verify', () => {
  test('says that all rules hold, or which one is broken and by what, and then fails', async (t) => {
    const rig = await coreRig(t);
    const id = await accountWith(rig, 5);
    const sound = await verify({ DATABASE_URL: rig.url });
    assert.match(sound.said, /1 accounts, 1 operations, 1 movements/);
    assert.match(sound.said, /All \d+ rules hold/);
    assert.equal(sound.code, 0);
    await rig.database.pool.query('update credit_account set frozen_at = now()');
    const broken = await verify({ DATABASE_URL: rig.url });
    assert.match(broken.said, new RegExp(`BROKEN {2}an account is frozen while a freeze is open: ${id}`));
    assert.match(broken.said, /1 of \d+ rules are broken/);
    assert.equal(broken.code, 1);
  });

  test('works on the embedded server, running or not, and leaves a running one to whoever uses it', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'easel-verify-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    assert.match((await verify({ DATA_DIR: folder })).said, /There is no ledger yet/);
    const dataDir = join(folder, 'postgres');
    const server = await startEmbeddedPostgres({ dataDir, durable: false, onExit: () => assert.fail('was ended') });
    await migrate(server.url);
    assert.equal((await verify({ DATA_DIR: folder })).code, 0);
    await migrate(server.url);
    await server.stop();
    const alone = await verify({ DATA_DIR: folder });
    assert.match(alone.said, /All \d+ rules hold/);
    assert.equal(alone.code, 0);
  });
});
