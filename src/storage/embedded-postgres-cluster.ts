/** The data folder of an embedded PostgreSQL: where things are in it, how it is first made, and who is running it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, readlink, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { closedToOthers, commandFor, giveTo, type Account } from './embedded-postgres-account.ts';
import type { Binaries } from './embedded-postgres-binaries.ts';
import { childEnv, logTail, sendSignal } from './embedded-postgres-process.ts';
import { hostBasedAuthentication, port, superuser } from './embedded-postgres-settings.ts';

const socketName = `/.s.PGSQL.${port}`;
/** sockaddr_un holds 108 bytes with the closing NUL on Linux, 104 on macOS. */
const socketPathBytes = platform() === 'darwin' ? 103 : 107;
const temporarySocketPrefix = 'easel-pg-';
/** How long the sessions of a killed server may take to notice before they are killed too. */
const stragglerMs = 5_000;
const pollMs = 10;

export interface DataFolder {
  readonly root: string;
  /** What PostgreSQL calls its data directory. */
  readonly cluster: string;
  readonly lock: string;
}

/** What `postmaster.pid` says; `state` is PostgreSQL's own word: starting, ready, stopping or standby. */
export interface Running {
  readonly pid: number;
  readonly socketFolder: string;
  readonly state: string;
}

/** Makes the folder for `account` if need be. Throws when PostgreSQL could not reach it. */
export async function openDataFolder(path: string, account: Account): Promise<DataFolder> {
  const mode = account === 'nobody' ? 0o711 : 0o700;
  await mkdir(path, { recursive: true, mode });
  const root = await realpath(path);
  // postmaster.pid is a file of lines: a path with a line break cannot be read back.
  if (/[\r\n]/.test(root))
    throw new Error('The path of the data folder holds a line break, which PostgreSQL cannot handle');
  if (account === 'nobody') {
    await chmod(root, mode);
    const closed = await closedToOthers(root);
    if (closed !== null) {
      throw new Error(
        `This system refuses user namespaces, so PostgreSQL runs as "nobody" and cannot pass ${closed}. ` +
          'Put the data somewhere every user may reach, run as an ordinary user, or set DATABASE_URL',
      );
    }
  }
  return { root, cluster: join(root, 'cluster'), lock: join(root, 'start.lock') };
}

/** Creates the cluster unless it is there, and sees to it that `account` owns it. The caller holds the folder's lock. */
export async function ensureCluster(
  folder: DataFolder,
  binaries: Binaries,
  account: Account,
  durable: boolean,
): Promise<void> {
  if (!existsSync(folder.cluster)) {
    const draft = `${folder.cluster}.new`;
    // A draft that is already there is what a killed initdb left; the rename below is the moment a cluster exists.
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { mode: 0o700 });
    await giveTo(account, draft);
    await initialise(draft, binaries, account, durable);
    await writeFile(join(draft, 'pg_hba.conf'), hostBasedAuthentication);
    await rename(draft, folder.cluster);
  }
  await giveTo(account, folder.cluster);
}

/** The server that runs on this cluster now, or null. A pid file alone proves nothing: its process must be that server. */
export async function findRunning(folder: DataFolder): Promise<Running | null> {
  const found = await readPidFile(folder);
  return found !== null && (await isServer(found.pid, folder)) ? found : null;
}

/** Whether process `pid` is the PostgreSQL of this cluster, and not a stranger who got its number after a restart. */
export async function isServer(pid: number, folder: DataFolder): Promise<boolean> {
  if (platform() === 'linux') {
    // PostgreSQL's working folder is its cluster; the link of a dead process or of a zombie cannot be read.
    return (await readlink(`/proc/${pid}/cwd`).catch(() => null)) === folder.cluster;
  }
  return sendSignal(pid, 0);
}

