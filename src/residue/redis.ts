// Every key of a Redis: its name, what is in it, and how Redis itself would dump it.

import { Redis } from 'ioredis';
import { lookInto } from './look-into.ts';
import type { Tally } from './report.ts';
import { LIMITS } from './scan.ts';

const STORE = 'redis';
const KEYS_AT_ONCE = 500;

/** Read a few hundred keys at a time. @throws when the server does not answer */
export async function lookIntoRedis(tally: Tally, url: string): Promise<void> {
  const redis = new Redis(url, { maxRetriesPerRequest: 2, lazyConnect: true });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    tally.looked(STORE, 0);
    for (let cursor = '0', begun = false; !begun || cursor !== '0'; begun = true) {
      const [next, keys] = await redis.scanBuffer(cursor, 'COUNT', KEYS_AT_ONCE);
      for (const key of keys) await lookIntoKey(redis, tally, key);
      cursor = next.toString();
    }
  } finally {
    redis.disconnect();
  }
}

async function lookIntoKey(redis: Redis, tally: Tally, key: Buffer): Promise<void> {
  const place = key.toString();
  await lookInto(tally, STORE, `the name ${place}`, [key]);
  const values = await valuesOf(redis, key);
  await lookInto(
    tally,
    STORE,
    place,
    values.flatMap((value) => [value, Buffer.from('\n')]),
  );
  const dump = await redis.dumpBuffer(key);
  if (dump) await lookInto(tally, STORE, place, [dump], { ...LIMITS, lzf: true });
}

/** As they were put in: in a dump small numbers are no text, and long strings packed. */
async function valuesOf(redis: Redis, key: Buffer): Promise<readonly Buffer[]> {
  switch (await redis.type(key)) {
    case 'string':
      return [(await redis.getBuffer(key)) ?? Buffer.alloc(0)];
    case 'hash':
      return Object.entries(await redis.hgetallBuffer(key)).flatMap(([field, value]) => [Buffer.from(field), value]);
    case 'list':
      return redis.lrangeBuffer(key, 0, -1);
    case 'set':
      return redis.smembersBuffer(key);
    case 'zset':
      return redis.zrangeBuffer(key, '0', '-1');
    case 'stream':
      return (await redis.xrangeBuffer(key, '-', '+')).flatMap(([, fields]) => fields);
    default:
      // Gone meanwhile, or of a module: then its dump is all there is.
      return [];
  }
}
