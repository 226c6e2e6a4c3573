/** The Redis that tests may use besides PostgreSQL. */

/**
 * The address from REDIS_URL, or undefined: then the tests of jobs run on the PostgreSQL backend alone.
 * @param database one that no other test uses, for those that write what others look for
 */
export function redisUrl(database?: number): string | undefined {
  const shared = process.env['REDIS_URL'];
  return shared === undefined || database === undefined ? shared : new URL(`/${database}`, shared).href;
}
