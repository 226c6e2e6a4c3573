// A process that settles what is due and ends; tests kill it. Arguments: database, address and key of a Stripe world.

import { v7 as uuid } from 'uuid';
import { createCore } from '../../src/core/core.ts';
import type { Ports } from '../../src/core/needs.ts';
import type { NewId } from '../../src/core/ports.ts';
import { stripePayments } from '../../src/payments/stripe.ts';
import { openDatabase } from '../../src/storage/db.ts';
import { postgresStore } from '../../src/storage/store.ts';

const [databaseUrl = '', apiUrl = '', secretKey = '', now = ''] = process.argv.slice(2);
const newId: NewId = <T extends string>() => uuid() as T;
const database = openDatabase(databaseUrl, 8, () => {});
const core = createCore({
  store: postgresStore(database.kysely, newId, () => null),
  payments: stripePayments({ apiUrl, secretKey, live: false, publicUrl: 'https://easel.example' }),
  stars: null,
  clock: { now: () => new Date(now) },
  newId,
  doorbell: { work: () => {}, stop: () => {}, changed: () => {}, money: () => {} },
  log: () => {},
  // Nothing is drawn, sent or sold here.
} as Partial<Ports> as Ports);

process.stdout.write('settling\n');
while ((await core.settleDue(new AbortController().signal)) > 0);
await database.close();
