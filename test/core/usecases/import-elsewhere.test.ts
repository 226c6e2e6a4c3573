// An empty instance that loads a copy hands out the same copy again, also where nothing of what sealed it is at hand.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Pool } from 'pg';
import { SealBroken, type Sealed, type SealedPlace } from '../../../src/storage/seals.ts';
import { exported, manifestOf, opened, packed, savedIn, type Copy } from '../../support/copies.ts';
import { coreRig, type CoreRig } from '../../support/core.ts';
import { everybody, objectsOf } from '../../support/everybody.ts';
import { ownKeyring } from '../../support/keyring.ts';
import { asking } from '../../support/people.ts';

const ada = (): ReturnType<typeof asking> => asking('user-ada-lovelace');

async function load({ core }: CoreRig, paths: readonly string[]): Promise<void> {
  const loaded = await core.importExport(paths);
  assert.ok(loaded.outcome === 'imported');
  assert.deepEqual(loaded.broken, []);
}

/** File by file; of the manifests, all but when they were made. */
function assertSameCopy(before: Copy, after: Copy): void {
  const manifests = [before, after].map((copy) => ({ ...manifestOf(copy), madeAt: '' }));
  assert.deepEqual(manifests[1], manifests[0]);
  const content = [before, after].map((copy) =>
    [...copy].filter(([name]) => name !== 'manifest.json').map(([name, bytes]) => [name, bytes.toString('base64')]),
  );
  assert.deepEqual(content[1], content[0]);
}

/** Everything sealed in any column. */
async function boxesIn(pool: Pool): Promise<readonly (readonly [SealedPlace, Sealed<SealedPlace>])[]> {
  const { rows: columns } = await pool.query<{ table: string; column: string }>(
    `select table_name as "table", column_name as "column" from information_schema.columns
     where table_schema = 'public' and data_type = 'bytea'`,
  );
  const boxes: (readonly [SealedPlace, Sealed<SealedPlace>])[] = [];
  for (const { table, column } of columns) {
    const { rows } = await pool.query<{ box: Sealed<SealedPlace> }>(
      `select "${column}" as box from "${table}" where "${column}" is not null`,
    );
    boxes.push(...rows.map(({ box }) => [`${table}.${column}` as SealedPlace, box] as const));
  }
  return boxes;
}

test('an empty instance that loads a copy', async (t) => {
  const { shop, account } = await everybody(t);
  const zips = await packed(shop, ada());
  const [before, paths] = [await opened(zips), await savedIn(t, zips)];

  await t.test('P39: hands out the same copy again, and its books are in order', async (t) => {
    const instance = await coreRig(t);
    await load(instance, paths);
    assertSameCopy(before, await exported(instance, ada()));
  });

  await t.test('P32, P39: does so with another keyring, master key and environment, which alone open it', async (t) => {
    const masterKeys = [randomBytes(32).toString('base64')];
    const keyring = await (await ownKeyring(t)).open({ masterKeys, environment: 'elsewhere' });
    const instance = await coreRig(t, { keyring });
    await load(instance, paths);
    const [here, there] = [await shop.seals.of(account), await keyring.of(account)];
    const boxes = await boxesIn(instance.database.pool);
    assert.ok(new Set(boxes.map(([place]) => place)).size > 10);
    for (const [place, box] of boxes) {
      assert.equal(typeof there.open(place, box), 'string', place);
      assert.throws(() => here.open(place, box), SealBroken, place);
    }
    for (const { key } of await objectsOf(instance.database.pool, account)) {
      assert.deepEqual(await instance.bucket.get(key), await shop.bucket.get(key), key);
      const [kept, keptThere] = [shop, instance].map(({ bucketFolder }) => readFile(join(bucketFolder, key)));
      assert.notDeepEqual(await keptThere, await kept, key);
    }
    // Who asks is found by a mark that the other keyring makes.
    assertSameCopy(before, await exported(instance, ada()));
  });
});
