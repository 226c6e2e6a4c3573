// Errands as an operator runs them: as programs of their own, or in this process by the same way and for a tenth of the price.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import type { TestContext } from 'node:test';
import { createStripeWorld, type StripeWorld } from '../../sim/stripe/world.ts';
import { runErrand } from '../../src/run-errand.ts';

/** Where no server is. */
export const NOWHERE = { DATABASE_URL: 'postgres://127.0.0.1:1/none', KEYRING_URL: 'postgres://127.0.0.1:1/keyring' };

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

type Settings = Readonly<Record<string, string>>;

export type Ended = { code: number; said: string; complained: string };

/** `npm run NAME -- WORDS`, with nothing of this environment but these settings. */
export function errandAlone(settings: Settings, name: string, ...words: readonly string[]): Promise<Ended> {
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env;
  const env = { PATH, NODE_COMPILE_CACHE, ...settings };
  const args = ['run.mjs', 'src/main.ts', `--run=${name}`, ...words];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: ROOT, env, timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, said: stdout, complained: stderr }),
    );
  });
}

/** The same without a process: that an errand is one is seen once for each, and not each time. */
export async function errand(settings: Settings, name: string, ...words: readonly string[]): Promise<Ended> {
  let [said, complained] = ['', ''];
  const voice = {
    say: (line: string) => void (said += `${line}\n`),
    complain: (...what: readonly unknown[]) => void (complained += `${format(...what)}\n`),
  };
  const code = await runErrand(settings, [name, ...words], voice, () => new Promise(() => {}));
  return { code, said, complained };
}

export function stripeSettings({ secretKey, apiUrl }: StripeWorld): Record<string, string> {
  return { STRIPE_SECRET_KEY: secretKey, STRIPE_API_URL: apiUrl };
}

/** Closed when the test `t` ends; what it sends is held. */
export async function stripe(t: TestContext): Promise<StripeWorld> {
  const world = await createStripeWorld();
  t.after(() => world.close());
  world.webhooks.hold();
  return world;
}
