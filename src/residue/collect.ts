// Everything that is known of one account, gathered while it can still be read: what to look for once it is erased.

import type { Client } from 'pg';
import { TABLES } from '../core/domain/data-catalogue.ts';
import type { AccountId } from '../core/domain/ids.ts';
import { textForm } from '../core/domain/ids.ts';
import type { Bucket } from '../core/ports.ts';
import { samplesOf } from './samples.ts';
import type { Needle } from './needles.ts';
import { unfit } from './needles.ts';
import { reading } from './reading.ts';

/** Where an account is read from. */
export type Sources = {
  readonly databaseUrl: string;
  /** What was sealed in a place of the account; null when it was not sealed for it. */
  readonly open: (place: string, box: Buffer) => string | null;
  /** Opened: its files as their owner gets them. */
  readonly bucket: Pick<Bucket, 'list' | 'getStream'>;
};

export type Collected = {
  readonly needles: readonly Needle[];
  /** Values that stay by law, or that somebody else has as well: finding them would prove nothing. */
  readonly shared: number;
  readonly unfit: number;
};

/** Of a table with more rows some are taken, in no order. */
const ROWS_MAX = 2_000;

type Column = { readonly table: string; readonly column: string; readonly type: string; readonly owner: string | null };
type Value = Needle & { readonly stays: boolean };

/** @param accountId whose rows are those that name it, in whatever table, and its files */
export async function collect(accountId: AccountId, { databaseUrl, open, bucket }: Sources): Promise<Collected> {
  const { values, others } = await reading(databaseUrl, async (client) => {
    const columns = await columnsOf(client);
    const found: Value[] = [];
    for (const [table, all] of Map.groupBy(columns, (each) => each.table))
      found.push(...(await valuesIn(client, table, all, accountId, open)));
    return { values: found, others: await alsoElsewhere(client, columns, found, accountId) };
  });
  const files = await samplesOf(bucket, accountId);
  const own: Needle[] = [
    { kind: 'id', from: 'account.id', text: accountId },
    { kind: 'id', from: 'account.id', text: textForm('acc', accountId) },
  ];
  const distinct = new Map<string, Needle>();
  for (const { stays: _, ...needle } of values) if (keyOf(needle) !== accountId) distinct.set(keyOf(needle), needle);
  const staying = [...new Set(values.filter(({ stays }) => stays).map(keyOf))];
  // Names are made of names: a session at Stripe is in that of its payment, which stays, and that in the keys of what goes.
  const stays = (key: string): boolean =>
    staying.some((each) => each.includes(key) || (NAME.test(each) && key.includes(each)));
  const wanted = [...distinct].filter(([key]) => !others.has(key) && !stays(key)).map(([, needle]) => needle);
  const fit = [...own, ...wanted, ...files].filter((needle) => unfit(needle) === null);
  return {
    needles: fit,
    shared: distinct.size - wanted.length,
    unfit: own.length + wanted.length + files.length - fit.length,
  };
}

function keyOf(needle: Needle): string {
  return 'text' in needle ? needle.text : needle.hex;
}

async function columnsOf(client: Client): Promise<readonly Column[]> {
  const { rows } = await client.query<Column>(
    `select table_name as table, column_name as column, data_type as type,
       case when table_name = 'account' then 'id'
         else (select o.column_name from information_schema.columns o
               where o.table_schema = c.table_schema and o.table_name = c.table_name and o.column_name = 'account_id') end as owner
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where table_schema = 'public' and table_type = 'BASE TABLE' order by table_name, ordinal_position`,
  );
  return rows;
}

async function valuesIn(
  client: Client,
  table: string,
  columns: readonly Column[],
  accountId: AccountId,
  open: Sources['open'],
): Promise<readonly Value[]> {
  const owner = columns[0]?.owner;
  if (!owner) return [];
  const { rows } = await client.query<Record<string, string | Buffer | null>>(
    `select * from "${table}" where "${owner}" = $1 order by md5(ctid::text) limit ${ROWS_MAX}`,
    [accountId],
  );
  return rows.flatMap((row) =>
    columns.flatMap(({ column, type }) => {
      const value = row[column];
      const stays = staysIn(table, column);
      return value === null || value === undefined
        ? []
        : needlesOf(table, column, type, value, open).map((needle) => ({ ...needle, stays }));
    }),
  );
}

/** Whether it outlives the account as it is: under the number of a receipt, or as the mark of somebody who was erased. */
function staysIn(table: string, column: string): boolean {
  if (table === 'identity' && column === 'mark') return true;
  const rule = TABLES[table];
  return rule?.erase.rule === 'receipt' && rule.columns[column]?.afterwards === 'stays';
}

function needlesOf(
  table: string,
  column: string,
  type: string,
  value: string | Buffer,
  open: Sources['open'],
): readonly Needle[] {
  const from = `${table}.${column}`;
  const kind = TABLES[table]?.columns[column]?.category ?? 'content';
  if (Buffer.isBuffer(value)) {
    const text = open(from, value);
    if (text === null) return [{ kind, from, hex: value.toString('hex') }];
    return leavesOf(text).flatMap((leaf) => (leaf !== text && WORD.test(leaf) ? [] : [{ kind, from, text: leaf }]));
  }
  if (type === 'uuid') return [{ kind: 'id', from, text: value }];
  if (type !== 'text' && type !== 'jsonb' && type !== 'ARRAY') return [];
  const leaves = type === 'text' ? [value] : leavesOf(value);
  // States and the like say nothing of anybody; names made for one row do.
  const wanted = kind === 'operation' || kind === 'money' ? leaves.filter((leaf) => NAME.test(leaf)) : leaves;
  return wanted.map((text) => ({ kind, from, text }));
}

/** A state, a name of a thing: of what is sealed as JSON these are the words of whoever wrote the program. */
const WORD = /^[a-z_]{1,16}$/;

/** An id of ours or of a provider's, or a digest. */
const NAME = /^(?=.*\d)[\w:./-]{16,}$/;

/** The texts and numbers in JSON; of anything else, itself. */
function leavesOf(text: string): readonly string[] {
  try {
    const leaves: string[] = [];
    JSON.parse(text, (_, value: unknown) => {
      if (typeof value === 'string' || typeof value === 'number') leaves.push(String(value));
      return value;
    });
    return leaves;
  } catch {
    // A prompt, say.
    return [text];
  }
}

/** Which of the values are in a row of somebody else, or of nobody. */
async function alsoElsewhere(
  client: Client,
  columns: readonly Column[],
  values: readonly Value[],
  accountId: AccountId,
): Promise<ReadonlySet<string>> {
  const known = [...new Set(values.map(keyOf))];
  const found = new Set<string>();
  for (const { table, column, type, owner } of columns.filter((each) => each.type === 'text' || each.type === 'uuid')) {
    const others = owner ? `"${owner}" is distinct from $2` : '$2::uuid is not null';
    const { rows } = await client.query<{ value: string }>(
      `select distinct "${column}"::text as value from "${table}" where "${column}" = any($1::${type}[]) and ${others}`,
      [type === 'uuid' ? known.filter((value) => UUID.test(value)) : known, accountId],
    );
    for (const { value } of rows) found.add(value);
  }
  for (const { table, column, owner } of columns.filter((each) => each.type === 'jsonb' && each.owner)) {
    const { rows } = await client.query<{ value: string | null }>(
      `select "${column}" as value from "${table}" where "${owner}" <> $1 order by md5(ctid::text) limit ${ROWS_MAX}`,
      [accountId],
    );
    for (const { value } of rows) for (const leaf of leavesOf(value ?? 'null')) found.add(leaf);
  }
  return found;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
