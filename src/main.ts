// The program: environment and arguments in, roles started and a signal awaited, or an errand run. The only user of process.*

import { createApp, StartRefused } from './app.ts';
import { ConfigError, readConfig, ROLES, type Role } from './config.ts';
import { createLog } from './log.ts';
import { runErrand, usage, type Voice } from './run-errand.ts';

const ERRAND = '--run=';
const VOICE: Voice = { say: (line) => console.log(line), complain: (...words) => console.error(...words) };

try {
  const [first = '', ...rest] = process.argv.slice(2);
  const roles = readRoles(process.argv.slice(2));
  if (first.startsWith(ERRAND))
    process.exitCode = await runErrand(process.env, [first.slice(ERRAND.length), ...rest], VOICE, untilSignal);
  else if (roles) await run(roles);
  else {
    console.error(usage(`npm start -- [--role=${ROLES.join('|')}]`));
    process.exitCode = 2;
  }
} catch (error) {
  if (error instanceof ConfigError)
    console.error(
      `Easel cannot start with this configuration:\n${error.message}\nSee .env.example for what each setting means.`,
    );
  else if (error instanceof StartRefused) console.error(`Easel cannot start. ${error.message}`);
  else console.error('Easel could not start:', error);
  process.exitCode = 1;
}

/** `--role=bots,worker`; everything without one, null for anything else. */
function readRoles(words: readonly string[]): ReadonlySet<Role> | null {
  if (words.length === 0) return new Set(['all']);
  const asked = words.flatMap((word) =>
    word.startsWith('--role=') ? word.slice('--role='.length).split(',') : ['', word],
  );
  const roles = ROLES.filter((role) => asked.includes(role));
  return roles.length === new Set(asked).size ? new Set(roles) : null;
}

async function run(roles: ReadonlySet<Role>): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const app = createApp(config, roles, log);
  const signal = untilSignal();
  try {
    const started = app.start();
    // Asked to end while it still starts (a server that does not answer, say), it does not wait for that.
    const reason = await Promise.race([signal, started.then(() => (roles.has('migrate') ? 'migrated' : signal))]);
    log({ event: 'stopping', reason });
  } finally {
    const cleanly = await app.close();
    log({ event: 'stopped', cleanly });
    if (!cleanly) process.exitCode = 1;
  }
}

/** Resolves with the name of the signal that asks us to end; a second one ends the process the hard way. */
function untilSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve(name));
  });
}
