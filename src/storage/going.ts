// The seals of accounts that may be going: what was sealed for one that goes reads as if it were not there.

import { sql, type Kysely } from 'kysely';
import type { AccountId } from '../core/domain/ids.ts';
import { KeyGone } from '../core/keyring.ts';
import type { Schema } from './schema.ts';
import type { AccountSeal, Seals } from './seals.ts';

/**
 * Null when the account is going, or gone.
 * @throws KeyGone for one that stays: then nothing of it is to be taken for gone, the keyring has lost it
 */
export async function sealToOpen(db: Kysely<Schema>, seals: Seals, account: AccountId): Promise<AccountSeal | null> {
  return (await sealsToOpen(db, seals, [account])).get(account) ?? null;
}

/** The same for several; without those that are going. */
export async function sealsToOpen(
  db: Kysely<Schema>,
  seals: Seals,
  accounts: readonly AccountId[],
): Promise<ReadonlyMap<AccountId, AccountSeal>> {
  const found = await seals.ofAll(accounts);
  const without = accounts.filter((account) => !found.has(account));
  if (without.length === 0) return found;
  const { rows } = await sql<{ id: AccountId }>`
    select id from account where id = any(${without}::uuid[]) and state = 'active' limit 1
  `.execute(db);
  const [lost] = rows;
  if (lost) throw new KeyGone(lost.id);
  return found;
}
