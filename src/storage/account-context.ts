// Whose turn it is. Whoever recognises a person says so, and each connection that works for them is told: without that the
// tenant wall shows nothing of anybody (migrations/, wall.ts).

import { AsyncLocalStorage } from 'node:async_hooks';
import { sql, type Kysely } from 'kysely';
import type { Core } from '../core/core.ts';
import type { AccountId } from '../core/domain/ids.ts';
import type { Schema } from './schema.ts';

type Turn = { account: AccountId | null };

const turns = new AsyncLocalStorage<Turn>();

/** The account whose turn it is, as the database is told it; '' while it is nobody's. */
export function accountInTurn(): AccountId | '' {
  return turns.getStore()?.account ?? '';
}

/** From here on it is this account's turn, to the end of the call. Outside of such a call it says nothing. */
export function takeTurn(account: AccountId): void {
  const turn = turns.getStore();
  if (turn) turn.account = account;
}

/** The same, and told to the connection under way, which was lent before anybody knew; to the end of its transaction. */
export async function takeTurnIn(db: Kysely<Schema>, account: AccountId): Promise<void> {
  takeTurn(account);
  await tell(db, account);
}

/** Writes in a transaction what belongs to another account than the one whose turn it is. */
export async function inNameOf(db: Kysely<Schema>, account: AccountId, write: () => Promise<unknown>): Promise<void> {
  await tell(db, account);
  await write();
  await tell(db, accountInTurn());
}

async function tell(db: Kysely<Schema>, account: AccountId | ''): Promise<void> {
  await sql`/* turn-to unread */ select set_config('app.account', ${account}, true)`.execute(db);
}

/** Each call has a turn of its own, and nobody's it is until a person is recognised in it. */
function inTurns<T extends object>(calls: T): T {
  const bound = Object.entries(calls).map(([name, call]: [string, unknown]) => [
    name,
    typeof call === 'function'
      ? (...args: unknown[]): unknown => turns.run({ account: null }, () => call(...args))
      : call,
  ]);
  return Object.fromEntries(bound) as T;
}

/** A core whose calls by people, from a chat or by a link, are each in a turn of their own. */
export function forPeople<C extends Pick<Core, 'chat' | 'findDownload' | 'takeDownload'>>(core: C): C {
  const { chat, findDownload, takeDownload } = core;
  return { ...core, chat: inTurns(chat), ...inTurns({ findDownload, takeDownload }) };
}
