// How a posting is written: one statement, in one of six shapes, whose balances all follow from its transfers.

import type { GrantId, HoldId } from '../core/domain/ids.ts';
import { totalOf, type LedgerBucket, type Transfer } from '../core/domain/ledger.ts';
import type { Posting } from '../core/ledger-rows.ts';
import type { Place } from './transactions.ts';

/** Writes operation and transfers, and what the same transfers come to for grants, hold, parts and account. */
export async function post(place: Place, posting: Posting): Promise<void> {
  const { id, accountId, op, result, at, transfers } = posting;
  const only = onlyTransfer(posting);
  if (only) return postOne(place, posting, only);
  const [text, more] = shapeOf(posting);
  const parameters = [
    id,
    op.key,
    op.kind,
    accountId,
    JSON.stringify(op.args),
    result,
    at,
    transfers.map(({ from }) => from),
    transfers.map(({ to }) => to),
    transfers.map(({ amount }) => amount),
    transfers.map(({ grantId }) => grantId),
    transfers.map(({ holdId }) => holdId),
    net(transfers, 'available'),
    net(transfers, 'held'),
    -net(transfers, 'debt'),
    ...more,
  ];
  await place.run(text, parameters);
}

type HeldTransfer = Transfer & { readonly grantId: GrantId; readonly holdId: HoldId };

/** What most holds and settlements are: one transfer, into a hold or out of it. */
function onlyTransfer({ transfers }: Posting): HeldTransfer | null {
  const [first] = transfers;
  if (!first || transfers.length > 1) return null;
  const { grantId, holdId } = first;
  return grantId === null || holdId === null ? null : { ...first, grantId, holdId };
}

/** Without lists, which cost more than what is in them: both here and in the plan, that has to join with them. */
async function postOne(place: Place, posting: Posting, transfer: HeldTransfer): Promise<void> {
  const { id, accountId, op, result, at, newHold } = posting;
  const { to, amount, grantId, holdId } = transfer;
  const args = JSON.stringify(op.args);
  const parameters = [id, op.key, op.kind, accountId, args, result, at.toISOString(), amount, grantId, holdId];
  if (newHold) return void (await place.run(POST_HOLD_OF_ONE, parameters));
  const [captured, released] = to === 'spent' ? [amount, 0] : [0, amount];
  parameters.push(to, captured, released);
  await place.run(POST_SETTLEMENT_OF_ONE, parameters);
}

function shapeOf({ newGrant, newHold, transfers }: Posting): readonly [text: string, more: readonly unknown[]] {
  if (newGrant) {
    const { id, source, sourceRef, priority, expiresAt, amount } = newGrant;
    return [POST_GRANT, [id, source, sourceRef, priority, expiresAt, amount, amount - net(transfers, 'available')]];
  }
  if (newHold) return [POST_HOLD, [...byGrant(transfers), newHold.id, newHold.amount]];
  const settled = transfers.filter(({ from }) => from === 'held');
  const [first] = settled;
  if (!first) return [POST_MOVEMENTS, byGrant(transfers)];
  const captured = settled.map(({ to, amount }) => (to === 'spent' ? amount : 0));
  const released = settled.map(({ to, amount }) => (to === 'spent' ? 0 : amount));
  // A settlement takes from each part of one hold at most once.
  const parts = settled.map(({ grantId }) => grantId);
  return [POST_SETTLEMENT, [...byGrant(transfers), first.holdId, parts, captured, released]];
}

function net(transfers: readonly Transfer[], bucket: LedgerBucket): number {
  return (
    totalOf(transfers.filter(({ to }) => to === bucket)) - totalOf(transfers.filter(({ from }) => from === bucket))
  );
}

/** For each grant what it gains and loses, as one array a column, in the order BY_GRANT names them. */
function byGrant(transfers: readonly Transfer[]): readonly unknown[] {
  const grants = [...Map.groupBy(transfers, ({ grantId }) => grantId).entries()];
  const column = (change: (own: readonly Transfer[]) => number): number[] => grants.map(([, own]) => change(own));
  const owed = (own: readonly Transfer[]): number => totalOf(own.filter(({ from }) => from === 'debt'));
  return [
    grants.map(([id]) => id),
    column((own) => net(own, 'available')),
    column((own) => net(own, 'held')),
    column((own) => net(own, 'spent')),
    column((own) => net(own, 'expired')),
    column((own) => net(own, 'clawed') - owed(own)),
    column(owed),
    column((own) => totalOf(own.filter(({ to }) => to === 'debt'))),
  ];
}

// The texts are written out once: putting them together anew would cost more than the database takes for them.
const OP = `
  op as (
    insert into ledger_op (id, key, kind, account_id, args, result, created_at)
    values ($1::uuid, $2::text, $3::text, $4::uuid, $5::jsonb, $6::text, $7::timestamptz)
  )`;

