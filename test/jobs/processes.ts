// The real program as a process of its own, to be killed.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'node:test';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export type WorkerProcess = {
  /** Ends it and resolves to how it ended: the exit code, or the signal when it had no say in it. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | NodeJS.Signals | null>;
};

/** Starts a worker and resolves once it works; it ends with the test at the latest. */
export async function startWorkerProcess(t: TestContext, settings: Record<string, string>): Promise<WorkerProcess> {
  const child = spawn(process.execPath, [main, '--role=worker'], {
    env: { ...onlyFrom(process.env, ['PATH', 'NODE_COMPILE_CACHE']), LOG_LEVEL: 'info', ...settings },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  await started(child);
  return {
    async end(signal) {
      child.kill(signal);
      const [code, killedBy] = await ended;
      return code ?? killedBy;
    },
  };
}

function onlyFrom(environment: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(names.map((name) => [name, environment[name]]));
}

async function started({ stderr }: ChildProcess): Promise<void> {
  if (!stderr) throw new Error('the program has no standard error');
  const said: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  createInterface({ input: stderr })
    .on('line', (line) => {
      said.push(line);
      if (line.includes('"event":"started"')) resolve();
    })
    .on('close', () => reject(new Error(`the worker ended before it worked:\n${said.join('\n')}`)));
  await promise;
}
