// The program: environment and arguments in, roles started and a signal awaited, or an errand run. The only user of process.*

import { createApp, StartRefused, unborn } from './app.ts';
import { ConfigError, readConfig, ROLES, type Role } from './config.ts';
import { ERRANDS, sorry } from './errands.ts';
import { createLog } from './log.ts';

const ERRAND = '--run=';

try {
  const [first = '', ...rest] = process.argv.slice(2);
  const roles = readRoles(process.argv.slice(2));
  if (first.startsWith(ERRAND)) await runErrand(first.slice(ERRAND.length), rest);
  else if (roles) await run(roles);
  else refuse(`npm start -- [--role=${ROLES.join('|')}]`);
} catch (error) {
  if (error instanceof ConfigError)
    console.error(
      `Easel cannot start with this configuration:\n${error.message}\nSee .env.example for what each setting means.`,
    );
  else if (error instanceof StartRefused) console.error(`Easel cannot start. ${error.message}`);
  else console.error('Easel could not start:', error);
  process.exitCode = 1;
}

function refuse(...usages: readonly string[]): void {
  console.error(`Usage: ${usages.join('\n       ')}`);
  process.exitCode = 2;
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

/** Does one thing by hand and ends; a program that runs on the same database is not disturbed. */
async function runErrand(name: string, words: readonly string[]): Promise<void> {
  const entry = ERRANDS.get(name);
  if (!entry) return refuse(...[...ERRANDS.values()].map(({ usage }) => usage));
  const errand = entry.read(words);
  if (!errand) return refuse(entry.usage);
  const config = readConfig(process.env);
  const folder = unborn(config);
  if (folder !== null && !entry.startsAnew) {
    console.error(
      `There is nothing here yet: DATABASE_URL is not set, and ${folder} does not exist. Start Easel first.`,
    );
    process.exitCode = 1;
    return;
  }
  // What an errand has to say it says in words; of the log, only what went wrong.
  const log = createLog(config.logLevel === 'silent' ? 'silent' : 'warn');
  const app = createApp(config, new Set(), log);
  const signal = untilSignal();
  try {
    // Nothing runs beside that would have made the tables and the keyring.
    if (folder !== null) await prepare(createApp(config, new Set(['migrate']), log));
    const done = await Promise.race([signal, app.start().then(() => errand(app.core(), config, app))]);
    if (typeof done === 'string') console.error(`Stopped by ${done}.`);
    else for (const line of done.lines) console.log(line);
    if (typeof done === 'string' || !done.ok) process.exitCode = 1;
  } catch (error) {
    const words = sorry(error);
    if (words === null) console.error('This went wrong, and nobody expected it:', error);
    else console.error(words);
    process.exitCode = 1;
  } finally {
    if (!(await app.close())) process.exitCode = 1;
  }
}

/** What `--role=migrate` does: the tables, and a keyring of their own. */
async function prepare(app: ReturnType<typeof createApp>): Promise<void> {
  try {
    await app.start();
  } finally {
    if (!(await app.close())) process.exitCode = 1;
  }
}

/** Resolves with the name of the signal that asks us to end; a second one ends the process the hard way. */
function untilSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve(name));
  });
}
