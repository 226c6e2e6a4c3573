// Configuration: what is accepted, what is refused and how that is said.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { ConfigError, readConfig } from '../src/config.ts';
import { createAuthority } from './support/certificates.ts';

function problems(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

describe('Without any setting', () => {
  test('everything lives below .data and no bot is configured', () => {
    const config = readConfig({});
    assert.equal(config.dataDir, resolve('.data'));
    assert.equal(config.bucketUrl, resolve('.data/bucket'));
    assert.equal(config.databaseUrl, null);
    assert.equal(config.redisUrl, null);
    assert.equal(config.discord, null);
    assert.equal(config.telegram, null);
    assert.equal(config.openai, null);
    assert.equal(config.host, '127.0.0.1');
  });

  test('an empty value, as an .env file has them, counts as none', () => {
    assert.deepEqual(readConfig({ DISCORD_TOKEN: '', PORT: ' ', STARTER_CREDITS: '' }), readConfig({}));
  });
});

describe('Settings', () => {
  test('lead to the platforms and providers they name, at live addresses unless told otherwise', () => {
    const config = readConfig({ DISCORD_TOKEN: 'discord-token', TELEGRAM_TOKEN: `123456:${'a'.repeat(35)}` });
    assert.equal(config.discord?.apiUrl, 'https://discord.com/api');
    assert.equal(config.telegram?.apiUrl, 'https://api.telegram.org');
  });

  test('an image server without a key is enough', () => {
    assert.deepEqual(readConfig({ OPENAI_BASE_URL: 'http://127.0.0.1:8081/v1/' }).openai, {
      apiKey: null,
      baseUrl: 'http://127.0.0.1:8081/v1',
    });
  });

  test('several webhook secrets are separated by commas, so that they can be changed without a gap', () => {
    const config = readConfig({ STRIPE_SECRET_KEY: 'sk_test_1234', STRIPE_WEBHOOK_SECRET: 'whsec_new, whsec_old' });
    assert.deepEqual(config.stripe?.webhookSecrets, ['whsec_new', 'whsec_old']);
  });

  test('say how people pay: by Stripe on Discord, by Stars on Telegram, unless told otherwise', () => {
    const bots = { DISCORD_TOKEN: 'discord-token', TELEGRAM_TOKEN: `123456:${'a'.repeat(35)}` };
    const paying = (more: Record<string, string>) => readConfig({ ...bots, ...more }).payWith;
    assert.deepEqual(readConfig({}).payWith, { discord: [], telegram: [] });
    assert.deepEqual(paying({}), { discord: [], telegram: ['stars'] });
    const key = { STRIPE_SECRET_KEY: 'sk_test_1234' };
    assert.deepEqual(paying(key), { discord: ['stripe'], telegram: ['stars'] });
    assert.deepEqual(paying({ ...key, PAY_TELEGRAM: 'stars, stripe' }).telegram, ['stripe', 'stars']);
    assert.deepEqual(paying({ ...key, PAY_DISCORD: 'none', PAY_TELEGRAM: 'none' }), { discord: [], telegram: [] });
  });

  test('tell a key that moves real money from one for tests', () => {
    assert.equal(readConfig({ STRIPE_SECRET_KEY: 'rk_test_1234' }).stripe?.live, false);
    const live = { STRIPE_SECRET_KEY: 'rk_live_1234', PUBLIC_URL: 'https://easel.example/' };
    assert.equal(readConfig(live).stripe?.live, true);
    assert.equal(readConfig(live).publicUrl, 'https://easel.example');
  });

  test('let pictures be signed by a certificate and its key, from files as well', () => {
    const { certificate, key } = createAuthority().issue();
    assert.equal(readConfig({}).c2pa, null);
    assert.deepEqual(readConfig({ C2PA_CERT: certificate, C2PA_KEY: key }).c2pa, {
      certificate: certificate.trim(),
      key: key.trim(),
    });
    assert.match(problems({ C2PA_KEY: key }), /C2PA_CERT and C2PA_KEY belong together/);
    assert.match(problems({ C2PA_CERT: certificate, C2PA_KEY: 'a key' }), /must be in PEM/);
    const other = createAuthority();
    assert.match(problems({ C2PA_CERT: certificate, C2PA_KEY: other.issue().key }), /is not the key of C2PA_CERT/);
    const old = other.issue({ until: new Date('2026-01-02T03:04:05Z') });
    assert.match(problems({ C2PA_CERT: old.certificate, C2PA_KEY: old.key }), /C2PA_CERT ran out on Jan {1,2}2 .*2026/);
  });

  test('every one of them is in .env.example', () => {
    const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
    const source = readFileSync(new URL('../src/config/environment.ts', import.meta.url), 'utf8');
    const names = [...source.matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name]) => name ?? '');
    assert.ok(names.length > 20);
    assert.deepEqual(
      names.filter((name) => !new RegExp(`^#? ?${name}=`, 'm').test(example)),
      [],
    );
  });
});

