// The tenant wall as SQL, made of the data catalogue: which rows each role sees and changes, and with which verbs and columns.
// A migration holds what this says, and a test compares the migrated database with it.

import { TABLES } from '../core/domain/data-catalogue.ts';
import { ROLES, roleName, type DatabaseRole } from './roles.ts';
import { dueOf, keyOf, ruleOf } from './wall-due.ts';
import { CHANGES, MAY, READS, UNREAD, UNREADING, type Verb } from './wall-grants.ts';

/** Whose turn it is, as the connection was told (account-context.ts); nobody's where it was told nothing, or ''. */
const OWN = `nullif(current_setting('app.account', true), '')::uuid`;

/** Set by whoever migrates (migrate.ts), and by nothing else: who owns the tables is stopped by the wall like anybody. */
const MIGRATES = `current_setting('easel.migrates', true) = 'yes'`;

/** The wall around one table: what nobody had before, so that it can be put up again after all of it was taken down. */
export function wallOf(table: string): readonly string[] {
  return [
    `alter table ${table} enable row level security, force row level security;`,
    `create policy owner on ${table} to current_user using (${MIGRATES}) with check (${MIGRATES});`,
    ...ROLES.flatMap((role) => [...grantsOf(role, table), ...policiesOf(role, table)]),
  ];
}

export function wholeWall(): readonly string[] {
  return Object.keys(TABLES).flatMap(wallOf);
}

const VERBS: Readonly<Record<string, Verb>> = { s: 'select', i: 'insert', u: 'update', d: 'delete' };

export function verbsOf(role: DatabaseRole, table: string): readonly Verb[] {
  const rule = ruleOf(table);
  if (role === 'backup') return ['select'];
  if (role === 'exporter') return rule.export === 'yes' && !('nobody' in rule.owner) ? ['select'] : [];
  const may: Readonly<Partial<Record<string, string>>> = MAY[role];
  return (may[table] ?? '').split('').flatMap((letter) => VERBS[letter] ?? []);
}

/** The columns a role may read or change; null for all of them. */
export function columnsOf(role: DatabaseRole, table: string, verb: Verb): readonly string[] | null {
  if (verb === 'select') return readColumns(role, table);
  return verb === 'update' ? among(CHANGES[role], table) : null;
}

function readColumns(role: DatabaseRole, table: string): readonly string[] | null {
  const columns = Object.entries(ruleOf(table).columns);
  if (role === 'exporter') {
    const handedOut = columns.filter(([, { export: rule }]) => rule === 'yes' || rule.still !== undefined);
    return handedOut.length === columns.length ? null : handedOut.map(([name]) => name);
  }
  const named = among(READS[role], table);
  const unreading = UNREADING[role];
  if (named) return named;
  if (!unreading || (unreading.tables !== 'all' && !unreading.tables.some((name) => name === table))) return null;
  const read = columns.filter(
    ([name, { category }]) =>
      !UNREAD.some((unread) => unread === category) || unreading.except.includes(`${table}.${name}`),
  );
  // By its place a row is removed without a word of it being read.
  return read.length === columns.length ? null : ['ctid', ...read.map(([name]) => name)];
}

function among(
  named: Readonly<Partial<Record<string, readonly string[]>>> | undefined,
  table: string,
): readonly string[] | null {
  return named?.[table] ?? null;
}

function grantsOf(role: DatabaseRole, table: string): readonly string[] {
  const verbs = verbsOf(role, table).map((verb) => {
    const columns = columnsOf(role, table, verb);
    return columns ? `${verb} (${columns.join(', ')})` : verb;
  });
  return verbs.length > 0 ? [`grant ${verbs.join(', ')} on ${table} to ${roleName(role)};`] : [];
}

function policiesOf(role: DatabaseRole, table: string): readonly string[] {
  if (verbsOf(role, table).length === 0) return [];
  const whole = (rows: string): string => policy(role, table, 'all', { using: rows, check: rows });
  switch (role) {
    case 'app':
      return [whole(isOwn(table))];
    case 'worker':
    case 'support':
    case 'lookup':
      return [whole('true')];
    case 'eraser':
      return [whole(isClosed(table))];
    case 'exporter':
      return [policy(role, table, 'select', { using: isOwn(table) })];
    case 'backup':
      return [policy(role, table, 'select', { using: 'true' })];
    case 'sweeper':
      return sweeps(table);
  }
}

/** It has to see what is not due, to leave it; it does not see what is written there. */
function sweeps(table: string): readonly string[] {
  const due = dueOf(table);
  if (!due) throw new Error(`nothing of ${table} goes by a date`);
  return [
    policy('sweeper', table, 'select', { using: 'true' }, 'sweeper_sees'),
    policy(
      'sweeper',
      table,
      'update',
      { using: due.changes ?? due.removes, check: due.leaves ?? 'false' },
      'sweeper_marks',
    ),
    policy('sweeper', table, 'delete', { using: due.removes }, 'sweeper_removes'),
  ];
}

function policy(
  role: DatabaseRole,
  table: string,
  verb: Verb | 'all',
  { using, check }: { readonly using?: string; readonly check?: string },
  name: string = role,
): string {
  const conditions = `${using === undefined ? '' : ` using (${using})`}${check === undefined ? '' : ` with check (${check})`}`;
  return `create policy ${name} on ${table}${verb === 'all' ? '' : ` for ${verb}`} to ${roleName(role)}${conditions};`;
}

/** Rows of whoever's turn it is; what belongs to nobody is everybody's. */
function isOwn(table: string): string {
  const { owner } = ruleOf(table);
  if ('nobody' in owner) return 'true';
  if ('column' in owner) return `${owner.column} = ${OWN}`;
  const { table: parent, through } = owner;
  return `exists (select from ${parent} p where p.${keyOf(parent)} = ${table}.${through} and p.account_id = ${OWN})`;
}

/** Rows of accounts that are being erased, or are receipts. */
function isClosed(table: string): string {
  const { owner } = ruleOf(table);
  if ('nobody' in owner) return 'true';
  if (table === 'account') return `state <> 'active'`;
  if ('column' in owner)
    return `exists (select from account a where a.id = ${table}.${owner.column} and a.state <> 'active')`;
  const { table: parent, through } = owner;
  return `exists (select from ${parent} p join account a on a.id = p.account_id where p.${keyOf(parent)} = ${table}.${through} and a.state <> 'active')`;
}
