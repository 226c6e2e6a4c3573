// Configuration: the environment in, a checked Config out; every problem is reported at once and no secret is ever printed.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Environment, SECRETS, type Read } from './config/environment.ts';
import { isLive, problemsOf } from './config/problems.ts';
import type { Platform } from './core/domain/chat.ts';
import type { Rail } from './core/payment-ports.ts';

export const ROLES = ['all', 'bots', 'worker', 'web', 'migrate'] as const;
export type Role = (typeof ROLES)[number];

export type Config = {
  readonly dataDir: string;
  /** Null: the embedded server below dataDir. */
  readonly databaseUrl: string | null;
  /** The same database for who owns its tables, where DATABASE_URL is for somebody who only works on them. */
  readonly migrateUrl: string | null;
  /** Null: a second database of the embedded server. */
  readonly keyringUrl: string | null;
  /** What is sealed in one environment opens in no other. */
  readonly environment: string;
  /** Null: the queue lives in the same Postgres. */
  readonly redisUrl: string | null;
  readonly bucketUrl: string;
  readonly discord: {
    readonly token: string;
    readonly apiUrl: string;
    readonly cdnUrl: string;
    /** With which Discord signs what it tells us outside its gateway, in hex; null where it is to tell nothing. */
    readonly publicKey: string | null;
  } | null;
  readonly telegram: { readonly token: string; readonly apiUrl: string } | null;
  readonly openai: { readonly apiKey: string | null; readonly baseUrl: string } | null;
  /** What signs C2PA manifests, both in PEM; null where pictures carry none. */
  readonly c2pa: { readonly certificate: string; readonly key: string } | null;
  readonly stripe: {
    readonly secretKey: string;
    /** Several while one is being changed for another. */
    readonly webhookSecrets: readonly string[];
    readonly apiUrl: string;
    /** Whether the key moves real money. */
    readonly live: boolean;
  } | null;
  /** How people may pay, by platform; empty where nothing is sold. */
  readonly payWith: Readonly<Record<Platform, readonly Rail[]>>;
  /** Shown with the number of a ticket: where else a person may write. */
  readonly supportContact: string | null;
  /** Whether people are asked to agree to the privacy notice, or use is agreement and the first answer points to it. */
  readonly consent: 'ask' | 'notice';
  readonly publicUrl: string | null;
  readonly host: string;
  readonly port: number;
  /** In base64, the current one first; empty where they are in a file below dataDir. */
  readonly masterKeys: readonly string[];
  readonly starterCredits: number;
  /** How many newcomers get their starter credits within an hour; the others get them later. */
  readonly starterGrantsPerHour: number;
  readonly sketchCredits: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
};

/** Thrown with every problem found, one a line, in words for whoever runs the program. */
export class ConfigError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.map((problem) => `- ${problem}`).join('\n'));
    this.name = 'ConfigError';
  }
}

/**
 * Reads and checks the environment. An empty value counts as not set, as in an .env file.
 * @throws ConfigError listing every problem
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const given: Record<string, string> = {};
  for (const name of Object.keys(Environment.shape)) {
    const value = environment[name]?.trim();
    if (value) given[name] = value;
  }
  for (const name of SECRETS) {
    const file = environment[`${name}_FILE`]?.trim();
    if (!file) continue;
    if (given[name] !== undefined) problems.push(`${name} and ${name}_FILE are both set: keep one`);
    else readSecret(name, file, given, problems);
  }
  const checked = Environment.safeParse(given);
  if (!checked.success)
    problems.push(...checked.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`));
  else problems.push(...problemsOf(checked.data));
  if (!checked.success || problems.length > 0) throw new ConfigError(problems);
  return toConfig(checked.data);
}

function readSecret(name: string, file: string, given: Record<string, string>, problems: string[]): void {
  try {
    const value = readFileSync(file, 'utf8').trim();
    if (value) given[name] = value;
    else problems.push(`${name}_FILE names an empty file`);
  } catch (error) {
    problems.push(`${name}_FILE cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'})`);
  }
}

function toConfig(read: Read): Config {
  const dataDir = resolve(read.DATA_DIR);
  return {
    dataDir,
    databaseUrl: read.DATABASE_URL ?? null,
    migrateUrl: read.MIGRATE_URL ?? null,
    keyringUrl: read.KEYRING_URL ?? null,
    environment: read.ENVIRONMENT,
    redisUrl: read.REDIS_URL ?? null,
    bucketUrl: read.BUCKET_URL ?? `${dataDir}/bucket`,
    discord: read.DISCORD_TOKEN
      ? {
          token: read.DISCORD_TOKEN,
          apiUrl: read.DISCORD_API_URL,
          cdnUrl: read.DISCORD_CDN_URL,
          publicKey: read.DISCORD_PUBLIC_KEY ?? null,
        }
      : null,
    telegram: read.TELEGRAM_TOKEN ? { token: read.TELEGRAM_TOKEN, apiUrl: read.TELEGRAM_API_URL } : null,
    // A self-hosted server often needs no key, so an address alone is enough.
    openai:
      read.OPENAI_API_KEY || read.OPENAI_BASE_URL
        ? { apiKey: read.OPENAI_API_KEY ?? null, baseUrl: read.OPENAI_BASE_URL ?? 'https://api.openai.com/v1' }
        : null,
    c2pa: read.C2PA_CERT && read.C2PA_KEY ? { certificate: read.C2PA_CERT, key: read.C2PA_KEY } : null,
    stripe: read.STRIPE_SECRET_KEY
      ? {
          secretKey: read.STRIPE_SECRET_KEY,
          webhookSecrets: read.STRIPE_WEBHOOK_SECRET,
          apiUrl: read.STRIPE_API_URL,
          live: isLive(read.STRIPE_SECRET_KEY),
        }
      : null,
    payWith: {
      discord: read.DISCORD_TOKEN ? (read.PAY_DISCORD ?? (read.STRIPE_SECRET_KEY ? ['stripe'] : [])) : [],
      // Telegram's terms want Stars for digital goods, so a link to Stripe is there only where somebody asked for it.
      telegram: read.TELEGRAM_TOKEN ? (read.PAY_TELEGRAM ?? ['stars']) : [],
    },
    supportContact: read.SUPPORT_CONTACT ?? null,
    consent: read.CONSENT,
    publicUrl: read.PUBLIC_URL ?? null,
    host: read.HOST,
    port: read.PORT,
    masterKeys: read.MASTER_KEY,
    starterCredits: read.STARTER_CREDITS,
    starterGrantsPerHour: read.STARTER_GRANTS_PER_HOUR,
    sketchCredits: read.SKETCH_CREDITS,
    logLevel: read.LOG_LEVEL,
  };
}