describe('Mistakes', () => {
  test('are all reported at once, each with its name', () => {
    const said = problems({
      PORT: 'eighty',
      DATABASE_URL: 'mysql://localhost/easel',
      TELEGRAM_TOKEN: 'hunter2',
      MASTER_KEY: 'c2hvcnQ=',
      LOG_LEVEL: 'loud',
      BUCKET_URL: 'ftp://pictures',
    });
    for (const name of ['PORT', 'DATABASE_URL', 'TELEGRAM_TOKEN', 'MASTER_KEY', 'LOG_LEVEL', 'BUCKET_URL'])
      assert.match(said, new RegExp(`^- ${name} `, 'm'));
  });

  test('never print a secret', () => {
    const said = problems({
      TELEGRAM_TOKEN: 'hunter2',
      DISCORD_TOKEN: 'two words',
      MASTER_KEY: 'c2hvcnQ=',
      STRIPE_SECRET_KEY: 'pk_live_public',
      STRIPE_WEBHOOK_SECRET: 'sesame',
    });
    assert.match(said, /^- STRIPE_SECRET_KEY must look like sk_test_/m);
    assert.match(said, /^- STRIPE_WEBHOOK_SECRET must be/m);
    for (const secret of ['hunter2', 'two words', 'c2hvcnQ=', 'pk_live_public', 'sesame'])
      assert.ok(!said.includes(secret));
  });

  test('in how people pay are found before anybody wants to', () => {
    assert.match(
      problems({ PAY_TELEGRAM: 'stripe,stars' }),
      /^- PAY_TELEGRAM names stripe, which needs STRIPE_SECRET_KEY$/m,
    );
    assert.match(problems({ PAY_DISCORD: 'stripe' }), /^- PAY_DISCORD names stripe/m);
    assert.match(problems({ PAY_DISCORD: 'stars' }), /^- PAY_DISCORD must be stripe, or none$/m);
    assert.match(problems({ PAY_TELEGRAM: 'stars,none' }), /^- PAY_TELEGRAM must be stripe or stars/m);
  });

  test('in where people come back to after paying count when the money is real', () => {
    assert.match(problems({ STRIPE_SECRET_KEY: 'sk_live_1234' }), /^- PUBLIC_URL is needed with a live/m);
    assert.equal(problems({ STRIPE_SECRET_KEY: 'sk_test_1234' }), '');
  });
});