const JOURNAL = `${OP}, journal as (
    insert into ledger_transfer (op_id, seq, account_id, from_bucket, to_bucket, amount, grant_id, hold_id)
    select $1::uuid, seq - 1, $4::uuid, source, target, amount, grant_id, hold_id
    from unnest($8::text[], $9::text[], $10::bigint[], $11::uuid[], $12::uuid[])
      with ordinality as t (source, target, amount, grant_id, hold_id, seq)
  )`;

const BY_ACCOUNT = `
  update credit_account set available = available + $13::bigint, held = held + $14::bigint, debt = debt + $15::bigint
  where account_id = $4::uuid`;

const BY_GRANT = `
  by_grant as (
    update credit_grant as g set
      available = g.available + d.available, held = g.held + d.held, spent = g.spent + d.spent,
      expired = g.expired + d.expired, clawed = g.clawed + d.clawed, shortfall = g.shortfall + d.shortfall,
      debt_paid = g.debt_paid + d.debt_paid
    from unnest($16::uuid[], $17::bigint[], $18::bigint[], $19::bigint[], $20::bigint[], $21::bigint[], $22::bigint[], $23::bigint[])
      as d (id, available, held, spent, expired, clawed, shortfall, debt_paid)
    where g.id = d.id and g.account_id = $4::uuid
  )`;

// A row inserted by a statement cannot be updated by it, so a new grant is inserted with its movements already folded in.
const POST_GRANT = `/* post-grant unread */ with ${JOURNAL}, fresh_grant as (
    insert into credit_grant (id, account_id, source, source_ref, priority, expires_at, amount, available, debt_paid)
    values ($16::uuid, $4::uuid, $17::text, $18::text, $19::smallint, $20::timestamptz, $21::bigint, $21::bigint - $22::bigint, $22::bigint)
  ) ${BY_ACCOUNT}`;

const POST_HOLD = `/* post-hold unread */ with ${JOURNAL}, ${BY_GRANT}, fresh_hold as (
    insert into hold (id, account_id, amount) values ($24::uuid, $4::uuid, $25::bigint)
  ), fresh_part as (
    insert into hold_part (hold_id, grant_id, account_id, seq, amount)
    select $24::uuid, grant_id, $4::uuid, seq - 1, amount
    from unnest($11::uuid[], $10::bigint[]) with ordinality as t (grant_id, amount, seq)
  ) ${BY_ACCOUNT}`;

const POST_SETTLEMENT = `/* post-settlement unread */ with ${JOURNAL}, ${BY_GRANT}, by_part as (
    update hold_part as p set captured = p.captured + d.captured, released = p.released + d.released
    from unnest($25::uuid[], $26::bigint[], $27::bigint[]) as d (grant_id, captured, released)
    where p.hold_id = $24::uuid and p.grant_id = d.grant_id and p.account_id = $4::uuid
  ) ${BY_ACCOUNT}`;

const POST_MOVEMENTS = `/* post-movements unread */ with ${JOURNAL}, ${BY_GRANT} ${BY_ACCOUNT}`;

const POST_HOLD_OF_ONE = `/* post-hold-of-one unread */ with ${OP}, journal as (
    insert into ledger_transfer (op_id, seq, account_id, from_bucket, to_bucket, amount, grant_id, hold_id)
    values ($1::uuid, 0, $4::uuid, 'available', 'held', $8::bigint, $9::uuid, $10::uuid)
  ), of_grant as (
    update credit_grant set available = available - $8::bigint, held = held + $8::bigint
    where id = $9::uuid and account_id = $4::uuid
  ), fresh_hold as (
    insert into hold (id, account_id, amount) values ($10::uuid, $4::uuid, $8::bigint)
  ), fresh_part as (
    insert into hold_part (hold_id, grant_id, account_id, seq, amount)
    values ($10::uuid, $9::uuid, $4::uuid, 0, $8::bigint)
  )
  update credit_account set available = available - $8::bigint, held = held + $8::bigint where account_id = $4::uuid`;

const POST_SETTLEMENT_OF_ONE = `/* post-settlement-of-one unread */ with ${OP}, journal as (
    insert into ledger_transfer (op_id, seq, account_id, from_bucket, to_bucket, amount, grant_id, hold_id)
    values ($1::uuid, 0, $4::uuid, 'held', $11::text, $8::bigint, $9::uuid, $10::uuid)
  ), of_grant as (
    update credit_grant set held = held - $8::bigint, spent = spent + $12::bigint, available = available + $13::bigint
    where id = $9::uuid and account_id = $4::uuid
  ), of_part as (
    update hold_part set captured = captured + $12::bigint, released = released + $13::bigint
    where hold_id = $10::uuid and grant_id = $9::uuid and account_id = $4::uuid
  )
  update credit_account set held = held - $8::bigint, available = available + $13::bigint where account_id = $4::uuid`;
