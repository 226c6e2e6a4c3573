// The proof of the ledger: every invariant is a query that returns what breaks it; run nightly, after tests and on demand.

import { sql, type Kysely } from 'kysely';
import type { CheckedRule, LedgerProof } from '../core/ledger-rows.ts';
import { balanceRules } from './ledger-rules-balances.ts';
import { JOURNAL_RULES } from './ledger-rules-journal.ts';
import { WORK_RULES } from './ledger-rules-work.ts';
import type { Schema } from './schema.ts';

/** Queries over the whole journal may take longer than a person's request ever should. */
const PATIENCE = '30min';
const SHOWN = 10;

/** Looks at every rule in one snapshot of the database, so that work going on meanwhile breaks none. */
export async function checkLedger(db: Kysely<Schema>, now: Date): Promise<readonly CheckedRule[]> {
  if (!db.isTransaction)
    return db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute((snapshot) => checkLedger(snapshot, now));
  await sql`set local statement_timeout = ${sql.lit(PATIENCE)}`.execute(db);
  const checked: CheckedRule[] = [];
  for (const [rule, query] of [...balanceRules(now), ...JOURNAL_RULES, ...WORK_RULES]) {
    const { rows } = await sql<{ id: string }>`${query} limit ${sql.lit(SHOWN)}`.execute(db);
    checked.push({ rule, broken: rows.map(({ id }) => id) });
  }
  return checked;
}

/** One line for each row that breaks a rule, at most ten a rule; empty when the ledger is sound. */
export async function verifyLedger(db: Kysely<Schema>, now: Date): Promise<readonly string[]> {
  const checked = await checkLedger(db, now);
  return checked.flatMap(({ rule, broken }) => broken.map((id) => `${rule}: ${id}`));
}

/** The same for an operator: every rule, and how much there was to look at. */
export async function proveLedger(db: Kysely<Schema>, now: Date): Promise<LedgerProof> {
  const { rows } = await sql<Omit<LedgerProof, 'rules'>>`
    select (select count(*) from credit_account) as accounts, (select count(*) from ledger_op) as operations,
      (select count(*) from ledger_transfer) as movements`.execute(db);
  const [size = { accounts: 0, operations: 0, movements: 0 }] = rows;
  return { ...size, rules: await checkLedger(db, now) };
}
