/** One PostgreSQL server process: spawning it, keeping the end of its log, waiting for it and ending it. */
import { spawn, type ChildProcess } from 'node:child_process';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandFor, type Account } from './embedded-postgres-account.ts';
import type { Binaries } from './embedded-postgres-binaries.ts';

/** How a server ended: its exit code or signal where we were its parent, and the last lines it logged to us. */
export interface ServerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly log: readonly string[];
}

/** A server that is a child of this process. */
export interface ServerProcess {
  readonly pid: number;
  readonly exited: Promise<ServerExit>;
  /** The last lines of its log, oldest first. */
  log(): readonly string[];
  /** Sends a signal now, without waiting: for the moment this process ends. */
  signal(signal: NodeJS.Signals): void;
  /** Lets this process end, and the server live on, without each other. */
  abandon(): void;
}

const keptLines = 50;
const pollMs = 10;
const lastWordsMs = 250;

/** Starts `postgres` with these settings. Rejects when the program cannot be run at all. */
export async function spawnServer(
  binaries: Binaries,
  account: Account,
  cluster: string,
  settings: Readonly<Record<string, string>>,
): Promise<ServerProcess> {
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [file, args, spawnOptions] = commandFor(account, binaries.postgres, ['-D', cluster, ...options]);
  const child = spawn(file, args, {
    ...spawnOptions,
    cwd: '/',
    env: childEnv(binaries),
    // Its own session: Ctrl-C in a terminal must reach us alone, so that we can finish our work before it goes.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const log = logTail(child.stderr);
  const { promise: exited, resolve } = Promise.withResolvers<ServerExit>();
  child.once('exit', (code, signal) => void readToEnd(child).then(() => resolve({ code, signal, log: log() })));
  await spawned(child);
  return {
    pid: child.pid ?? 0,
    exited,
    log,
    signal: (signal) => void child.kill(signal),
    abandon() {
      child.unref();
      // From now on its log goes nowhere: PostgreSQL ignores SIGPIPE.
      child.stderr?.destroy();
    },
  };
}

/** Ends process `pid`: "fast" (clients are cut off, everything is written), then "immediate", then by force. */
export async function endServer(pid: number, hasEnded: () => Promise<boolean>): Promise<void> {
  const steps: [NodeJS.Signals, number][] = [
    ['SIGINT', 30_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 10_000],
  ];
  for (const [signal, waitMs] of steps) {
    if (await hasEnded()) return;
    sendSignal(pid, signal);
    const deadline = performance.now() + waitMs;
    while (performance.now() < deadline) {
      if (await hasEnded()) return;
      await sleep(pollMs);
    }
  }
  throw new Error(`PostgreSQL (process ${pid}) did not end, not even when killed`);
}

/** Sends a signal (0: none) to a process; false when it is gone, or somebody else's and therefore not the one we mean. */
export function sendSignal(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM')) return false;
    throw error;
  }
}

/** PostgreSQL gets none of our environment but PATH: our secrets are no business of it or of anything it runs. */
export function childEnv(binaries: Binaries): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LANG: 'C', TZ: 'UTC', ...binaries.env };
}

/** Collects the last lines of a log; the result reads them, oldest first. */
export function logTail(stream: Readable | null): () => readonly string[] {
  const lines: string[] = [];
  if (stream !== null) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > keptLines) lines.shift();
    });
  }
  return () => [...lines];
}

/** Waits for what a program that ended had still to say; sessions of a killed server may hold its end open for ever. */
async function readToEnd(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, lastWordsMs);
    child.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
  child.stderr?.destroy();
}

async function spawned(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
}
