// The program as a process of its own, without any bot, killed when a test sees that it is in the middle of something.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { buffer } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PATIENCE_MS = 60_000;

export type Doomed = {
  /** SIGKILL, as soon as `now` holds. Fails when the process ends by itself before. */
  killedWhen(now: () => Promise<boolean>): Promise<void>;
  /** Its exit code and everything it said. */
  ended(): Promise<{ code: number | null; said: string }>;
};

/**
 * `node src/main.ts WORDS`, killed at the latest when the test `t` ends.
 * @param settings are its environment, with nothing of ours but what a process needs to run
 */
export function startProgram(
  t: TestContext,
  settings: Readonly<Record<string, string>>,
  ...words: readonly string[]
): Doomed {
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env;
  const child = spawn(process.execPath, ['src/main.ts', ...words], {
    cwd: ROOT,
    env: { PATH, NODE_COMPILE_CACHE, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [exit, out, complaints] = [once(child, 'exit'), buffer(child.stdout), buffer(child.stderr)];
  let running = true;
  const gone = exit.then(() => (running = false));
  const everything = async (): Promise<string> => `${(await out).toString()}${(await complaints).toString()}`;
  t.after(async () => {
    child.kill('SIGKILL');
    await gone;
  });
  return {
    async killedWhen(now) {
      for (const until = performance.now() + PATIENCE_MS; !(await now()); await sleep(2)) {
        assert.ok(performance.now() < until, 'it does not come to that');
        if (!running) assert.fail(`it has ended by itself: ${await everything()}`);
      }
      child.kill('SIGKILL');
      await gone;
      assert.equal(child.signalCode, 'SIGKILL', 'it has ended by itself');
    },
    async ended() {
      await gone;
      return { code: child.exitCode, said: await everything() };
    },
  };
}
