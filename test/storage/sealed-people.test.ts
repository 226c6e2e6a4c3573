// Whatever the data catalogue says is sealed: in no row in clear, and open to its own account at its own place alone.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TABLES } from '../../src/core/domain/data-catalogue.ts';
import { SealBroken, type Sealed, type SealedPlace } from '../../src/storage/seals.ts';
import { openValue } from '../../src/storage/sealed-values.ts';
import { coreRig } from '../support/core.ts';
import { doEverything } from '../support/erasing.ts';
import { accountOf, imagine, workOff } from '../support/people.ts';
import { residue } from '../support/residue.ts';
import { openShop, type Shop } from '../support/shop.ts';
import { storedDeliveries } from '../support/stored.ts';

type Box = Sealed<SealedPlace>;

/** Looked at by test/core/usecases/going.test.ts, since it is there for minutes, and by sealed-content.test.ts. */
const NOT_HERE: ReadonlySet<string> = new Set(['erasure.to_withdraw', 'generation.filename']);

const SEALED = Object.entries(TABLES).flatMap(([table, { columns }]) =>
  Object.entries(columns).flatMap(([column, { sealed }]) => {
    const place = `${table}.${column}` as SealedPlace;
    return sealed && !NOT_HERE.has(place) ? [{ table, column, place, sealed }] : [];
  }),
);

/** A box of each place, as the database has it. */
async function boxesOf({ database }: Shop, account: string): Promise<ReadonlyMap<SealedPlace, Box>> {
  const boxes = new Map<SealedPlace, Box>();
  for (const { table, column, place, sealed } of SEALED) {
    const filled = sealed === 'values' ? `"${column}" <> '{}'` : `"${column}" is not null`;
    const { rows } = await database.pool.query<{ held: Buffer | Record<string, string> }>(
      `select "${column}" as held from "${table}" where account_id = $1 and ${filled} limit 1`,
      [account],
    );
    const held = rows[0]?.held ?? assert.fail(`nobody has used ${place}`);
    boxes.set(place, (Buffer.isBuffer(held) ? held : Buffer.from(Object.values(held)[0] ?? '', 'base64')) as Box);
  }
  return boxes;
}

describe('what is sealed', () => {
  test('P32: is in no column of any row in clear, in hex or in base64, whatever somebody has done', async (t) => {
    const shop = await openShop(t, { starterCredits: 50 });
    const { userId, accountId } = await doEverything(shop, 'telegram', '900100200300');
    const { rows: numbers } = await shop.database.pool.query<{ number: number }>('select number from ticket');
    await shop.core.answerTicket(Number(numbers[0]?.number), `canary answer for ${userId}`);
    await workOff(shop);
    const written = ['canary', userId, 'https://', 'chatId'].flatMap((text) => [
      text,
      Buffer.from(text).toString('hex'),
      Buffer.from(`${text}xx`).toString('base64').slice(0, -4),
    ]);
    assert.deepEqual(await residue(shop.database.pool, written), []);
    // It is there all the same.
    assert.equal(await shop.store.accounts.userOn('telegram', accountId), userId);
    const [first] = await storedDeliveries(shop);
    assert.equal(first?.address.platform === 'telegram' && first.address.chatId, userId);
  });

  test('P13, P32: opens for no other account, and in no other column', async (t) => {
    const shop = await openShop(t, { starterCredits: 50 });
    const { accountId } = await doEverything(shop, 'discord', '900100200');
    await imagine(shop, 'a crow', 1, 'ben');
    const { rows: numbers } = await shop.database.pool.query<{ number: number }>('select number from ticket');
    await shop.core.answerTicket(Number(numbers[0]?.number), 'there');
    await workOff(shop);
    const [hers, his] = [await shop.seals.of(accountId), await shop.seals.of(await accountOf(shop, 'ben'))];
    const boxes = await boxesOf(shop, accountId);
    assert.equal(boxes.size, SEALED.length);
    for (const [place, box] of boxes) {
      assert.notEqual(hers.open(place, box), '', place);
      assert.throws(() => his.open(place, box), SealBroken, `${place} as somebody else`);
      for (const other of boxes.keys())
        if (other !== place) assert.throws(() => hers.open(other, box), SealBroken, `${place} as ${other}`);
    }
  });

  test('is not opened by the program either when it was moved: a chat of hers is no chat of his', async (t) => {
    const rig = await coreRig(t);
    const [hers, his] = [await imagine(rig, 'a fox', 1, 'ada'), await imagine(rig, 'a crow', 1, 'ben')];
    const move = (set: string) =>
      rig.database.pool.query(
        `update delivery set ${set} from delivery h where h.subject_id = $1 and delivery.subject_id = $2`,
        [hers.view.id, his.view.id],
      );
    await move('address = h.address');
    await assert.rejects(rig.store.deliveries.of(his.view.id), SealBroken);
    await rig.database.pool.query('update delivery set message = address where subject_id = $1', [hers.view.id]);
    await assert.rejects(rig.store.deliveries.of(hers.view.id), SealBroken);
    const [ada, ben] = [
      await rig.seals.of(await accountOf(rig, 'ada')),
      await rig.seals.of(await accountOf(rig, 'ben')),
    ];
    const step = ada.seal('delivery.steps', 'message-1').toString('base64');
    assert.equal(openValue(ada, 'delivery.steps', step), 'message-1');
    assert.throws(() => openValue(ben, 'delivery.steps', step), SealBroken);
  });
});
