// A database read as a backup reads it: one moment, every row, nothing changed.

import { Client, types } from 'pg';

/** Of a server that lets only a role of its own read every row. */
const READER = 'easel_backup';

/** Text as it comes, bytes as bytes: what is in them may be packed, or sealed. */
const asText = { getTypeParser: (oid: number) => (BYTES === oid ? bytesOf : String) };
const BYTES: number = types.builtins.BYTEA;
const bytesOf: (text: string) => Buffer = types.getTypeParser(types.builtins.BYTEA);

/** Values come as the server writes them, bytea as bytes. */
export async function reading<T>(url: string, read: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: 'easel-residue', types: asText });
  // A server that goes away rejects what is running; without a listener it would end the program as well.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin transaction isolation level repeatable read read only');
    await becomeReader(client);
    const result = await read(client);
    await client.query('rollback');
    return result;
  } finally {
    await client.end();
  }
}

/** Rows that belong to somebody are hidden from whoever has no business with them: here they must not be. */
async function becomeReader(client: Client): Promise<void> {
  const { rows } = await client.query<{ free: string; reader: string }>(
    `select (rolsuper or rolbypassrls)::text as free,
       exists (select from pg_roles r where r.rolname = $1 and pg_has_role(r.oid, 'member'))::text as reader
     from pg_roles where rolname = current_user`,
    [READER],
  );
  if (rows[0]?.free !== 'true' && rows[0]?.reader === 'true') await client.query(`set local role ${READER}`);
}
