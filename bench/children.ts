// Processes of a bench: the parent asks, the child does and answers, and none outlives its bench.

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** What a child can be asked to do, by name. Whatever it returns must survive JSON. */
export type Deeds = Readonly<Record<string, (what: never) => Promise<unknown>>>;

/** Processor time of the asking and the answering is in milliseconds. */
export interface Child {
  readonly pid: number;
  /** Rejects when the child fails at it, or ends before it has answered. */
  ask<T>(deed: string, what?: object): Promise<T>;
  /** Closes the line, upon which the child ends by itself; resolves when it has. */
  close(): Promise<void>;
}

type Question = { readonly id: number; readonly deed: string; readonly what: object };
type Answer = { readonly id: number; readonly value?: unknown; readonly error?: string };

export type ChildOptions = {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments to Node itself, such as `--cpu-prof`. */
  readonly nodeArgs?: readonly string[];
  /** The child is killed when it lives longer than this; default 10 minutes. */
  readonly killAfterMs?: number;
};

const KILL_AFTER_MS = 600_000;
/** Closing an app lets running work end by itself for some seconds. */
const CLOSE_WITHIN_MS = 30_000;

/** Starts a file of this folder that calls `answerParent`. */
export async function startChild(file: string, options: ChildOptions = {}): Promise<Child> {
  const child = fork(new URL(file, import.meta.url), [...(options.args ?? [])], {
    env: { PATH: process.env['PATH'], ...options.env },
    execArgv: [...(options.nodeArgs ?? [])],
  });
  const ended = endOf(child, options.killAfterMs ?? KILL_AFTER_MS);
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let asked = 0;
  child.on('message', ({ id, value, error }: Answer) => {
    const question = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) question?.resolve(value);
    else question?.reject(new Error(error));
  });
  void ended.then((how) => {
    for (const { reject } of waiting.values()) reject(new Error(`${file} ended (${how}) before it answered`));
    waiting.clear();
  });
  const ask = <T>(deed: string, what: object = {}): Promise<T> => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const question: Question = { id: (asked += 1), deed, what };
    waiting.set(question.id, { resolve, reject });
    child.send(question, (error) => error && reject(error));
    return promise as Promise<T>;
  };
  await ask('ready');
  return {
    pid: child.pid ?? 0,
    ask,
    async close() {
      if (child.connected) child.disconnect();
      const late = setTimeout(() => child.kill('SIGKILL'), CLOSE_WITHIN_MS);
      const how = await ended;
      clearTimeout(late);
      if (how !== 'exit 0') throw new Error(`${file} did not end cleanly: ${how}`);
    },
  };
}

async function endOf(child: ChildProcess, killAfterMs: number): Promise<string> {
  const kill = (): void => void child.kill('SIGKILL');
  const timer = setTimeout(kill, killAfterMs);
  process.once('exit', kill);
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  clearTimeout(timer);
  process.off('exit', kill);
  return signal ?? `exit ${code}`;
}

/**
 * The child's side: does what it is asked until the parent closes the line, then calls `close`.
 * @param open makes ready; the parent's start waits for it
 */
export function answerParent(open: () => Promise<{ deeds: Deeds; close(): Promise<void> }>): void {
  const opened = open();
  const answer = async ({ id, deed, what }: Question): Promise<void> => {
    try {
      const { deeds } = await opened;
      if (deed === 'ready') return void process.send?.({ id });
      const value = await deeds[deed]?.(what as never);
      process.send?.({ id, value } satisfies Answer);
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  };
  process.on('message', (question: Question) => void answer(question));
  process.once('disconnect', () => {
    const close = async (): Promise<void> => (await opened).close();
    close().catch((error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    });
  });
}

/** Runs `work` and says how long it took and what processor time this process spent meanwhile. */
export async function clocked(work: () => Promise<void>): Promise<{ wallMs: number; cpuMs: number }> {
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  await work();
  const wallMs = performance.now() - start;
  const cpu = process.cpuUsage(cpuBefore);
  return { wallMs, cpuMs: (cpu.user + cpu.system) / 1000 };
}

/** The program itself, as `npm start` runs it. */
export interface Program {
  readonly pid: number;
  /** Asks it to end and waits until it has. */
  stop(): Promise<void>;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
}

/** Starts the program; its log says only what went wrong. */
export function startProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  killAfterMs = KILL_AFTER_MS,
): Program {
  const child = fork(new URL('../src/main.ts', import.meta.url), [...args], {
    env: { PATH: process.env['PATH'], LOG_LEVEL: 'error', ...env },
  });
  const ended = endOf(child, killAfterMs);
  return {
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      const how = await ended;
      if (how !== 'exit 0') throw new Error(`the program did not end cleanly: ${how}`);
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