/** Removes what a killed server left and the next would stumble over. The caller knows that no server runs. */
export async function clearRemains(folder: DataFolder): Promise<void> {
  await endStragglers(folder);
  const stale = await readPidFile(folder);
  // PostgreSQL refuses to start while some process has the number in this file, were it a stranger's. It also reads
  // there which shared memory to check for sessions still at work, so only where we looked for those may it go.
  if (stale !== null && platform() === 'linux' && !(await isServer(stale.pid, folder))) {
    await rm(join(folder.cluster, 'postmaster.pid'), { force: true });
  }
  if (stale !== null) await removeSocketFolder(folder, stale.socketFolder);
  await removeSocketFolder(folder, join(folder.root, 'socket'));
}

/** Whether the server's socket is still where it put it. */
export function hasSocket(socketFolder: string): boolean {
  return existsSync(socketFolder + socketName);
}

/** A folder for the socket that only `account` can enter: in the data folder where the path fits, else a temporary one. */
export async function makeSocketFolder(folder: DataFolder, account: Account): Promise<string> {
  let made = join(folder.root, 'socket');
  if (Buffer.byteLength(made + socketName) <= socketPathBytes) {
    await mkdir(made, { mode: 0o700 });
  } else {
    const short = [tmpdir(), '/tmp'].find(
      (at) => Buffer.byteLength(`${at}/${temporarySocketPrefix}123456${socketName}`) <= socketPathBytes,
    );
    made = await mkdtemp(join(short ?? '/tmp', temporarySocketPrefix));
  }
  await giveTo(account, made);
  return made;
}

/** Removes a socket folder made by `makeSocketFolder`, and nothing else: the path may come from an old file. */
export async function removeSocketFolder(folder: DataFolder, path: string): Promise<void> {
  if (path !== join(folder.root, 'socket') && !basename(path).startsWith(temporarySocketPrefix)) return;
  const names = await readdir(path).catch(() => []);
  if (names.every((name) => name.startsWith('.s.PGSQL.'))) await rm(path, { recursive: true, force: true });
}

/** The sessions of a killed server may still be writing; two servers on one cluster would destroy it. */
async function endStragglers(folder: DataFolder): Promise<void> {
  if (platform() !== 'linux') return;
  const deadline = performance.now() + stragglerMs;
  for (;;) {
    const stragglers = await processesOf(folder);
    if (stragglers.length === 0) return;
    const signal = performance.now() < deadline ? 'SIGQUIT' : 'SIGKILL';
    for (const pid of stragglers) sendSignal(pid, signal);
    await sleep(pollMs);
  }
}

async function processesOf(folder: DataFolder): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || !(await isServer(pid, folder))) continue;
    // A shell that somebody left in the folder is not one of ours.
    const program = await readlink(`/proc/${pid}/exe`).catch(() => '');
    if (/\/postgres( \(deleted\))?$/.test(program)) found.push(pid);
  }
  return found;
}

async function readPidFile(folder: DataFolder): Promise<Running | null> {
  const text = await readFile(join(folder.cluster, 'postmaster.pid'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  // Lines: pid, data directory, start time, port, socket folder, TCP address, shared memory, state.
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  return { pid, socketFolder: lines[4] ?? '', state: (lines[7] ?? 'starting').trim() };
}

async function initialise(cluster: string, binaries: Binaries, account: Account, durable: boolean): Promise<void> {
  // The builtin provider sorts and folds case by code point, the same on every system and after every libc upgrade.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const options = ['--pgdata', cluster, '--username', superuser, '--auth=trust', '--no-instructions', ...locale];
  const [file, args, spawnOptions] = commandFor(
    account,
    binaries.initdb,
    durable ? options : [...options, '--no-sync'],
  );
  const child = spawn(file, args, {
    ...spawnOptions,
    cwd: '/',
    env: childEnv(binaries),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const tail = logTail(child.stderr);
  const [code, signal] = await once(child, 'close');
  if (code !== 0) throw new Error(`initdb ended with ${code ?? signal}:\n${tail().join('\n')}`);
}
