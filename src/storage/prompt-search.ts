// Looking for words in prompts. They are sealed, so the account's own are opened here, all of them and a batch at a time;
// nothing of that is kept.

import type { Kysely } from 'kysely';
import type { AccountId, GenerationId } from '../core/domain/ids.ts';
import type { Schema } from './schema.ts';
import type { Seals } from './seals.ts';

const PROMPTS_A_BATCH = 1_000;

/** The account's requests whose prompts hold every one of these words somewhere, in any case; newest first. */
export async function requestsHolding(
  db: Kysely<Schema>,
  seals: Seals,
  accountId: AccountId,
  words: readonly string[],
): Promise<readonly GenerationId[]> {
  const wanted = words.map(inOneCase);
  const found: GenerationId[] = [];
  let before: GenerationId | null = null;
  for (;;) {
    const batch = await promptsBefore(db, accountId, before);
    const seal = await seals.of(accountId);
    for (const { id, prompt } of batch) {
      const text = inOneCase(seal.open('generation.prompt', prompt));
      if (wanted.every((word) => text.includes(word))) found.push(id);
    }
    before = batch.at(-1)?.id ?? null;
    if (batch.length < PROMPTS_A_BATCH) return found;
  }
}

function promptsBefore(db: Kysely<Schema>, accountId: AccountId, before: GenerationId | null) {
  return db
    .selectFrom('generation')
    .select(['id', 'prompt'])
    .where('account_id', '=', accountId)
    .$if(before !== null, (query) => query.where('id', '<', before as GenerationId))
    .orderBy('id', 'desc')
    .limit(PROMPTS_A_BATCH)
    .execute();
}

/**
 * Each letter by itself, in every script, as the simple case mapping of Unicode has it. JavaScript goes by the full one,
 * which makes two letters of İ and another Σ of the last one of a word.
 */
export function inOneCase(text: string): string {
  return text.replaceAll('İ', 'i').replaceAll('Σ', 'σ').toLowerCase();
}
