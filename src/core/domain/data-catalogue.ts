// The data catalogue: every place where personal data is, what it is for, how long it stays, and how it is handed out and erased.
// Storage holds it to its Schema (storage/catalogue-check.ts), a test to the migrated database; the record in docs/ is made of it.

import { ACCOUNTS } from './data-catalogue/accounts.ts';
import { LEDGER } from './data-catalogue/ledger.ts';
import { PAYMENTS } from './data-catalogue/payments.ts';
import { RIGHTS } from './data-catalogue/rights.ts';
import { JOBS, LOG_FIELDS, RECIPIENTS, STORES } from './data-catalogue/stores.ts';
import type { Recipient, StoreRule, TableRule } from './data-catalogue/types.ts';
import { WORK } from './data-catalogue/work.ts';

/** What a catalogue has to say. */
type DataCatalogue = {
  /** By name; a table comes after those it refers to, so that erasing goes through them backwards. */
  readonly tables: Readonly<Record<string, TableRule>>;
  readonly stores: Readonly<Record<string, StoreRule>>;
  readonly jobs: readonly string[];
  readonly logs: Readonly<Record<string, string>>;
  readonly recipients: Readonly<Record<string, Recipient>>;
};

export const DATA_CATALOGUE = {
  tables: { ...ACCOUNTS, ...LEDGER, ...WORK, ...PAYMENTS, ...RIGHTS },
  stores: STORES,
  jobs: JOBS,
  logs: LOG_FIELDS,
  recipients: RECIPIENTS,
} satisfies DataCatalogue;

/** The tables as any reader of rules sees them. */
export const TABLES: Readonly<Record<string, TableRule>> = DATA_CATALOGUE.tables;
