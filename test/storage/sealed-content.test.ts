// What people ask for is in no row in clear, opens nowhere else, is found again by its owner, and is left alone once the key is gone.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AccountId, GenerationId } from '../../src/core/domain/ids.ts';
import { EXPORT_POOL } from '../../src/core/domain/pools.ts';
import { KeyGone } from '../../src/core/keyring.ts';
import { inOneCase } from '../../src/storage/prompt-search.ts';
import { SealBroken } from '../../src/storage/seals.ts';
import { coreRig, newId, type CoreRig } from '../support/core.ts';
import { accepted, accountOf, asking, imagine, pressing, shown, wish, work, workOff } from '../support/people.ts';
import { freshDatabase } from '../support/postgres.ts';
import { residue } from '../support/residue.ts';

/** Asks for everything that is written down, with a canary in every field. */
async function writeCanaries(rig: CoreRig): Promise<void> {
  const { core } = rig;
  const words = wish('canary prompt', 1, { negativePrompt: 'canary negative' });
  await shown(rig, core.chat.requestGeneration(asking(), words));
  const table = 'prompt,mood,filename,canary-column\ncanary row,canary mood,canary-picture,canary cell\n';
  const run = await shown(rig, core.chat.proposeRun(asking(), { name: 'canary.csv', bytes: Buffer.from(table) }));
  accepted(await core.chat.startRun(pressing(), run.view.id, 'all'));
  await workOff(rig);
  await shown(rig, core.chat.history(asking(), { page: 1, words: 'canary' }));
  await rig.store.keptRequests.keep(await accountOf(rig), newId(), wish('canary kept'));
}

/** So many requests with a finished picture each, written past the core. */
async function manyRequests(rig: CoreRig, account: AccountId, prompts: readonly string[]): Promise<GenerationId[]> {
  const seal = await rig.seals.of(account);
  const ids = prompts.map(() => newId<GenerationId>());
  const params = JSON.stringify({ count: 1, seed: 7, style: null });
  await rig.database.pool.query(
    `with request as (
       insert into generation (id, account_id, model, prompt, params, credits_each)
       select id, $1, 'sketch', prompt, params, 0 from unnest($2::uuid[], $3::bytea[], $4::bytea[]) as r (id, prompt, params)
     )
     insert into image (id, account_id, generation_id, index, seed, state, credits, object_key, media_type, bytes, finished_at)
     select id, $1, id, 0, 7, 'ready', 0, 't/' || $1 || '/images/' || id, 'image/png', 1, now() + n * interval '1 ms'
     from unnest($2::uuid[]) with ordinality as r (id, n)`,
    [
      account,
      ids,
      prompts.map((prompt) => seal.seal('generation.prompt', prompt)),
      prompts.map(() => seal.seal('generation.params', params)),
    ],
  );
  return ids;
}

describe('what people ask for', () => {
  test('P04: is in no column of any row in clear, in hex or in base64', async (t) => {
    const rig = await coreRig(t);
    await writeCanaries(rig);
    const hex = Buffer.from('canary').toString('hex');
    assert.deepEqual(await residue(rig.database.pool, ['canary', hex, 'Y2FuYXJ5', 'NhbmFye', 'jYW5hcn']), []);
    const account = await accountOf(rig);
    const [request] = await rig.store.generations.latest(account, 1);
    assert.deepEqual([request?.order.prompt, request?.order.negativePrompt], ['canary prompt', 'canary negative']);
    const [run] = await rig.store.runs.latest(account, 1);
    assert.deepEqual([run?.fileName, run?.firstPrompt], ['canary.csv', 'canary row']);
    assert.match(run?.parts[0]?.name ?? '', /canary/);
    assert.equal((await rig.store.runs.images(run?.id ?? assert.fail()))[0]?.filename, 'canary-picture');
  });

  test('does not open in another column, nor in a row of somebody else', async (t) => {
    const rig = await coreRig(t);
    const { pool } = rig.database;
    const { view: hers } = await imagine(rig, 'a canary', 1, 'ada');
    const { view: his } = await imagine(rig, 'a crow', 1, 'ben');
    await pool.query(
      'update generation set prompt = h.prompt from generation h where h.id = $1 and generation.id = $2',
      [hers.id, his.id],
    );
    await assert.rejects(rig.store.generations.find(his.id), SealBroken);
    await pool.query('update generation set params = prompt where id = $1', [hers.id]);
    await assert.rejects(rig.store.generations.find(hers.id), SealBroken);
  });

  test('is not drawn once the key is gone: its task ends without a word, and so does one that finds out half way', async (t) => {
    const rig = await coreRig(t);
    const { view } = await imagine(rig, 'a canary', 1);
    const account = await accountOf(rig);
    const [drawing] = await rig.store.tasks.dispatch('draw-sketch', 1, 30_000);
    await rig.store.tasks.add({
      id: newId(),
      kind: 'export',
      subjectId: await exportOf(rig, account),
      accountId: account,
      pool: EXPORT_POOL,
      class: 'system',
    });
    const [packing] = await rig.store.tasks.dispatch(EXPORT_POOL, 1, 30_000);
    await rig.database.pool.query(`update account set state = 'erasing' where id = $1`, [account]);
    await rig.seals.destroy(account);
    for (const task of [drawing, packing]) assert.equal(await work(rig, task ?? assert.fail()), 'cancelled');
    assert.equal(rig.pictures.drawn.size, 0);
    assert.equal(await rig.store.generations.find(view.id), null);
    assert.deepEqual(
      rig.logged.filter(({ event }) => event === 'fault'),
      [],
    );
    // It can still be settled.
    assert.equal((await rig.store.transaction((rows) => rows.generations.lock(view.id)))?.images.length, 1);
  });
});

