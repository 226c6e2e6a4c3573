// Whether what a copy has put into the database is one account's alone. It is asked of the rows as they are there, so that no way
// of writing JSON gets around it.

import { sql, type Kysely, type RawBuilder } from 'kysely';
import { ExportUnreadable, type CopyRows } from '../core/copy-ports.ts';
import type { TableRule } from '../core/domain/data-catalogue/types.ts';
import type { AccountId } from '../core/domain/ids.ts';
import { ownedBy } from './holdings.ts';
import type { Schema } from './schema.ts';

type Loading = { readonly db: Kysely<Schema>; readonly accountId: AccountId };

/** What else in a row leads to an account, or to files: what it says in every row of ours. */
const LEADS: Readonly<Record<string, (accountId: AccountId) => RawBuilder<unknown>>> = {
  image: (accountId) => sql`object_key is null or object_key = concat('t/', ${accountId}::text, '/images/', id)`,
  bulk_run: (accountId) => sql`source_key = concat('t/', ${accountId}::text, '/runs/', id, '/source')`,
  // Whoever has confirmed gets no copy any more; a confirmed one removes what it names, here and at the payment provider.
  erasure: () => sql`state = 'asked' and num_nonnulls(receipt_id, old_id, at_provider) = 0`,
};

/** @throws ExportUnreadable when a row of the table is, or leads to, somebody else's */
export async function refuseForeignRows({ db, accountId }: Loading, table: string, rule: TableRule): Promise<void> {
  const owned = ownedBy(rule, accountId) ?? sql`false`;
  const leads = LEADS[table]?.(accountId) ?? sql`true`;
  const { rows } = await sql<{ foreign: boolean }>`
    select exists (select from ${sql.table(table)} where ((${owned}) and (${leads})) is not true) as foreign
  `.execute(db);
  if (rows[0]?.foreign !== false) throw new ExportUnreadable('foreign', `tables/${table}.jsonl`);
}

/** Every object has its row, and every row that leads to one has it, or is said to have lost it. @throws ExportUnreadable */
export async function refuseLooseObjects(db: Kysely<Schema>, { objects, gone }: CopyRows): Promise<void> {
  const keys = objects.map(({ key }) => key);
  const { rows } = await sql<{ file: string; loose: string | null }>`
    with named as (
      select object_key as key, deleting_at is null as shown from image where object_key is not null
      union all select source_key, true from bulk_run
    )
    select 'manifest.json' as file, (select key from unnest(${keys}::text[]) as key
      where key not in (select key from named) limit 1) as loose
    union all
    select 'tables/image.jsonl', (select key from named
      where shown and key not in (select unnest(${[...keys, ...gone]}::text[])) limit 1)
  `.execute(db);
  const loose = rows.find((row) => row.loose !== null);
  if (loose) throw new ExportUnreadable('damaged', loose.file);
}
