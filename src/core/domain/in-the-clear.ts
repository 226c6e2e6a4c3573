// Which addresses lead off this machine without encryption: what people write does not travel like that.

const SAFE_SCHEMES = new Set(['https:', 'rediss:', 'file:']);
/** What libpq and pg call it when the server's certificate and its name are checked; less than that can be listened to. */
const CHECKED_TLS = 'verify-full';

/** Settings that lead somewhere, and what makes the way there a safe one. */
const CONNECTIONS = {
  DATABASE_URL: 'add sslmode=verify-full',
  MIGRATE_URL: 'add sslmode=verify-full',
  KEYRING_URL: 'add sslmode=verify-full',
  REDIS_URL: 'use rediss://',
  BUCKET_URL: 'use an https:// endpoint',
  DISCORD_API_URL: 'use https://',
  DISCORD_CDN_URL: 'use https://',
  TELEGRAM_API_URL: 'use https://',
  OPENAI_BASE_URL: 'use https://',
  STRIPE_API_URL: 'use https://',
  PUBLIC_URL: 'use https://',
} as const;

/**
 * What people write goes over a network encrypted, to a server whose certificate is checked; one line for each setting with
 * which it would not.
 * @param allowed hosts on a network that nobody else is on
 */
export function problemsOnTheWay(
  settings: Readonly<Partial<Record<keyof typeof CONNECTIONS, string | undefined>>>,
  allowed: readonly string[],
): string[] {
  return (Object.keys(CONNECTIONS) as (keyof typeof CONNECTIONS)[]).flatMap((name) => {
    const host = inTheClear(settings[name] ?? '');
    if (host === null || allowed.includes(host)) return [];
    return [
      `${name} would reach ${host} unencrypted: ${CONNECTIONS[name]}, or list the host in UNENCRYPTED_HOSTS if nobody else is on that network`,
    ];
  });
}

/**
 * The host that an address would reach in the clear; null where it is encrypted, or never leaves this machine.
 * @param address an http, postgres, redis or s3 URL, or a path
 */
function inTheClear(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (SAFE_SCHEMES.has(url.protocol)) return null;
  if (url.protocol === 's3:') {
    const endpoint = url.searchParams.get('endpoint');
    return endpoint === null ? null : inTheClear(endpoint);
  }
  if (url.protocol === 'postgres:' || url.protocol === 'postgresql:') {
    // A parameter wins over the authority, as it does for libpq; a path is a socket.
    const host = url.searchParams.get('host') ?? decodeURIComponent(url.hostname);
    if (host.startsWith('/') || url.searchParams.get('sslmode') === CHECKED_TLS) return null;
    return beyond(host);
  }
  return beyond(url.hostname);
}

/** Null for this machine itself. */
function beyond(host: string): string | null {
  return host === '' || host === 'localhost' || host === '[::1]' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)
    ? null
    : host;
}
