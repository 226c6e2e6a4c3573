/**
 * A PostgreSQL server that comes with the program: nothing to install, a folder instead of an address.
 *
 * Several programs may name the same folder at the same time (`--role=bots` and `--role=worker` on one machine): the
 * first starts the server, the others use it, the last to stop takes it down. After a kill -9 the server lives on and
 * the next program to start finds and uses it. A program that ends without `stop()` but can still run code (an
 * uncaught error) takes a server it started with it.
 */
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientConfig } from 'pg';
import { chooseAccount, type Account } from './embedded-postgres-account.ts';
import { installedNativeFolder, prepareBinaries } from './embedded-postgres-binaries.ts';
import * as cluster from './embedded-postgres-cluster.ts';
import { keep, type Keeper } from './embedded-postgres-keeper.ts';
import { withFolderLock } from './embedded-postgres-lock.ts';
import { endServer, spawnServer, type ServerExit, type ServerProcess } from './embedded-postgres-process.ts';
import { ensureDatabase, port, serverSettings, superuser } from './embedded-postgres-settings.ts';

export type { ServerExit } from './embedded-postgres-process.ts';

export interface EmbeddedPostgresOptions {
  /** Where the data lives; made when absent. Everything in it belongs to this module. */
  readonly dataDir: string;
  /** false, for tests only: commits are not written to disk before they are confirmed. */
  readonly durable?: boolean;
  /** Server settings on top of ours. A server that was already running keeps the settings it was started with. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Called once if the server ends before `stop()` was called. */
  readonly onExit?: (exit: ServerExit) => void;
  /** A PostgreSQL installation (with bin, lib and share) to use instead of the one npm installed. */
  readonly nativeDir?: string;
}

export interface PostgresConnection {
  /** The folder of the Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

export interface EmbeddedPostgres {
  readonly connection: PostgresConnection;
  /** The same as a `postgres://` URL, for `pg` and libpq. */
  readonly url: string;
  readonly pid: number;
  /** How to reach another database of the same server. */
  database(name: string): { connection: PostgresConnection; url: string };
  /** Gives the server up, and ends it unless another program uses it. Disconnect first. May be called twice. */
  stop(): Promise<void>;
}

type Server = { pid: number; socketFolder: string; child: ServerProcess | null };

const mainDatabase = 'easel';
const maintenanceDatabase = 'postgres';
/** Recovery after a crash reads back what was written since the last checkpoint; that can take minutes. */
const startMs = 300_000;
const lockMs = startMs + 60_000;
const pollMs = 10;

/** Starts the server of a data folder, or joins the one that runs. Rejects with the end of its log when it cannot start. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const account = await chooseAccount();
  const folder = await cluster.openDataFolder(options.dataDir, account);
  return await withFolderLock(folder.lock, lockMs, async () => {
    const server = (await join(folder)) ?? (await start(folder, account, options));
    return await use(folder, server, options.onExit);
  });
}

/** The server that runs on this folder, once it accepts connections; null when there is none, or none that can be reached. */
async function join(folder: cluster.DataFolder): Promise<Server | null> {
  const deadline = performance.now() + startMs;
  for (;;) {
    const running = await cluster.findRunning(folder);
    if (running === null) return null;
    if (running.state === 'ready') {
      const { pid, socketFolder } = running;
      if (cluster.hasSocket(socketFolder)) return { pid, socketFolder, child: null };
      // Somebody cleaned the temporary folders: nobody can ever connect to this server again.
      await end({ pid, socketFolder, child: null }, folder);
      return null;
    }
    if (performance.now() > deadline) {
      throw new Error(
        `PostgreSQL (process ${running.pid}) on ${folder.root} has been "${running.state}" for ${startMs} ms`,
      );
    }
    await sleep(pollMs);
  }
}

