// What a copy holds in clear, as this instance keeps it: sealed, and found by marks that its own keyring makes.

import type { TableRule } from '../core/domain/data-catalogue/types.ts';
import type { Platform } from '../core/domain/chat.ts';
import { sealValues, type Boxes } from './sealed-values.ts';
import type { AccountSeal, Sealed, SealedPlace, Seals } from './seals.ts';

export type LoadedRow = Readonly<Record<string, unknown>>;

/** A column for so many rows. */
export type MadeColumn =
  | { readonly name: string; readonly type: 'bytea'; readonly values: readonly (Sealed<SealedPlace> | null)[] }
  | { readonly name: string; readonly type: 'text' | 'jsonb'; readonly values: readonly string[] };

/** How columns are made that no copy hands out, because they are made of others with a key. */
const MARKS: Readonly<Record<string, (row: LoadedRow, seals: Seals, seal: AccountSeal) => string>> = {
  'identity.mark': ({ platform, user_id: id }, seals) => seals.mark(platform as Platform, String(id)),
  'history.words_mark': ({ words }, _, seal) => seal.mark('history.words', String(words)),
};

/** The columns of a table that are not taken over as they came. */
export function madeColumns(
  seals: Seals,
  seal: AccountSeal,
  table: string,
  { columns }: TableRule,
  rows: readonly LoadedRow[],
): readonly MadeColumn[] {
  return Object.entries(columns).flatMap(([name, { sealed }]): MadeColumn[] => {
    const place = `${table}.${name}`;
    const mark = MARKS[place];
    if (mark) return [{ name, type: 'text', values: rows.map((row) => mark(row, seals, seal)) }];
    if (!sealed || rows[0]?.[name] === undefined) return [];
    if (sealed === 'values')
      return [
        {
          name,
          type: 'jsonb',
          values: rows.map((row) => JSON.stringify(sealValues(seal, place as SealedPlace, row[name] as Boxes))),
        },
      ];
    const box = (value: unknown): Sealed<SealedPlace> | null =>
      value === null
        ? null
        : seal.seal(
            place as SealedPlace,
            sealed === 'text' && typeof value === 'string' ? value : JSON.stringify(value),
          );
    return [{ name, type: 'bytea', values: rows.map((row) => box(row[name])) }];
  });
}
