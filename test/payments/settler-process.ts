// A process that settles what is due and ends; tests kill it. Arguments: database, keyring and its master key, address and key of a Stripe world.

import { v7 as uuid } from 'uuid';
import { createCore } from '../../src/core/core.ts';
import type { Ports } from '../../src/core/needs.ts';
import type { NewId } from '../../src/core/ports.ts';
import { stripePayments } from '../../src/payments/stripe.ts';
import { openDatabase } from '../../src/storage/db.ts';
import { openKeyring } from '../../src/storage/keyring.ts';
import { openMasterKeys } from '../../src/storage/master-keys.ts';
import { postgresStore } from '../../src/storage/store.ts';

const [databaseUrl = '', keyringUrl = '', masterKey = '', apiUrl = '', secretKey = '', now = ''] =
  process.argv.slice(2);
const newId: NewId = <T extends string>() => uuid() as T;
const database = openDatabase(databaseUrl, 8, () => {});
const masterKeys = await openMasterKeys({ masterKeys: [masterKey], dataDir: '' });
const keyring = await openKeyring({ url: keyringUrl, environment: 'local', masterKeys }, () => {});
const core = createCore({
  store: postgresStore(database.kysely, newId, () => null, keyring),
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
await keyring.close();