async function start(folder: cluster.DataFolder, account: Account, options: EmbeddedPostgresOptions): Promise<Server> {
  const durable = options.durable ?? true;
  const binaries = await prepareBinaries(options.nativeDir ?? installedNativeFolder(), folder.root, account);
  await cluster.ensureCluster(folder, binaries, account, durable);
  await cluster.clearRemains(folder);
  const socketFolder = await cluster.makeSocketFolder(folder, account);
  const settings = { ...serverSettings(socketFolder, durable), ...options.settings };
  const child = await spawnServer(binaries, account, folder.cluster, settings);
  const server: Server = { pid: child.pid, socketFolder, child };
  let exit: ServerExit | null = null;
  void child.exited.then((how) => (exit = how));
  const deadline = performance.now() + startMs;
  for (;;) {
    const running = await cluster.findRunning(folder);
    if (running?.pid === child.pid && running.state === 'ready') return server;
    if (exit !== null) {
      await cluster.removeSocketFolder(folder, socketFolder);
      throw new Error(`PostgreSQL did not start on ${folder.root}:\n${child.log().join('\n')}`);
    }
    if (performance.now() > deadline) {
      await end(server, folder);
      throw new Error(`PostgreSQL was not ready within ${startMs} ms on ${folder.root}:\n${child.log().join('\n')}`);
    }
    await sleep(pollMs);
  }
}

async function use(
  folder: cluster.DataFolder,
  server: Server,
  onExit: EmbeddedPostgresOptions['onExit'],
): Promise<EmbeddedPostgres> {
  const { child, pid } = server;
  let gone = false;
  let stopped: Promise<void> | null = null;
  const atProcessEnd = (): void => child?.signal('SIGINT');
  const lost = (exit: ServerExit): void => {
    if (gone) return;
    gone = true;
    process.off('exit', atProcessEnd);
    if (stopped === null) onExit?.(exit);
  };
  process.on('exit', atProcessEnd);
  void child?.exited.then(lost);

  let keeper: Keeper;
  try {
    const isAlive = async (): Promise<boolean> => !gone && (await cluster.isServer(pid, folder));
    const config: ClientConfig = { ...connectionTo(server, maintenanceDatabase), ssl: false };
    // Where we are the parent the exit itself is awaited, because it knows more.
    keeper = await keep(config, isAlive, () => child ?? lost({ code: null, signal: null, log: [] }));
    await ensureDatabase(config, mainDatabase);
  } catch (error) {
    if (child !== null) await end(server, folder);
    throw error;
  }

  async function stop(): Promise<void> {
    await withFolderLock(folder.lock, lockMs, async () => {
      const others = await keeper.leave();
      process.off('exit', atProcessEnd);
      if (others > 0) child?.abandon();
      else await end(server, folder);
    });
  }

  return {
    connection: connectionTo(server, mainDatabase),
    url: urlOf(connectionTo(server, mainDatabase)),
    pid,
    database: (name) => ({ connection: connectionTo(server, name), url: urlOf(connectionTo(server, name)) }),
    stop: () => (stopped ??= stop()),
  };
}

/** Ends the server and waits until it is gone. */
async function end(server: Server, folder: cluster.DataFolder): Promise<void> {
  const { child, pid } = server;
  let exited = false;
  void child?.exited.then(() => (exited = true));
  // A child that has only just begun is not yet recognisable by its folder, but of a child we are told.
  const hasEnded = async (): Promise<boolean> => (child === null ? !(await cluster.isServer(pid, folder)) : exited);
  await endServer(pid, hasEnded);
  await child?.exited;
  await cluster.removeSocketFolder(folder, server.socketFolder);
}

function connectionTo(server: Server, database: string): PostgresConnection {
  return { host: server.socketFolder, port, user: superuser, database };
}

function urlOf({ host, port, user, database }: PostgresConnection): string {
  // The host of the authority is only there because generic URL parsers demand one: `host` overrides it.
  return `postgres://${user}@localhost/${encodeURIComponent(database)}?host=${encodeURIComponent(host)}&port=${port}`;
}
