// The books of a database as far as money goes: per account and per grant, comparable between databases.

import type { Pool } from 'pg';

/** One line for each account, grant, payment, plan and purchase, by what it is called. */
export type Snapshot = Readonly<Record<string, string>>;

const READS = [
  `select 'account ' || c.account_id as name, jsonb_build_object('available', available, 'held', held, 'debt', debt, 'frozen', (
     select coalesce(jsonb_agg(ref || ' ' || reason order by ref), '[]') from credit_freeze f where f.account_id = c.account_id and lifted_at is null
   ), 'isFrozen', frozen_at is not null) as facts from credit_account c`,
  `select 'grant ' || source_ref as name, jsonb_build_object('account', account_id, 'source', source, 'amount', amount, 'available', available,
     'held', held, 'spent', spent, 'expired', expired, 'clawed', clawed, 'shortfall', shortfall, 'debt_paid', debt_paid, 'expires', expires_at) as facts
   from credit_grant`,
  `select 'payment ' || ref as name, to_jsonb(p) - '{created_at,address}'::text[] || jsonb_build_object('grants', (
     select jsonb_agg(source_ref || ' ' || credits order by source_ref) from payment_grant g where g.payment_ref = p.ref
   ), 'disputes', (
     select jsonb_agg(id || ' ' || status || ' ' || withdrawn order by id) from payment_dispute d where d.payment_ref = p.ref
   )) as facts from payment p`,
  `select 'plan ' || id as name, to_jsonb(s) as facts from stripe_subscription s`,
  `select 'purchase ' || id as name, jsonb_build_object('state', state, 'session', session_id) as facts from purchase`,
] as const;

export async function snapshotOf(pool: Pool): Promise<Snapshot> {
  const lines: Record<string, string> = {};
  for (const read of READS) {
    const { rows } = await pool.query<{ name: string; facts: object }>(read);
    for (const { name, facts } of rows) lines[name] = JSON.stringify(facts);
  }
  return lines;
}

/** Where two books differ; empty when they say the same. */
export function differences(actual: Snapshot, expected: Snapshot, blur: (name: string, line: string) => string) {
  const names = new Set([...Object.keys(actual), ...Object.keys(expected)]);
  return [...names].flatMap((name) => {
    const [is, should] = [actual[name] ?? 'none', expected[name] ?? 'none'].map((line) => blur(name, line));
    return is === should ? [] : [`${name}: ${is} and not ${should}`];
  });
}
