/** How an embedded server is set: small, reachable by socket only, and with nothing about people in its log. */
import { Client, type ClientConfig } from 'pg';

/** The role that owns everything; the socket folder, not a password, decides who may use it. */
export const superuser = 'easel';
/** Only a part of the socket's file name: nothing listens on TCP. */
export const port = 5432;
/** Whoever reaches the socket is the superuser, and nothing else is ever let in, even if a setting opens a TCP port. */
export const hostBasedAuthentication = 'local all all trust\n';

/** The settings of a server that listens in `socketFolder`. Without `durable`, a power cut may lose or break everything. */
export function serverSettings(socketFolder: string, durable: boolean): Record<string, string> {
  return {
    listen_addresses: '',
    port: String(port),
    // A list of paths: quoted, because paths hold commas and spaces.
    unix_socket_directories: `"${socketFolder.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    max_connections: '100',
    shared_buffers: '128MB',
    // Our queries are short; parallel workers cost more than they bring, and need more /dev/shm than containers have.
    max_parallel_workers_per_gather: '0',
    jit: 'off',
    timezone: 'UTC',
    // The log goes into our error messages. Statements, parameters and details quote rows, and rows hold personal data.
    log_timezone: 'UTC',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
    log_checkpoints: 'off',
    // A file of the log that is used again keeps what was in it until it is full.
    wal_recycle: 'off',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
}

/** Creates database `name` on the server of `config` unless it exists. */
export async function ensureDatabase(config: ClientConfig, name: string): Promise<void> {
  const client = new Client(config);
  // A server that goes away meanwhile rejects the query below; without a listener it would end the program as well.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
