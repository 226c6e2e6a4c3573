// The product as the pipeline bench runs it: a whole worker process, and a provider that answers at once.

import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import sharp from 'sharp';
import { createApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import type { Asking } from '../src/core/answers.ts';
import type { BulkRunId } from '../src/core/domain/ids.ts';
import type { Wish } from '../src/core/domain/order.ts';
import { CHAT_POOL, FILES_POOL, poolOf } from '../src/core/domain/pools.ts';
import { createLog } from '../src/log.ts';
import { answerParent, clocked } from './children.ts';
import { UNSEALED } from './unsealed.ts';

const SLOTS = 32;
const LOOK_EVERY_MS = 10;
const MODEL = 'sketch';

answerParent(async () => {
  const config = readConfig(process.env);
  const picture = await noise();
  const app = createApp(config, new Set(['worker'] as const), createLog(config.logLevel), {
    provider: { draw: () => Promise.resolve({ bytes: picture, mediaType: 'image/png' }) },
    capacity: { [CHAT_POOL]: 16, [FILES_POOL]: 1, [poolOf(MODEL)]: SLOTS },
    ...(process.env['BENCH_SEALED'] === 'no' && { sealing: UNSEALED }),
  });
  await app.start();
  const watcher = new pg.Client({ connectionString: config.databaseUrl ?? '' });
  await watcher.connect();
  let asked = 0;
  const asking = (chatId: string): Asking => ({
    event: { platform: 'telegram', id: `bench-${(asked += 1)}` },
    person: { platform: 'telegram', userId: chatId, locale: 'en' },
    address: { platform: 'telegram', chatId, threadId: null, replyTo: null, group: false },
  });
  /** Resolves when `text` finds no row any more. */
  const untilNone = async (text: string, values: readonly unknown[] = []): Promise<void> => {
    while ((await watcher.query(text, [...values])).rowCount !== 0) await sleep(LOOK_EVERY_MS);
  };
  let proposed: { id: BulkRunId; chatId: string } | null = null;

  return {
    deeds: {
      /** Reads and prices the file of a run, as /bulk does. */
      async propose({ images, chat: chatId }: { images: number; chat: string }) {
        const lines = Array.from({ length: images }, (_, at) => `a red fox number ${at}`);
        const upload = { name: 'foxes.csv', bytes: Buffer.from(['prompt', ...lines].join('\n')) };
        const answer = await app.core().chat.proposeRun(asking(chatId), upload);
        if (answer.kind !== 'accepted') throw new Error('the run was not proposed');
        if (answer.deliveryId) await app.core().chat.statusShown(answer.deliveryId, null);
        proposed = { id: answer.view.id, chatId };
      },
      /** From Start being pressed until every picture is stored, recorded and paid for. */
      async go() {
        if (!proposed) throw new Error('no run was proposed');
        const { id, chatId } = proposed;
        const taken = await clocked(async () => {
          await app.core().chat.startRun({ ...asking(chatId), message: null }, id, 'all');
          await untilNone(`select from bulk_run where id = $1 and state = 'running'`, [id]);
        });
        // The ZIP is packed and brought before the next pass begins, but not in this figure.
        await untilNone(`select from bulk_run where id = $1 and state <> 'finished'`, [id]);
        await untilNone(`select from delivery where state = 'open' limit 1`);
        const { rows } = await watcher.query(
          `select count(*)::int as images from image where run_id = $1 and state = 'ready' and captured_at is not null`,
          [id],
        );
        return { ...taken, images: rows[0].images };
      },
      /** From the first request until the last picture stands in its chat; `chats` ask one after the other. */
      singles: ({ images, chats }: { images: number; chats: readonly string[] }) =>
        clocked(async () => {
          let left = images;
          await Promise.all(
            chats.map(async (chatId) => {
              while (left > 0) {
                left -= 1;
                const answer = await app.core().chat.requestGeneration(asking(chatId), wish(`a fox for ${chatId}`));
                if (answer.kind === 'accepted' && answer.deliveryId)
                  await app.core().chat.statusShown(answer.deliveryId, null);
              }
            }),
          );
          await untilNone(`select from delivery where state = 'open' limit 1`);
        }),
      verify: () => app.core().verifyLedger(),
    },
    async close() {
      await watcher.end();
      if (!(await app.close())) throw new Error('the program did not close cleanly');
    },
  };
});

function wish(prompt: string): Wish {
  const [negativePrompt, aspectRatio, resolution, seed, count, style] = [null, null, null, null, null, null];
  return { prompt, model: MODEL, negativePrompt, aspectRatio, resolution, seed, count, style };
}

/** A PNG of about a kilobyte: noise, because that does not compress. */
function noise(): Promise<Buffer> {
  const side = 18;
  const raw = Buffer.from(Array.from({ length: side * side * 3 }, (_, at) => (at * 7919 * at) % 251));
  return sharp(raw, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
}
