// Whoever copies the data of Easel, but neither the keyring nor the master key, has a copy that nobody can read, nor start from.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createApp, StartRefused } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import type { LogEvent } from '../../src/core/log-events.ts';
import { look } from '../../src/residue/look.ts';
import type { Needle } from '../../src/residue/needles.ts';
import { diskBucket } from '../../src/storage/disk-bucket.ts';
import { openKeyring } from '../../src/storage/keyring.ts';
import { openMasterKeys } from '../../src/storage/master-keys.ts';
import { sealedBucket } from '../../src/storage/sealed-bucket.ts';
import { seededFolder, startHere, temporaryFolder } from '../storage/embedded-postgres-rig.ts';
import { emptyDatabase } from '../support/postgres.ts';

const [USER, CHAT] = ['70011223344', '-100998877665'];
const PROMPT = 'a canary nobody else knows, asleep on a ladder';

test('P32: a copy of the data directory and the bucket without the keyring gives away no prompt, no name and no picture', async (t) => {
  const [server, data, elsewhere] = [await seededFolder(t), await temporaryFolder(t), await temporaryFolder(t)];
  const postgres = await startHere(t, { dataDir: server });
  const { url: keyringUrl } = await emptyDatabase(t);
  const masterKey = randomBytes(32).toString('base64');
  const settings = {
    DATA_DIR: data,
    DATABASE_URL: postgres.url,
    KEYRING_URL: keyringUrl,
    MASTER_KEY: masterKey,
    CONSENT: 'notice',
  };
  const { promise: drawn, resolve } = Promise.withResolvers<void>();
  const app = createApp(readConfig(settings), new Set(['worker'] as const), (event: LogEvent) => {
    if (event.event === 'task' && event.kind === 'generate') resolve();
  });
  await app.start();
  const asking = (id: string) => ({
    event: { platform: 'telegram', id } as const,
    person: { platform: 'telegram', userId: USER, locale: 'en' } as const,
    address: { platform: 'telegram', chatId: CHAT, threadId: null, replyTo: null, group: true } as const,
  });
  const nothing = { negativePrompt: null, aspectRatio: null, seed: null, count: null, style: null };
  const asked = { ...nothing, prompt: PROMPT, model: 'sketch', resolution: '512' };
  assert.equal((await app.core().chat.requestGeneration(asking('1'), asked)).kind, 'accepted');
  await app.core().chat.openTicket(asking('2'), `my ticket: ${PROMPT}`);
  await drawn;
  assert.equal(await app.close(), true);

  // The rightful owner of the keys reads it.
  const masterKeys = await openMasterKeys({ masterKeys: [masterKey], dataDir: data });
  const keyring = await openKeyring({ url: keyringUrl, environment: 'local', masterKeys }, () => undefined);
  const bucket = sealedBucket(diskBucket(join(data, 'bucket')), keyring);
  const [key = assert.fail()] = await Array.fromAsync(bucket.list('t/'));
  const picture = Buffer.from((await bucket.get(key)) ?? assert.fail());
  assert.equal(picture.subarray(1, 4).toString(), 'PNG');
  await keyring.close();

  const needles: Needle[] = [
    ...[PROMPT, USER, CHAT].map((text) => ({ kind: text, from: 'the chat', text })),
    { kind: 'picture', from: 'the bucket', hex: picture.toString('hex') },
  ];
  const places = {
    databases: [{ called: 'main', url: postgres.url }],
    serverFolder: server,
    redisUrl: null,
    bucketUrl: join(data, 'bucket'),
  };
  const { findings, looked, closed } = await look(needles, places, [data]);
  assert.deepEqual([findings, closed], [[], []]);
  for (const store of ['dump', 'data files', 'write-ahead log', 'bucket'])
    assert.ok((looked.get(store) ?? 0) > 1_000, store);

  // On another machine: the same files, a master key of one's own, and a keyring that is made there.
  await postgres.stop();
  await cp(server, join(elsewhere, 'postgres'), { recursive: true });
  await cp(join(data, 'bucket'), join(elsewhere, 'bucket'), { recursive: true });
  const copy = createApp(readConfig({ DATA_DIR: elsewhere }), new Set(['worker'] as const), () => undefined);
  await assert.rejects(
    copy.start(),
    (error: unknown) => error instanceof StartRefused && /Without those keys nothing in it opens/.test(error.message),
  );
  // Before its folder goes.
  assert.equal(await copy.close(), true);
});
