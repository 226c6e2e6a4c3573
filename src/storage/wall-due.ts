// Which rows are due by the data catalogue, as conditions that the database itself holds the sweeper to, by its own clock.

import { TABLES } from '../core/domain/data-catalogue.ts';
import type { Keep, TableRule } from '../core/domain/data-catalogue/types.ts';

/** What the sweeper may change and remove of a table; null where nothing of it goes by a date. */
export type Due = {
  readonly removes: string;
  /** Where it differs from what may be removed; a change has to leave the row as `leaves` says, by default in no way at all. */
  readonly changes?: string;
  readonly leaves?: string;
};

export function dueOf(table: string): Due | null {
  const removes = isDue(table, table);
  if (removes === null) return null;
  switch (table) {
    // The mark before the bytes, and the row last: what is not marked has its bytes still.
    case 'image':
      return {
        removes: 'image.deleting_at is not null',
        changes: `image.deleting_at is not null or (${removes})`,
        leaves: 'deleting_at is not null',
      };
    // What is gone is counted where it belonged.
    case 'generation':
      return { removes, changes: hasMarked('generation_id', 'generation.id'), leaves: 'true' };
    case 'bulk_run':
      return { removes, changes: hasMarked('run_id', 'bulk_run.id'), leaves: 'true' };
    default:
      return { removes };
  }
}

function hasMarked(column: string, id: string): string {
  return `exists (select from image i where i.${column} = ${id} and i.deleting_at is not null)`;
}

/** Whether the row `row` of a table is due; null for a table that only goes with something else. */
function isDue(table: string, row: string): string | null {
  const rule = ruleOf(table);
  switch (table) {
    case 'task':
      return `${byDate(rule.keep, row)} or ${isOfNothing(row)}`;
    case 'delivery':
      return `${byDate(rule.keep, row)} or ${showsNothing(row)}`;
    // An upload that only waited goes after its time, one that was begun with the last of its requests.
    case 'bulk_run':
      return `(bulk_run.started_at is not null or ${byDate(rule.keep, row)}) and ${isLastOf('generation', 'run_id', row)}`;
    case 'generation':
      return isLastOf('image', 'generation_id', row);
  }
  if (rule.keep.rule !== 'with') return rule.keep.rule === 'idle' ? null : byDate(rule.keep, row);
  if (!('through' in rule.owner)) return null;
  const { table: parent, through } = rule.owner;
  return `exists (select from ${parent} p where p.${keyOf(parent)} = ${row}.${through} and ${isDue(parent, 'p')})`;
}

function isLastOf(children: string, column: string, row: string): string {
  return `not exists (select from ${children} c where c.${column} = ${row}.id)`;
}

function byDate(keep: Keep, row: string): string {
  if (keep.rule !== 'after' && keep.rule !== 'after-last') throw new Error(`${row} does not go by a date`);
  const or = keep.rule === 'after' ? keep.or : undefined;
  const unless = keep.rule === 'after' ? keep.unless : undefined;
  const since = or === undefined ? `${row}.${keep.since}` : `coalesce(${row}.${keep.since}, ${row}.${or})`;
  const over = `${since} < now() - interval '${keep.amount} ${keep.unit}'`;
  return unless === undefined ? over : `${over} and ${row}.${unless} is null`;
}

const SUBJECTS = {
  image: 'image',
  generation: 'generation',
  run: 'bulk_run',
  history: 'history',
  purchase: 'purchase',
  notice: 'notice',
  export: 'export',
} as const;

function showsNothing(row: string): string {
  const cases = Object.entries(SUBJECTS).map(
    ([kind, table]) => `when '${kind}' then not exists (select from ${table} s where s.id = ${row}.subject_id)`,
  );
  return `case ${row}.subject_kind ${cases.join(' ')} end`;
}

/** One statement removes deliveries with their tasks, and in it they are still there: due ones count as gone. */
function isOfNothing(row: string): string {
  const none = (table: string, that = ''): string =>
    `not exists (select from ${table} s where s.id = ${row}.subject_id${that})`;
  const delivery = `not exists (select from delivery d where d.id = ${row}.subject_id and not (${isDue('delivery', 'd')}))`;
  return `case ${row}.kind when 'generate' then ${none('image', ' and s.deleting_at is null')} when 'assemble' then ${none('bulk_run')} when 'export' then ${none('export')} when 'erase' then ${none('erasure')} else ${delivery} end`;
}

export function ruleOf(table: string): TableRule {
  const rule = TABLES[table];
  if (!rule) throw new Error(`the data catalogue has no ${table}`);
  return rule;
}

/** By which column other rows belong to a row of this table. */
export function keyOf(table: string): string {
  return table === 'payment' ? 'ref' : 'id';
}
