// The roles of the database that the program works under, and how a connection takes one on.

/** Each connection has one of them, and none owns a table. Nobody connects as `lookup`: it owns a few functions. */
export const ROLES = ['app', 'worker', 'sweeper', 'eraser', 'exporter', 'support', 'backup', 'lookup'] as const;
export type DatabaseRole = (typeof ROLES)[number];

/** The name of a role in the database; all databases of a server share it. */
export function roleName(role: DatabaseRole): string {
  return `easel_${role}`;
}

/**
 * The address of a database for connections that work under a role from their first statement on: taken on as they begin, so
 * that RESET ROLE leads back to it and not to who has logged in.
 */
export function asRole(url: string, role: DatabaseRole): string {
  return withOption(url, `-c role=${roleName(role)}`);
}

/** The address for who migrates, the owner of the tables, whom the wall stops like anybody else. */
export function asOwner(url: string): string {
  return withOption(url, '-c easel.migrates=yes');
}

function withOption(url: string, option: string): string {
  const [, before, options, after] = /^(.*[?&]options=)([^&]*)(.*)$/.exec(url) ?? [];
  if (before !== undefined) return `${before}${options}${encodeURIComponent(` ${option}`)}${after}`;
  return `${url}${url.includes('?') ? '&' : '?'}options=${encodeURIComponent(option)}`;
}
