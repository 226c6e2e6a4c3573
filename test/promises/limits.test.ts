// What is promised of every column and every reader at once, held against the migrated database and the source itself.

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'node:test';
import { TABLES } from '../../src/core/domain/data-catalogue.ts';
import { ROLES, roleName } from '../../src/storage/roles.ts';
import { freshDatabase } from '../support/postgres.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

describe('What is stored', () => {
  test('P03: has no column for a password, a token of theirs, or a secret answer', async (t) => {
    const { pool } = await freshDatabase(t);
    const { rows } = await pool.query<{ name: string }>(
      `select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'public'`,
    );
    assert.ok(rows.length > 150);
    const LIKE_ONE =
      /passw|passphrase|credential|secret|(?:^|[._])pin$|oauth|refresh|access_token|session_token|_token$|otp|hash$/;
    assert.deepEqual(
      rows
        .map(({ name }) => name)
        .filter((name) => LIKE_ONE.test(name))
        .toSorted(),
      [
        // What it stands for is our own: a link of ours, a worker's hold on a task, and whether a law forbids telling.
        'export.link_hash',
        'legal_request.secret',
        'task.lease_token',
      ],
    );
  });

  test('P02: of an account is what its catalogue entry lists: an id, a language, what was set, and when it was used', async (t) => {
    const { pool } = await freshDatabase(t);
    const { rows } = await pool.query<{ name: string; type: string }>(
      `select column_name as name, data_type as type from information_schema.columns
       where table_schema = 'public' and table_name in ('account', 'identity')`,
    );
    const listed = [
      ...Object.keys(TABLES['account']?.columns ?? {}),
      ...Object.keys(TABLES['identity']?.columns ?? {}),
    ];
    assert.deepEqual(rows.map(({ name }) => name).toSorted(), listed.toSorted());
    // A name, an address or a picture of somebody would be text that is neither an id, a language, a state nor a mark.
    assert.deepEqual(
      rows
        .filter(({ type }) => type === 'text')
        .map(({ name }) => name)
        .toSorted(),
      ['idle_number', 'locale', 'mark', 'platform', 'state'],
    );
  });

  test('P22: of what is nobody’s, only figures over twenty accounts say how Easel is used', () => {
    const nobodys = Object.entries(TABLES).filter(([, { owner }]) => 'nobody' in owner);
    const figures = nobodys.filter(([, { columns }]) => 'accounts' in columns || 'jobs' in columns);
    assert.deepEqual(
      figures.map(([name]) => name),
      ['usage_hourly'],
    );
    // The only statement that writes it has no word for fewer, and the table refuses them (P12).
    const writers = sources('src/**/*.ts').filter(({ text }) => /insert into usage_hourly/.test(text));
    assert.deepEqual(
      writers.map(({ file }) => file),
      ['src/storage/usage.ts'],
    );
    assert.match(writers[0]?.text ?? '', /having count\(distinct g\.account_id\) >= /);
  });
});

describe('P17: a prompt', () => {
  /** Where the words of a prompt are taken out of their column, and what for. */
  const READERS = {
    'src/storage/export-snapshot.ts': 'the copy of what is theirs',
    'src/storage/images.ts': 'pages of /history, and one picture',
    'src/storage/prompt-search.ts': 'the search of /history',
    'src/storage/run-images.ts': 'the tables in the ZIP of a run',
    'src/storage/schema.ts': 'only its type',
    'src/storage/sealed-orders.ts': 'opened to draw it, to show it in its status, and for Re-roll',
    'src/storage/task-batches.ts': 'drawing',
  };

  test('is read to draw, to show, to search and to hand out, by the files that do that and by no other', () => {
    const readers = sources('src/{storage,jobs,errands,web,payments}/**/*.ts')
      .filter(({ text }) => /\bg\.prompt\b|'generation\.prompt'|generation\.prompt/.test(text))
      .map(({ file }) => file);
    assert.deepEqual(readers.toSorted(), Object.keys(READERS));
  });

  test('cannot be read by a role that counts, sweeps, erases or supports, whatever statement it runs', async (t) => {
    const { pool } = await freshDatabase(t);
    const may: string[] = [];
    for (const role of ROLES) {
      const { rows } = await pool.query<{ may: boolean }>(
        `select has_column_privilege($1, 'generation', 'prompt', 'select') as may`,
        [roleName(role)],
      );
      if (rows[0]?.may) may.push(role);
    }
    assert.deepEqual(may.toSorted(), ['app', 'backup', 'exporter', 'worker']);
  });
});

function sources(pattern: string): { file: string; text: string }[] {
  return globSync(pattern, { cwd: root }).map((file) => ({ file, text: readFileSync(`${root}${file}`, 'utf8') }));
}
