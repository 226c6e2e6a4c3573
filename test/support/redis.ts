/** The Redis that tests may use besides PostgreSQL. */

/** The address from REDIS_URL, or undefined: then the tests of jobs run on the PostgreSQL backend alone. */
export function redisUrl(): string | undefined {
  return process.env['REDIS_URL'];
}
