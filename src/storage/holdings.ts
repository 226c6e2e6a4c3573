// How much is held about one account: counts by table and category, over every table that the data catalogue says has an owner.

import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Holding, HoldingRows } from '../core/choice-rows.ts';
import { TABLES } from '../core/domain/data-catalogue.ts';
import type { TableRule } from '../core/domain/data-catalogue/types.ts';
import type { AccountId } from '../core/domain/ids.ts';
import type { Schema } from './schema.ts';

export function holdingRows(db: Kysely<Schema>): HoldingRows {
  return {
    async count(accountId) {
      const counts = Object.entries(TABLES).flatMap(([name, rule]) => countsOf(name, rule, accountId));
      const { rows } = await sql<Holding>`
        /* holdings */ select * from (${sql.join(counts, sql` union all `)}) as held where count > 0
      `.execute(db);
      return rows;
    },
  };
}

/** One count for each category a table has columns of; none for a table that belongs to nobody. */
function countsOf(name: string, rule: TableRule, accountId: AccountId): RawBuilder<unknown>[] {
  const owned = ownedBy(rule, accountId);
  // What is not handed out, because a law may forbid to tell of it, is not told by a number either.
  if (!owned || rule.export !== 'yes') return [];
  const columns = Object.groupBy(Object.entries(rule.columns), ([, { category }]) => category);
  return Object.entries(columns).map(([category, held]) => {
    const filled = sql.join(held.map(([column]) => sql.ref(column)));
    return sql`select ${name}::text as table, ${category}::text as category, count(*) as count
      from ${sql.table(name)} where ${owned} and num_nonnulls(${filled}) > 0`;
  });
}

/** Which rows of a table are an account's; null for one that belongs to nobody. */
export function ownedBy({ owner }: TableRule, accountId: AccountId): RawBuilder<unknown> | null {
  if ('nobody' in owner) return null;
  if ('column' in owner) return sql`${sql.ref(owner.column)} = ${accountId}::uuid`;
  const parent = TABLES[owner.table];
  const inner = parent && ownedBy(parent, accountId);
  const key = KEYS[owner.table];
  if (!inner || key === undefined) throw new Error(`the catalogue does not say whose ${owner.table} is`);
  return sql`${sql.ref(owner.through)} in (select ${sql.ref(key)} from ${sql.table(owner.table)} where ${inner})`;
}

/** The key by which rows belong to a row of another table. */
const KEYS: Readonly<Record<string, string>> = { payment: 'ref' };
