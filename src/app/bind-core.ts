// The core, bound to everything it asks for: what draws, what keeps, what brings, and what is paid with.

import { randomInt } from 'node:crypto';
import { DISCORD_PART_BYTES, discordMessenger } from '../bots/discord/messenger.ts';
import { TELEGRAM_PART_BYTES, telegramMessenger } from '../bots/telegram/messenger.ts';
import { telegramStars } from '../bots/telegram/stars.ts';
import type { Config } from '../config.ts';
import { createCore, type Core } from '../core/core.ts';
import { catalogueFor, type ProviderName } from '../core/domain/models.ts';
import { SEED_MAX } from '../core/domain/order.ts';
import { NOTICE_VERSIONS } from '../core/notice-versions.ts';
import type { Payments } from '../core/payment-ports.ts';
import type { Bucket, Chime, ImageProvider, Log } from '../core/ports.ts';
import { createArchivist } from '../files/archivist.ts';
import { c2paSigner } from '../files/c2pa.ts';
import { createTableReader } from '../files/table-reader.ts';
import type { Capacity } from '../jobs/capacity.ts';
import type { Closers } from '../lifecycle.ts';
import { createOpenAiImages } from '../providers/openai.ts';
import { createRouter } from '../providers/router.ts';
import { createSketch } from '../providers/sketch/sketch.ts';
import { forPeople } from '../storage/account-context.ts';
import { openBucket } from '../storage/bucket.ts';
import type { OpenKeyring } from '../storage/keyring.ts';
import { sealedBucket } from '../storage/sealed-bucket.ts';
import type { Stores } from '../storage/stores.ts';
import { clock, newId } from './machine.ts';

const OPENAI_TIMEOUT_MS = 180_000;
export const SKETCH_THREADS = 2;

/** Parts of the program that a bench or a test may bring instead of the product's own. */
export type Overrides = {
  readonly provider?: ImageProvider;
  readonly capacity?: Capacity;
  /** What a bench compares sealing with. */
  readonly sealing?: { keyring(opened: OpenKeyring): OpenKeyring; bucket(kept: Bucket): Bucket };
};

export async function bindCore(
  config: Config,
  { store, storeOf }: Stores,
  keyring: OpenKeyring,
  doorbell: Chime,
  payments: Payments | null,
  closers: Closers,
  log: Log,
  { provider, sealing }: Overrides,
): Promise<Core> {
  const kept = openBucket(config.bucketUrl);
  const bucket = sealing?.bucket(kept) ?? sealedBucket(kept, keyring);
  closers.add('bucket', () => bucket.close());
  const signer = config.c2pa && c2paSigner(config.c2pa);
  if (signer) closers.add('signer', () => signer.close());
  const sketch = createSketch({ threads: SKETCH_THREADS });
  closers.add('sketch', () => sketch.close());
  const openai =
    config.openai &&
    createOpenAiImages({
      baseUrl: config.openai.baseUrl,
      ...(config.openai.apiKey && { apiKey: config.openai.apiKey }),
      timeoutMs: OPENAI_TIMEOUT_MS,
    });
  const configured = new Set<ProviderName>(openai ? ['openai', 'sketch'] : ['sketch']);
  const catalogue = catalogueFor(configured, config.sketchCredits);
  log({ event: 'notice', about: 'default-model', value: catalogue[0]?.name ?? 'none' });
  return forPeople(
    createCore({
      store,
      storeOf,
      bucket,
      keyring,
      provider: provider ?? createRouter({ sketch, ...(openai && { openai }) }),
      messengers: {
        ...(config.discord && { discord: discordMessenger({ ...config.discord, clock }) }),
        ...(config.telegram && { telegram: telegramMessenger(config.telegram) }),
      },
      tables: createTableReader(),
      archivist: createArchivist(() => clock.now(), signer),
      doorbell,
      clock,
      newId,
      newSeed: () => randomInt(0, SEED_MAX),
      log,
      catalogue,
      starterCredits: config.starterCredits,
      starterGrantsPerHour: config.starterGrantsPerHour,
      payments,
      stars: config.telegram && telegramStars(config.telegram),
      rails: config.payWith,
      mark: ({ platform, userId }) => keyring.mark(platform, userId),
      supportContact: config.supportContact,
      downloadUrl: config.publicUrl === null ? null : `${config.publicUrl}/download`,
      noticeUrl: config.publicUrl === null ? null : `${config.publicUrl}/privacy`,
      consent: config.consent,
      noticeVersions: NOTICE_VERSIONS,
      maxPartBytes: { discord: DISCORD_PART_BYTES, telegram: TELEGRAM_PART_BYTES },
    }),
  );
}
