// Whether the tenant wall stands: asked of a running database, where somebody may have taken a stone out of it by hand.

import { sql, type Kysely } from 'kysely';
import { ROLES, roleName } from './roles.ts';
import type { Schema } from './schema.ts';

/**
 * What is open, a line each; nothing while all is well. Tables that do not hold everybody to their policies, or have none;
 * rights that everybody has; roles that policies do not stop. That each policy says the right thing is for the tests.
 */
export async function wallHoles(db: Kysely<Schema>): Promise<readonly string[]> {
  const { rows } = await sql<{ hole: string }>`
    /* wall-holes */ with ours as (
      select oid, relname, relrowsecurity and relforcerowsecurity as stands, relacl, relowner from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname not like 'kysely%'
    ), roles as (select oid, rolname, rolsuper or rolbypassrls as climbs from pg_roles where rolname = any(${ROLES.map(roleName)}::text[]))
    select relname || ' lets everybody past its policies' as hole from ours where not stands
    union all
    select relname || ' has no policy' from ours where not exists (select from pg_policy p where p.polrelid = ours.oid)
    union all
    select distinct relname || ' is open to everybody' from ours, aclexplode(relacl) as acl where acl.grantee = 0
    union all
    select relname || ' is owned by ' || rolname from ours join roles on roles.oid = relowner
    union all
    select rolname || ' is stopped by no policy' from roles where climbs
    order by 1
  `.execute(db);
  return rows.map(({ hole }) => hole);
}
