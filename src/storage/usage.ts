// Figures about many: an hour's requests by model, and nothing about an hour that few people used.

import { sql, type Kysely } from 'kysely';
import type { UsageRows } from '../core/choice-rows.ts';
import type { Schema } from './schema.ts';

export function usageRows(db: Kysely<Schema>): UsageRows {
  return {
    async countHour(hour, least) {
      await sql`
        insert into usage_hourly (hour, model, jobs, accounts)
        select ${hour}::timestamptz, g.model, count(*), count(distinct g.account_id)
        from generation g join account a on a.id = g.account_id
        where g.created_at >= ${hour}::timestamptz and g.created_at < ${hour}::timestamptz + interval '1 hour'
          and a.statistics and a.paused_at is null and a.refused_at is null and a.state = 'active'
        group by g.model having count(distinct g.account_id) >= ${least}::int
        on conflict do nothing
      `.execute(db);
    },
    async forget(before) {
      await db.deleteFrom('usage_hourly').where('hour', '<', before).execute();
    },
  };
}
