// Looks for what is left of somebody in every store there is, one after the other.

import { join } from 'node:path';
import { lookIntoBucket } from './bucket.ts';
import { lookIntoDatabase } from './database.ts';
import { lookIntoFiles } from './files.ts';
import type { Needle } from './needles.ts';
import { keptByRule } from './kept.ts';
import { lookIntoRedis } from './redis.ts';
import { createTally, type Report, type Tally } from './report.ts';

/** Where to look. */
export type Places = {
  readonly databases: readonly { readonly called: string; readonly url: string }[];
  /** The folder of the embedded server, if it is one: its data files and its write-ahead log. */
  readonly serverFolder: string | null;
  readonly redisUrl: string | null;
  readonly bucketUrl: string;
};

/** @param files of the operator's: logs, dumps, the data folder of a server on this machine */
export async function look(needles: readonly Needle[], places: Places, files: readonly string[]): Promise<Report> {
  const tally = createTally(needles, await keptByRule(places));
  await lookEverywhere(tally, places, files);
  return tally.report();
}

/** The same, for whatever the tally looks for. */
export async function lookEverywhere(tally: Tally, places: Places, files: readonly string[]): Promise<void> {
  for (const { called, url } of places.databases) await lookIntoDatabase(tally, url, called);
  if (places.serverFolder !== null) await lookIntoFiles(tally, join(places.serverFolder, 'cluster'), storeOfServer);
  if (places.redisUrl !== null) await lookIntoRedis(tally, places.redisUrl);
  await lookIntoBucket(tally, places.bucketUrl);
  for (const path of files) await lookIntoFiles(tally, path, (name) => (IN_LOG.test(name) ? LOG : 'files'));
}

const LOG = 'write-ahead log';
const IN_LOG = /(?:^|\/)pg_wal(?:\/|$)/;

/** Of a file of a server's folder. */
function storeOfServer(name: string): string {
  return IN_LOG.test(name) ? LOG : 'data files';
}
