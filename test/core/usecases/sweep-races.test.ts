// Save against the sweep, ten thousand times over the real store and bucket.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountId, ImageId } from '../../../src/core/domain/ids.ts';
import { toOrder } from '../../../src/core/domain/order.ts';
import { age } from '../../support/ageing.ts';
import { coreRig, newId, PRICED, type CoreRig } from '../../support/core.ts';
import { objectsOf } from '../../support/objects.ts';
import { accepted, accountOf, imagine, pressing, refusedWith, wish, workOff } from '../../support/people.ts';

/** So many of each group of fifty are saved by a press. */
const PRESSED = 4;

test('P26: ten thousand pictures are saved, some by the button, while they are swept: not one that was saved is lost', async (t) => {
  const rig = await coreRig(t);
  await imagine(rig, 'a fox', 1);
  await workOff(rig);
  const account = await accountOf(rig);
  const ids = await manyPictures(rig, account, 10_000);
  await age(rig.database.pool, '721 hours', account);

  const saved = new Set<ImageId>();
  const presses: { inTime: ImageId[]; tooLate: ImageId[] } = { inTime: [], tooLate: [] };
  const groups = inGroups(shuffled(ids), 50);
  const saving = new AbortController();
  const sweeping = (async () => {
    while (!saving.signal.aborted) await rig.core.sweep();
  })();
  for (const group of groups) {
    // A few at the same moment, each by a statement of its own; some of them by the button, whose answer is believed.
    const kept = await Promise.all([
      ...inGroups(group.slice(PRESSED), 10).map((some) => rig.store.images.save(account, some, true)),
      ...group.slice(0, PRESSED).map(async (id) => {
        const isKept = await pressSave(rig, id);
        presses[isKept ? 'inTime' : 'tooLate'].push(id);
        return isKept ? [id] : [];
      }),
    ]);
    for (const id of kept.flat()) saved.add(id);
  }
  saving.abort();
  await sweeping;
  await rig.core.sweep();

  const { rows } = await rig.database.pool.query<{ id: ImageId; object_key: string }>(
    'select id, object_key from image where saved_at is not null',
  );
  assert.deepEqual(rows.map(({ id }) => id).toSorted(), [...saved].toSorted());
  const objects = new Set(await objectsOf(rig, account));
  assert.deepEqual(
    rows.filter(({ object_key: key }) => !objects.has(key)),
    [],
  );
  assert.equal(objects.size, rows.length);
  const { rows: left } = await rig.database.pool.query('select from image');
  assert.equal(left.length, rows.length);
  assert.ok(saved.size > 100 && saved.size < 9_900, `${saved.size} were saved: that is no race`);
  for (const [how, some] of Object.entries(presses)) assert.ok(some.length > 10, `${some.length} presses: ${how}`);
  assert.deepEqual(await rig.core.verifyLedger(), []);
});

/** Whether the button said that it is saved, and not that it is too late. */
async function pressSave({ core }: CoreRig, id: ImageId): Promise<boolean> {
  try {
    const { view } = accepted(await core.chat.keepPicture(pressing(), { kind: 'image', id }, true));
    return view.kind === 'picture' && view.saved;
  } catch (error) {
    assert.ok(refusedWith('picture-unknown')(error), String(error));
    return false;
  }
}

/** So many finished pictures, one a request, with their objects. */
async function manyPictures(rig: CoreRig, account: AccountId, count: number): Promise<readonly ImageId[]> {
  const { count: one, creditsEach, prompt, model, ...params } = toOrder(wish('a fox'), PRICED, 7);
  const ids = Array.from({ length: count }, () => newId<ImageId>());
  const seal = await rig.seals.of(account);
  const keyOf = (id: ImageId): string => `t/${account}/images/${id}`;
  await rig.database.pool.query(
    `with request as (
       insert into generation (id, account_id, model, prompt, params, credits_each)
       select id, $1, $3, $4, $5, 0 from unnest($2::uuid[]) as r (id)
     )
     insert into image (id, account_id, generation_id, index, seed, state, credits, object_key, media_type, bytes, finished_at)
     select id, $1, id, 0, 7, 'ready', 0, 't/' || $1 || '/images/' || id, 'image/png', 1, now() from unnest($2::uuid[]) as r (id)`,
    [
      account,
      ids,
      model,
      seal.seal('generation.prompt', prompt),
      seal.seal('generation.params', JSON.stringify({ ...params, count: one })),
    ],
  );
  for (const group of inGroups(ids, 100))
    await Promise.all(group.map((id) => rig.bucket.putIfAbsent(keyOf(id), Buffer.from([creditsEach]), 'image/png')));
  return ids;
}

function inGroups<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => [Math.random(), item] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, item]) => item);
}
