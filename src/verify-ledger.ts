// `npm run ledger:verify`: proves the ledger of the configured database and says in words what was checked and found.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, readConfig, type Config } from './config.ts';
import { openDatabase } from './storage/db.ts';
import { startEmbeddedPostgres } from './storage/embedded-postgres.ts';
import { checkLedger, type CheckedRule } from './storage/ledger-verify.ts';

/** PostgreSQL's code for a table or column that is not there. */
const NOT_MIGRATED = new Set(['42P01', '42703']);

try {
  process.exitCode = (await prove(readConfig(process.env))) ? 0 : 1;
} catch (error) {
  process.exitCode = 1;
  if (error instanceof ConfigError) console.error(`The configuration has problems:\n${error.message}`);
  else if (NOT_MIGRATED.has((error as { code?: string }).code ?? ''))
    console.error('This database is older than the program. Start Easel once, or with --role=migrate, and try again.');
  else console.error('The ledger could not be checked:', error);
}

/** Whether the ledger is sound. */
async function prove(config: Config): Promise<boolean> {
  const dataDir = join(config.dataDir, 'postgres');
  if (config.databaseUrl !== null) return await report(config.databaseUrl);
  if (!existsSync(dataDir)) {
    console.log(`There is no ledger yet: DATABASE_URL is not set, and ${dataDir} does not exist.`);
    return true;
  }
  // Joins the server of a program that runs, and leaves it running; starts one where none runs, and stops that.
  const server = await startEmbeddedPostgres({ dataDir });
  try {
    return await report(server.url);
  } finally {
    await server.stop();
  }
}

async function report(url: string): Promise<boolean> {
  const database = openDatabase(url, 1, () => undefined);
  try {
    const { rows } = await database.pool.query<{ accounts: number; operations: number; movements: number }>(
      `select (select count(*) from credit_account) as accounts, (select count(*) from ledger_op) as operations,
         (select count(*) from ledger_transfer) as movements`,
    );
    const checked = await checkLedger(database.kysely, new Date());
    const { accounts = 0, operations = 0, movements = 0 } = rows[0] ?? {};
    console.log(`The ledger: ${accounts} accounts, ${operations} operations, ${movements} movements.\n`);
    for (const each of checked) console.log(line(each));
    const broken = checked.filter((each) => each.broken.length > 0).length;
    console.log(
      `\n${broken === 0 ? `All ${checked.length} rules hold.` : `${broken} of ${checked.length} rules are broken.`}`,
    );
    return broken === 0;
  } finally {
    await database.close();
  }
}

function line({ rule, broken }: CheckedRule): string {
  return broken.length === 0 ? `  holds   ${rule}` : `  BROKEN  ${rule}: ${broken.join(', ')}`;
}
