// Configuration: the environment in, a checked Config out; every problem is reported at once and no secret is ever printed.

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { Platform } from './core/domain/chat.ts';
import { problemsOnTheWay } from './core/domain/in-the-clear.ts';
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

/** Values that may also come from a file named by `<NAME>_FILE`, as container platforms mount them. */
const SECRETS = [
  'DATABASE_URL',
  'MIGRATE_URL',
  'KEYRING_URL',
  'REDIS_URL',
  'DISCORD_TOKEN',
  'TELEGRAM_TOKEN',
  'OPENAI_API_KEY',
  'C2PA_CERT',
  'C2PA_KEY',
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRET',
  'MASTER_KEY',
] as const;

const url = (...schemes: readonly string[]) =>
  z.string().refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol.replace(':', '')), {
    message: `must be a URL starting with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
  });
/** Clients append paths to these, and some refuse a slash of our own. */
const baseUrl = () => url('http', 'https').transform((text) => text.replace(/\/+$/, ''));
const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= min && value <= max, { message: `must be between ${min} and ${max}` });
/** `stripe,stars`, in any order; `none` is an empty list. */
const rails = <R extends Rail>(...known: readonly R[]) =>
  z
    .string()
    .transform((text) => text.split(',').map((name) => name.trim()))
    .refine((names) => names.join() === 'none' || names.every((name) => known.some((rail) => rail === name)), {
      message: `must be ${known.join(' or ')}${known.length > 1 ? ', or both with a comma between them' : ''}, or none`,
    })
    .transform((names) => known.filter((rail) => names.includes(rail)));
const token = z.string().regex(/^\S{8,}$/, 'must be at least 8 characters without spaces');

const Environment = z.object({
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: url('postgres', 'postgresql').optional(),
  MIGRATE_URL: url('postgres', 'postgresql').optional(),
  KEYRING_URL: url('postgres', 'postgresql').optional(),
  ENVIRONMENT: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be a short name of small letters, digits and hyphens')
    .default('local'),
  REDIS_URL: url('redis', 'rediss').optional(),
  BUCKET_URL: z
    .string()
    .refine((text) => !text.includes('://') || /^(?:s3|file):\/\//.test(text), {
      message: 'must be a folder, a file:// URL or an s3:// URL',
    })
    .optional(),
  DISCORD_TOKEN: token.optional(),
  DISCORD_PUBLIC_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'must be 64 hexadecimal digits, as the developer portal shows it')
    .optional(),
  DISCORD_API_URL: baseUrl().default('https://discord.com/api'),
  DISCORD_CDN_URL: baseUrl().default('https://cdn.discordapp.com'),
  TELEGRAM_TOKEN: z
    .string()
    .regex(/^\d+:[\w-]{20,}$/, 'must look like 123456789:AA… as BotFather gives it')
    .optional(),
  TELEGRAM_API_URL: baseUrl().default('https://api.telegram.org'),
  OPENAI_API_KEY: token.optional(),
  OPENAI_BASE_URL: baseUrl().optional(),
  C2PA_CERT: z.string().optional(),
  C2PA_KEY: z.string().optional(),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(
      /^(?:sk|rk)_(?:test|live)_\w+$/,
      'must look like sk_test_…, sk_live_…, rk_test_… or rk_live_… as Stripe gives it',
    )
    .optional(),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((secret) => secret.trim())
        .filter((secret) => secret !== ''),
    )
    .refine((secrets) => secrets.every((secret) => /^whsec_\S+$/.test(secret)), {
      message: 'must be one or more secrets that start with whsec_, separated by commas',
    })
    .default([]),
  STRIPE_API_URL: baseUrl().default('https://api.stripe.com'),
  PAY_DISCORD: rails('stripe').optional(),
  PAY_TELEGRAM: rails('stripe', 'stars').optional(),
  SUPPORT_CONTACT: z.string().max(200, 'must be at most 200 characters').optional(),
  CONSENT: z.enum(['ask', 'notice'], 'must be ask or notice').default('ask'),
  PUBLIC_URL: baseUrl().optional(),
  UNENCRYPTED_HOSTS: z
    .string()
    .transform((text) => text.split(',').map((host) => host.trim()))
    .default([]),
  HOST: z.string().default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(8080),
  MASTER_KEY: z
    .string()
    .transform((text) => text.split(',').map((key) => key.trim()))
    .refine((keys) => keys.every((key) => /^[\w+/-]{43}=?$/.test(key) && Buffer.from(key, 'base64').length === 32), {
      message: 'must be 32 bytes in base64; with a new one, that and the old one with a comma between them',
    })
    .default([]),
  STARTER_CREDITS: wholeNumber(0, 1_000_000).default(25),
  STARTER_GRANTS_PER_HOUR: wholeNumber(0, 1_000_000).default(500),
  SKETCH_CREDITS: wholeNumber(0, 1_000).default(0),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

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
  else
    problems.push(
      ...problemsOfSealing(checked.data),
      ...problemsOnTheWay(checked.data, checked.data.UNENCRYPTED_HOSTS),
      ...problemsOfPaying(checked.data),
      ...problemsOfSigning(checked.data),
    );
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

type Read = z.infer<typeof Environment>;

/** Whoever copies one database, or its backup, is not to have both what is sealed and its keys. */
function problemsOfSealing({ DATABASE_URL: database, KEYRING_URL: keyring }: Read): string[] {
  if (database !== undefined && keyring === undefined)
    return [
      'KEYRING_URL is needed with a DATABASE_URL: what people write is sealed, with keys that are kept in another database, best on another server',
    ];
  if (database !== undefined && database === keyring)
    return ['KEYRING_URL must lead to another database than DATABASE_URL'];
  return [];
}

/** What each setting allows by itself and the others do not. */
function problemsOfPaying(read: Read): string[] {
  const problems: string[] = [];
  for (const name of ['PAY_DISCORD', 'PAY_TELEGRAM'] as const)
    if (read[name]?.some((rail) => rail === 'stripe') && !read.STRIPE_SECRET_KEY)
      problems.push(`${name} names stripe, which needs STRIPE_SECRET_KEY`);
  if (isLive(read.STRIPE_SECRET_KEY) && !read.PUBLIC_URL)
    problems.push('PUBLIC_URL is needed with a live STRIPE_SECRET_KEY: it is where people come back to after paying');
  return problems;
}

/** A picture that cannot be signed is not brought to anybody, so it is said before the first one. */
function problemsOfSigning({ C2PA_CERT: certificate, C2PA_KEY: key }: Read): string[] {
  if (!certificate && !key) return [];
  if (!certificate || !key) return ['C2PA_CERT and C2PA_KEY belong together: set both or neither'];
  try {
    const signer = new X509Certificate(certificate);
    if (!signer.checkPrivateKey(createPrivateKey(key))) return ['C2PA_KEY is not the key of C2PA_CERT'];
    return signer.validToDate < new Date() ? [`C2PA_CERT ran out on ${signer.validTo}`] : [];
  } catch {
    return ['C2PA_CERT and C2PA_KEY must be in PEM, the certificate of the signer first'];
  }
}

function isLive(stripeKey: string | undefined): boolean {
  return stripeKey?.includes('_live_') ?? false;
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
