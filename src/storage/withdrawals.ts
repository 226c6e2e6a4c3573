// What an erasure takes along before the key of its account is destroyed: the messages to be taken out of chats, sealed anew.

import { sql, type Kysely, type Selectable } from 'kysely';
import type { ErasureRows, SentMessage } from '../core/erasure-rows.ts';
import { toDelivery } from './deliveries.ts';
import type { Schema } from './schema.ts';
import { openValues } from './sealed-values.ts';
import type { AccountSeal, Seals } from './seals.ts';

type Row = Selectable<Schema['delivery']>;

export function withdrawalRows(db: Kysely<Schema>, seals: Seals): Pick<ErasureRows, 'takeAlong' | 'toWithdraw'> {
  return {
    async takeAlong({ id, accountId, receiptId }, since, limit) {
      const seal = await seals.find(accountId);
      // A restored backup of somebody who was erased: that was done then, and what is here can be read no more.
      if (!seal) return;
      const { rows } = await sql<Row>`
        select * from delivery
        where account_id = ${accountId} and (message is not null or steps <> '{}') and created_at > case platform
          when 'telegram' then ${since.telegram}::timestamptz else ${since.discord}::timestamptz end
        order by created_at desc limit ${limit}
      `.execute(db);
      if (rows.length === 0) return;
      const messages = JSON.stringify(rows.map((row) => sentMessage(row, seal)));
      const its = await seals.make(receiptId);
      await db
        .updateTable('erasure')
        .set({ to_withdraw: its.seal('erasure.to_withdraw', messages) })
        .where('id', '=', id)
        .execute();
    },
    async toWithdraw({ id, receiptId }) {
      const row = await db.selectFrom('erasure').select('to_withdraw').where('id', '=', id).executeTakeFirst();
      const box = row?.to_withdraw ?? null;
      const seal = box && receiptId && (await seals.find(receiptId));
      return seal ? (JSON.parse(seal.open('erasure.to_withdraw', box)) as SentMessage[]) : [];
    },
  };
}

function sentMessage(row: Row, seal: AccountSeal): SentMessage {
  return {
    // Nothing else is on its way to a message that is taken out.
    delivery: { ...toDelivery(row, seal), statusExpectedUntil: null },
    steps: openValues(seal, 'delivery.steps', row.steps),
  };
}