describe('P31: encryption on the way', () => {
  const token = { DISCORD_TOKEN: 'discord-token' };
  const databases = (database: string, keyring = 'postgres://127.0.0.1/keyring') => ({
    DATABASE_URL: database,
    KEYRING_URL: keyring,
  });
  const plain: Record<string, Record<string, string>> = {
    DATABASE_URL: databases('postgres://easel:secret@db.example:5432/easel'),
    KEYRING_URL: databases('postgres://localhost/easel', 'postgres://keys.example/keyring?sslmode=require'),
    REDIS_URL: { REDIS_URL: 'redis://cache.example:6379' },
    BUCKET_URL: { BUCKET_URL: 's3://pictures?endpoint=http%3A%2F%2Fs3.example%3A9000' },
    DISCORD_API_URL: { ...token, DISCORD_API_URL: 'http://discord.example/api' },
    DISCORD_CDN_URL: { ...token, DISCORD_CDN_URL: 'http://cdn.example' },
    TELEGRAM_API_URL: { TELEGRAM_API_URL: 'http://telegram.example' },
    OPENAI_BASE_URL: { OPENAI_BASE_URL: 'http://images.example/v1' },
    STRIPE_API_URL: { STRIPE_API_URL: 'http://stripe.example' },
    PUBLIC_URL: { PUBLIC_URL: 'http://easel.example' },
  };

  test('is asked of every connection that leaves this machine', () => {
    for (const [name, settings] of Object.entries(plain)) {
      const said = problems(settings);
      assert.match(said, new RegExp(`^- ${name} would reach \\S+ unencrypted: (?:add|use) [^\n]+$`), name);
      assert.ok(!said.includes('secret'));
    }
  });

  test('may be left out on the way to hosts that are named, and to no other', () => {
    for (const settings of Object.values(plain)) {
      const host = /reach (\S+) unencrypted/.exec(problems(settings))?.[1] ?? '';
      assert.equal(problems({ ...settings, UNENCRYPTED_HOSTS: `valkey, ${host}` }), '');
      assert.notEqual(problems({ ...settings, UNENCRYPTED_HOSTS: `x${host}` }), '');
    }
  });

  test('is not asked for on this machine, nor twice', () => {
    const safe: Record<string, string>[] = [
      databases('postgres://localhost/easel'),
      databases('postgres://easel@db/easel?host=%2Frun%2Fpostgresql'),
      databases('postgres://db.example/easel?sslmode=verify-full', 'postgres://[::1]/keyring'),
      { REDIS_URL: 'redis://127.0.0.1:6379' },
      { REDIS_URL: 'rediss://cache.example' },
      { BUCKET_URL: 's3://pictures?region=eu-central-1' },
      { BUCKET_URL: 's3://pictures?endpoint=https%3A%2F%2Fs3.example' },
      { BUCKET_URL: '/srv/pictures' },
      { PUBLIC_URL: 'http://127.0.0.2:8080' },
    ];
    for (const settings of safe) assert.equal(problems(settings), '', JSON.stringify(settings));
    for (const host of ['127.0.0.1.example', 'localhost.example'])
      assert.match(problems({ REDIS_URL: `redis://${host}` }), /unencrypted/);
    // What pg goes by is the parameter.
    assert.match(problems(databases('postgres://localhost/easel?host=db.example')), /db\.example unencrypted/);
  });
});

describe('Sealing', () => {
  test('takes a keyring beside a database, which is another one', () => {
    const database = { DATABASE_URL: 'postgres://localhost/easel' };
    assert.match(problems(database), /KEYRING_URL is needed with a DATABASE_URL/);
    assert.match(problems({ ...database, KEYRING_URL: database.DATABASE_URL }), /must lead to another database/);
    assert.equal(problems({ ...database, KEYRING_URL: 'postgres://localhost/keyring' }), '');
    assert.equal(readConfig({}).keyringUrl, null);
  });

  test('takes a master key, and the one before it while it is changed for another', () => {
    const [one, two] = [Buffer.alloc(32, 1).toString('base64'), Buffer.alloc(32, 2).toString('base64')];
    assert.deepEqual(readConfig({}).masterKeys, []);
    assert.deepEqual(readConfig({ MASTER_KEY: one }).masterKeys, [one]);
    assert.deepEqual(readConfig({ MASTER_KEY: `${one}, ${two}` }).masterKeys, [one, two]);
    for (const wrong of [`${one},`, 'short', `${one},short`, Buffer.alloc(31).toString('base64')])
      assert.match(problems({ MASTER_KEY: wrong }), /^- MASTER_KEY must be 32 bytes in base64/);
  });

  test('knows its environment', () => {
    assert.equal(readConfig({}).environment, 'local');
    assert.equal(readConfig({ ENVIRONMENT: 'production' }).environment, 'production');
    assert.match(problems({ ENVIRONMENT: 'a|b' }), /^- ENVIRONMENT must be a short name/);
  });
});

describe('A secret in a file', () => {
  const inFolder = (run: (folder: string) => void): void => {
    const folder = mkdtempSync(join(tmpdir(), 'easel-config-'));
    try {
      run(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  test('is read without the line end that editors add', () => {
    inFolder((folder) => {
      writeFileSync(join(folder, 'token'), 'discord-token\n');
      assert.equal(readConfig({ DISCORD_TOKEN_FILE: join(folder, 'token') }).discord?.token, 'discord-token');
    });
  });

  test('is refused beside the same secret in the environment, when it is empty, and when it is not there', () => {
    inFolder((folder) => {
      writeFileSync(join(folder, 'token'), '\n');
      const file = join(folder, 'token');
      assert.match(problems({ DISCORD_TOKEN: 'discord-token', DISCORD_TOKEN_FILE: file }), /both set/);
      assert.match(problems({ DISCORD_TOKEN_FILE: file }), /empty file/);
      assert.match(problems({ DISCORD_TOKEN_FILE: join(folder, 'none') }), /cannot be read \(ENOENT\)/);
    });
  });
});
