// Does one thing by hand and ends: `npm run tickets` and the like. A program that runs on the same database is not disturbed.

import { createApp, unborn } from './app.ts';
import { readConfig } from './config.ts';
import { ERRANDS, sorry } from './errands.ts';
import { createLog } from './log.ts';

/** Where an errand speaks: what it was asked for goes to one side, what went wrong to the other. */
export type Voice = { say(line: string): void; complain(...words: readonly unknown[]): void };

/**
 * @param untilSignal resolves with the name of a signal that asks us to end
 * @returns the exit code: 0 when it went well, 1 when it did not, 2 when it was used wrongly
 * @throws ConfigError
 */
export async function runErrand(
  env: Readonly<Record<string, string | undefined>>,
  [name = '', ...words]: readonly string[],
  { say, complain }: Voice,
  untilSignal: () => Promise<string>,
): Promise<number> {
  const entry = ERRANDS.get(name);
  const errand = entry?.read(words);
  if (!entry || !errand) {
    complain(usage(...(entry ? [entry] : [...ERRANDS.values()]).map((each) => each.usage)));
    return 2;
  }
  const config = readConfig(env);
  const folder = unborn(config);
  if (folder !== null && !entry.startsAnew) {
    complain(`There is nothing here yet: DATABASE_URL is not set, and ${folder} does not exist. Start Easel first.`);
    return 1;
  }
  // What an errand has to say it says in words; of the log, only what went wrong.
  const log = createLog(config.logLevel === 'silent' ? 'silent' : 'warn');
  const app = createApp(config, new Set(), log);
  const signal = untilSignal();
  let isWell = false;
  try {
    // Nothing runs beside that would have made the tables and the keyring.
    const isPrepared = folder === null || (await prepare(createApp(config, new Set(['migrate']), log)));
    const done = await Promise.race([signal, app.start().then(() => errand(app.core(), config, app))]);
    if (typeof done === 'string') complain(`Stopped by ${done}.`);
    else for (const line of done.lines) say(line);
    isWell = isPrepared && typeof done !== 'string' && done.ok;
  } catch (error) {
    const inWords = sorry(error);
    if (inWords === null) complain('This went wrong, and nobody expected it:', error);
    else complain(inWords);
  } finally {
    if (!(await app.close())) isWell = false;
  }
  return isWell ? 0 : 1;
}

/** What `--role=migrate` does: the tables, and a keyring of their own. False when something of it could not be closed. */
async function prepare(app: ReturnType<typeof createApp>): Promise<boolean> {
  let isClosed = false;
  try {
    await app.start();
  } finally {
    isClosed = await app.close();
  }
  return isClosed;
}

export function usage(...usages: readonly string[]): string {
  return `Usage: ${usages.join('\n       ')}`;
}
