// What PostgreSQL leaves behind of deleted rows, and that scrubbing leaves nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pool } from 'pg';
import { look } from '../../src/residue/look.ts';
import type { Needle } from '../../src/residue/needles.ts';
import { scrub } from '../../src/storage/scrub.ts';
import { seededFolder, startHere } from './embedded-postgres-rig.ts';

test('P28: what was deleted is in data files, statistics and log until these are scrubbed, and then nowhere', async (t) => {
  const dataDir = await seededFolder(t);
  const server = await startHere(t, { dataDir });
  const pool = new Pool({ connectionString: server.url, max: 2 });
  pool.on('error', () => undefined);
  t.after(() => pool.end());
  const needles: Needle[] = ['a canary of a row that goes', '0198c3a2-7d41-7e0f-9abc-0123456789ab'].map((text) => ({
    kind: text.slice(0, 8),
    from: 'here',
    text,
  }));
  const [text, id] = needles.map((needle) => ('text' in needle ? needle.text : ''));
  await pool.query('create table kept (id uuid, text text)');
  await pool.query('insert into kept select $1, $2 from generate_series(1, 200)', [id, text]);
  await pool.query(`insert into kept select gen_random_uuid(), 'stays ' || i from generate_series(1, 200) as i`);
  await pool.query('create table emptied (id uuid, text text); create index on emptied ((text || id::text))');
  await pool.query('insert into emptied select $1, $2 from generate_series(1, 200)', [id, text]);
  await pool.query('analyze emptied; delete from emptied');
  await pool.query('checkpoint');
  await pool.query('update kept set id = gen_random_uuid() where id = $1', [id]);
  await pool.query('analyze kept');
  await pool.query('delete from kept where text = $1', [text]);
  await pool.query('vacuum kept');
  await pool.query('checkpoint');

  const places = {
    databases: [{ called: 'main', url: server.url }],
    serverFolder: dataDir,
    redisUrl: null,
    bucketUrl: '/nowhere/at/all',
  };
  const before = await look(needles, places, []);
  assert.deepEqual([...new Set(before.findings.map(({ store }) => store))].toSorted(), [
    'data files',
    'dump',
    'write-ahead log',
  ]);
  // Who looks at its own table meanwhile does not hold it up for long.
  const reader = await pool.connect();
  await reader.query('begin; lock table kept in access share mode');
  const { busy } = await scrub([server.url]);
  await reader.query('commit');
  reader.release();
  assert.deepEqual(busy, ['kept']);

  const { rewritten } = await scrub([server.url]);
  assert.deepEqual(rewritten.toSorted(), ['emptied', 'kept', 'pg_catalog.pg_statistic']);
  assert.deepEqual((await look(needles, places, [])).findings, []);
  const { rows } = await pool.query('select count(*)::int as rows from kept');
  assert.deepEqual(rows, [{ rows: 200 }]);
});
