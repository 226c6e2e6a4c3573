// Worker processes killed in the middle of a run: others go on, and every row is drawn, charged and packed once.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createImagesApi } from '../../sim/images/api.ts';
import { createCore } from '../../src/core/core.ts';
import { catalogueFor } from '../../src/core/domain/models.ts';
import { openChime } from '../../src/storage/chime.ts';
import { diskBucket } from '../../src/storage/disk-bucket.ts';
import { sealedBucket } from '../../src/storage/sealed-bucket.ts';
import { coreRig, STARTER_CREDITS } from '../support/core.ts';
import { accountOf, pressing, propose } from '../support/people.ts';
import { until } from '../support/until.ts';
import { backends, emptyRedis } from './backends.ts';
import { startWorkerProcess } from './processes.ts';

const ROWS = 200;
/** Slow enough that eight slots are never done with a run before somebody can be killed. */
const DRAWING_MS = 50;
const SLOTS = 8;

for (const backend of backends(2))
  describe(`on ${backend.name}`, () => {
    test('a run survives a worker that is killed and one that is asked to stop', async (t) => {
      await emptyRedis(backend);
      const images = await createImagesApi();
      images.tinyImages(true);
      images.setLatencyMs(DRAWING_MS);
      const rig = await coreRig(t, { catalogue: catalogueFor(new Set(['openai', 'sketch']), 0) });
      const chime = await openChime(rig.url, () => {});
      const folder = await mkdtemp(join(tmpdir(), 'easel-killed-'));
      const bucket = sealedBucket(diskBucket(folder, { durable: false }), rig.seals);
      t.after(async () => {
        await chime.close();
        await images.close();
        await bucket.close();
        await rm(folder, { recursive: true, force: true });
      });
      const settings = {
        ...rig.settings,
        BUCKET_URL: folder,
        DATA_DIR: folder,
        OPENAI_BASE_URL: images.baseUrl,
        OPENAI_API_KEY: images.apiKey,
        ...(backend.redisUrl !== null && { REDIS_URL: backend.redisUrl }),
      };
      const first = await startWorkerProcess(t, settings);

      // The chat side runs here, with the workers' bucket.
      const chatSide = { ...rig, core: createCore({ ...rig.ports, bucket, doorbell: chime }) };
      const { view } = await propose(chatSide, ['prompt', ...Array.from({ length: ROWS }, (_, at) => `fox ${at}`)]);
      await chatSide.core.chat.startRun(pressing(), view.id, 'all');
      await images.until((api) => api.imageCount >= 30);
      assert.equal(await first.end('SIGKILL'), 'SIGKILL');

      const [second, third] = await Promise.all([startWorkerProcess(t, settings), startWorkerProcess(t, settings)]);
      await images.until((api) => api.imageCount >= 120, { timeoutMs: 60_000 });
      assert.equal(await second.end('SIGTERM'), 0);
      await until(chime, 'the ZIP', async () => (await rig.store.runs.find(view.id))?.state === 'finished');
      assert.equal(await third.end('SIGTERM'), 0);

      // What the killed worker was drawing is drawn again; nothing else is, and nobody pays twice.
      assert.ok(images.callCount <= ROWS + SLOTS, `${images.callCount} pictures were asked for`);
      const tally = await rig.store.runs.tally(view.id);
      assert.deepEqual(tally, {
        owed: 0,
        ready: ROWS,
        failed: 0,
        cancelled: 0,
        uncapturedImages: 0,
        gone: 0,
        capturedCredits: ROWS,
      });
      assert.equal((await rig.store.ledger.read(await accountOf(rig))).available, STARTER_CREDITS - ROWS);
      assert.deepEqual(await rig.core.verifyLedger(), []);
      const keys = await Array.fromAsync(bucket.list(`t/${await accountOf(rig)}/images/`));
      assert.equal(keys.length, ROWS);
      const { rows } = await rig.database.pool.query(
        `select state, count(*)::int from task where kind <> 'deliver' group by 1`,
      );
      assert.deepEqual(rows, [{ state: 'done', count: ROWS + 1 }]);
    });
  });
