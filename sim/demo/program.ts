// The product as a process of its own, started as `npm start` does, killed and started again.

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
/** The program gives its own parts up to 40 s each to end; this is for one that hangs. */
const STOP_WITHIN_MS = 60_000;

export interface Program {
  /** Resolves when `ready` does; rejects with the end of the log when the program ends before. */
  start(ready: () => Promise<unknown>): Promise<void>;
  /** Runs one of the owner's errands (`stripe:sync`) and resolves with what it prints; rejects when it fails. */
  run(errand: string): Promise<string>;
  /** The same for one that ends with 1 when its answer is no, which is an answer as well; rejects when it says nothing. */
  ask(errand: string, ...words: readonly string[]): Promise<{ readonly said: string; readonly ok: boolean }>;
  /** Changes a setting for every start after this. */
  set(name: string, value: string): void;
  /** SIGKILL: no goodbye, as a power cut. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM. Resolves with the exit code, null when it had to be killed; 0 when it was not running. */
  stop(): Promise<number | null>;
  readonly logFile: string;
  /** The last lines of its log. */
  logTail(lines: number): Promise<string>;
}

/** @param given become the environment, with nothing from ours but what a process needs to run */
export function createProgram(given: Readonly<Record<string, string>>, logFile: string): Program {
  const settings = { ...given };
  // There is a log to read even of a program that was never started.
  closeSync(openSync(logFile, 'a'));
  let child: ChildProcess | null = null;
  let gone: Promise<unknown> = Promise.resolve();

  const logTail = async (lines: number): Promise<string> =>
    (await readFile(logFile, 'utf8')).trimEnd().split('\n').slice(-lines).join('\n');

  const run = async (errand: string, ...words: readonly string[]): Promise<string> => {
    const env = { ...inherited(), ...settings };
    const given = ['src/main.ts', `--run=${errand}`, ...words];
    return (await promisify(execFile)(process.execPath, given, { cwd: ROOT, env })).stdout;
  };

  return {
    logFile,
    logTail,
    async start(ready) {
      if (child) throw new Error('The program runs already');
      const log = openSync(logFile, 'a');
      const started = spawn(process.execPath, ['src/main.ts'], {
        cwd: ROOT,
        env: { ...inherited(), ...settings },
        stdio: ['ignore', log, log],
      });
      closeSync(log);
      child = started;
      gone = once(started, 'exit');
      const early = new AbortController();
      const ended = once(started, 'exit', { signal: early.signal }).then(async () => {
        throw new Error(`The program ended before it was ready:\n${await logTail(12)}`);
      });
      try {
        await Promise.race([ready(), ended]);
      } finally {
        early.abort();
        await ended.catch(() => undefined);
      }
    },
    run,
    async ask(errand, ...words) {
      try {
        return { said: await run(errand, ...words), ok: true };
      } catch (error) {
        const { code, stdout } = error as { code?: unknown; stdout?: unknown };
        if (code === 1 && typeof stdout === 'string' && stdout !== '') return { said: stdout, ok: false };
        throw error;
      }
    },
    set: (name, value) => void (settings[name] = value),
    async kill() {
      child?.kill('SIGKILL');
      await gone;
      child = null;
    },
    async stop() {
      if (!child) return 0;
      const ending = child;
      child = null;
      const giveUp = setTimeout(() => ending.kill('SIGKILL'), STOP_WITHIN_MS);
      ending.kill('SIGTERM');
      await gone;
      clearTimeout(giveUp);
      return ending.exitCode;
    },
  };
}

/** A port nobody listens on, for a program that others have to find under the same one again after a restart. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Not our whole environment: a DATABASE_URL set in this shell must not be played with. */
function inherited(): Record<string, string> {
  const names = ['PATH', 'HOME', 'USER', 'LOGNAME', 'TMPDIR', 'LANG', 'REDIS_URL', 'LD_LIBRARY_PATH'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
