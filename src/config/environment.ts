// The settings as they stand in the environment: what each may be by itself, and what it has to be called when it is not.

import { z } from 'zod';
import type { Rail } from '../core/payment-ports.ts';

/** Values that may also come from a file named by `<NAME>_FILE`, as container platforms mount them. */
export const SECRETS = [
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

export const Environment = z.object({
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

/** The environment as it was read. */
export type Read = z.infer<typeof Environment>;
