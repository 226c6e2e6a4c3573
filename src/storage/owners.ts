// Whether something is somebody else's: one of the few questions that go past the tenant wall (migrations/, is_anothers).

import { sql, type Kysely } from 'kysely';
import type { OwnerRows } from '../core/owner-rows.ts';
import type { Schema } from './schema.ts';

export function ownerRows(db: Kysely<Schema>): OwnerRows {
  return {
    async isAnothers(kind, id) {
      const { rows } = await sql<{ is: boolean }>`select is_anothers(${kind}, ${id}) as is`.execute(db);
      return rows[0]?.is ?? false;
    },
  };
}