describe('an account that stays', () => {
  test('has its work wait, and says so, when the keyring has lost its key', async (t) => {
    const rig = await coreRig(t);
    const { view } = await imagine(rig, 'a crow', 1);
    const [drawing] = await rig.store.tasks.dispatch('draw-sketch', 1, 30_000);
    await rig.seals.destroy(await accountOf(rig));
    assert.equal(await work(rig, drawing ?? assert.fail()), 'backs-off');
    assert.deepEqual(
      rig.logged.map(({ event }) => event),
      ['fault'],
    );
    await assert.rejects(rig.store.generations.find(view.id), KeyGone);
  });
});

async function exportOf(rig: CoreRig, account: AccountId): Promise<string> {
  const id = newId<never>();
  await rig.store.exports.add(id, account, new Date());
  return id;
}

describe('a search', () => {
  test('finds every word in any case, counts what it found, and turns its pages newest first', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a stork');
    const account = await accountOf(rig);
    const prompts = Array.from({ length: 1_203 }, (_, at) =>
      at % 100 === 0 ? `Der ROTE Fuchs № ${at}` : `a crow ${at}`,
    );
    const ids = await manyRequests(rig, account, prompts);
    const foxes = ids.filter((_, at) => at % 100 === 0).toReversed();
    const page = (words: string, offset: number) => rig.store.images.page(account, { words, offset, limit: 9 });
    const [first, second] = [await page(' fuchs  rot ', 0), await page('fuchs rot', 9)];
    assert.deepEqual([first.found, second.found], [13, 13]);
    assert.deepEqual(
      [...first.pictures, ...second.pictures].map(({ generationId }) => generationId),
      foxes,
    );
    assert.equal((await page('fuchs crow', 0)).found, 0);
    assert.equal((await page('', 0)).found, 1_203);
  });

  test('knows the capitals of every script, each letter by itself as PostgreSQL has it', async (t) => {
    const { pool } = await freshDatabase(t);
    const letters = Array.from({ length: 0x1_ffff }, (_, at) => String.fromCodePoint(at + 1)).filter((letter) =>
      /\p{Uppercase}|\p{Lt}/u.test(letter),
    );
    const texts = ['ΟΔΥΣΣΕΥΣ', 'İSTANBUL', 'ẞ und ß', 'ⅧⅨ', 'Ǆ ǅ ǆ', 'ЁЖИК', 'ԵՐԵՎԱՆ', 'ᲗᲑᲘᲚᲘᲡᲘ', 'a_b%c', ...letters];
    const { rows } = await pool.query<{ text: string; lower: string }>(
      `select text, lower(text collate "pg_c_utf8") as lower from unnest($1::text[]) as text`,
      [texts],
    );
    // Letters that got a small one after PostgreSQL's version of Unicode stay as they are there.
    const other = rows.filter(({ text, lower }) => inOneCase(text) !== lower && lower !== text);
    assert.deepEqual(other, []);
    assert.ok(rows.filter(({ text, lower }) => inOneCase(text) === lower).length > 1_800);
  });
});
