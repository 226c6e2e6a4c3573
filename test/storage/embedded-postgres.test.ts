/** The embedded PostgreSQL starts wherever its data is, under whatever account, and leaves nothing behind. */
import assert from 'node:assert/strict';
import { cp, chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { installedNativeFolder } from '../../src/storage/embedded-postgres-binaries.ts';
import { startEmbeddedPostgres } from '../../src/storage/embedded-postgres.ts';
import { ask, isAlive, seededFolder, startHere, startOwner, temporaryFolder } from './embedded-postgres-rig.ts';

const root = process.getuid?.() === 0;
const linux = platform() === 'linux';

describe('An embedded PostgreSQL', () => {
  test('starts in an empty folder, listens on nothing but its socket, and is gone after stop', async (t) => {
    const server = await startHere(t, { dataDir: join(await temporaryFolder(t), 'not', 'there', 'yet') });
    const [row] = await ask(
      server.url,
      `SELECT current_database() AS database, current_setting('listen_addresses') AS tcp,
        current_setting('server_encoding') AS encoding, 'é' < 'z' COLLATE "default" AS linguistic`,
    );
    assert.deepEqual(row, { database: 'easel', tcp: '', encoding: 'UTF8', linguistic: false });
    assert.equal((await stat(server.connection.host)).mode & 0o777, 0o700);
    await server.stop();
    await server.stop();
    assert.equal(isAlive(server.pid), false);
    assert.equal(existsSync(server.connection.host), false);
  });

  test('has its data again after a restart, in a folder with a name full of surprises', async (t) => {
    const dataDir = join(await temporaryFolder(t), `with "quotes", commas, %20 & 'ünïcode'`);
    const first = await startHere(t, { dataDir });
    await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    const second = await startHere(t, { dataDir });
    assert.deepEqual(await ask(second.url, 'SELECT answer FROM kept'), [{ answer: 42 }]);
  });

  test('reaches other databases of the same server', async (t) => {
    const server = await startHere(t, { dataDir: await seededFolder(t) });
    await ask(server.url, 'CREATE DATABASE "another one"');
    const other = server.database('another one');
    assert.deepEqual(await ask(other.url, 'SELECT current_database() AS name'), [{ name: 'another one' }]);
    assert.equal(other.connection.database, 'another one');
  });

  test('works where the path is too long for a socket, and removes the folder it used instead', async (t) => {
    const server = await startHere(t, { dataDir: join(await temporaryFolder(t), 'long'.repeat(30)) });
    assert.deepEqual(await ask(server.url, 'SELECT 1 AS one'), [{ one: 1 }]);
    await server.stop();
    assert.equal(existsSync(server.connection.host), false);
  });

  test('works below a folder that only we may enter', async (t) => {
    const closed = await temporaryFolder(t);
    await chmod(closed, 0o700);
    const server = await startHere(t, { dataDir: join(closed, 'data') });
    assert.deepEqual(await ask(server.url, 'SELECT 1 AS one'), [{ one: 1 }]);
  });

  test('is durable unless told otherwise, and takes settings', async (t) => {
    const settings = { work_mem: '5MB' };
    const server = await startHere(t, { dataDir: await seededFolder(t), durable: true, settings });
    const query = `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'work_mem')`;
    assert.deepEqual(await ask(server.url, `${query} ORDER BY name`), [
      { name: 'fsync', setting: 'on' },
      { name: 'full_page_writes', setting: 'on' },
      { name: 'synchronous_commit', setting: 'on' },
      { name: 'work_mem', setting: '5120' },
    ]);
  });

  test('says what PostgreSQL said when it does not start, and leaves the folder usable', async (t) => {
    const dataDir = await seededFolder(t);
    await assert.rejects(
      startEmbeddedPostgres({ dataDir, durable: false, settings: { no_such_setting: '1' } }),
      /no_such_setting/,
    );
    const server = await startHere(t, { dataDir });
    assert.deepEqual(await ask(server.url, 'SELECT 1 AS one'), [{ one: 1 }]);
  });

  test('starts over when an earlier first start was killed half way', async (t) => {
    const dataDir = await temporaryFolder(t);
    await mkdir(join(dataDir, 'cluster.new', 'base'), { recursive: true });
    await writeFile(join(dataDir, 'cluster.new', 'PG_VERSION'), '18\n');
    const server = await startHere(t, { dataDir });
    assert.deepEqual(await ask(server.url, 'SELECT 1 AS one'), [{ one: 1 }]);
    assert.equal(existsSync(join(dataDir, 'cluster.new')), false);
  });

  test('runs from a package whose install script, which makes library links, was blocked', async (t) => {
    const nativeDir = join(await temporaryFolder(t), 'native');
    await cp(installedNativeFolder(), nativeDir, { recursive: true });
    const links: { target: string }[] = JSON.parse(await readFile(join(nativeDir, 'pg-symlinks.json'), 'utf8'));
    for (const { target } of links) await rm(join(nativeDir, '..', target), { force: true });
    const server = await startHere(t, { dataDir: await seededFolder(t), nativeDir });
    assert.deepEqual(await ask(server.url, 'SELECT 1 AS one'), [{ one: 1 }]);
  });
});

describe('As root, where user namespaces are refused, an embedded PostgreSQL', { skip: !root || !linux }, () => {
  // Without a PATH there is no `unshare` to be found, which is what a refusal looks like.
  const refused = { ...process.env, PATH: '/nowhere' };

  test('runs as nobody, and gives the data back to us when they are allowed again', async (t) => {
    const dataDir = await seededFolder(t);
    await chmod(dataDir, 0o755);
    const owner = await startOwner(t, dataDir, refused);
    assert.match(await readFile(`/proc/${owner.serverPid}/status`, 'utf8'), /^Uid:\t65534\t65534\t65534/m);
    await ask(owner.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    assert.equal(await owner.end('stop'), 0);
    assert.equal((await stat(join(dataDir, 'cluster'))).uid, 65534);

    const server = await startHere(t, { dataDir });
    assert.deepEqual(await ask(server.url, 'SELECT answer FROM kept'), [{ answer: 42 }]);
    assert.equal((await stat(join(dataDir, 'cluster', 'PG_VERSION'))).uid, 0);
  });

  test('copies its programs when nobody may not reach those that were installed', async (t) => {
    const closed = await temporaryFolder(t);
    const nativeDir = join(closed, 'native');
    await cp(installedNativeFolder(), nativeDir, { recursive: true, verbatimSymlinks: true });
    const dataDir = await temporaryFolder(t);
    const path = process.env['PATH'];
    t.after(() => (process.env['PATH'] = path));
    process.env['PATH'] = '/nowhere';
    const server = await startHere(t, { dataDir, nativeDir });
    assert.deepEqual(await ask(server.url, 'SELECT 1 AS one'), [{ one: 1 }]);
    assert.ok((await readdir(dataDir)).some((name) => /^runtime-.*-copy$/.test(name)));
  });

  test('names the folder that is in the way when nobody may not reach the data', async (t) => {
    const closed = await temporaryFolder(t);
    await chmod(closed, 0o700);
    const path = process.env['PATH'];
    t.after(() => (process.env['PATH'] = path));
    process.env['PATH'] = '/nowhere';
    const start = startEmbeddedPostgres({ dataDir: join(closed, 'data') });
    await assert.rejects(start, (error: Error) => error.message.includes(`cannot pass ${closed}.`));
  });
});
