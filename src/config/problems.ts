// What settings may not be together, where each of them is well by itself; in words for whoever runs the program.

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { problemsOnTheWay } from '../core/domain/in-the-clear.ts';
import type { Read } from './environment.ts';

/** Every one there is; none where the program can start. */
export function problemsOf(read: Read): string[] {
  return [
    ...problemsOfSealing(read),
    ...problemsOnTheWay(read, read.UNENCRYPTED_HOSTS),
    ...problemsOfPaying(read),
    ...problemsOfSigning(read),
  ];
}

/** Whether a key of Stripe moves real money. */
export function isLive(stripeKey: string | undefined): boolean {
  return stripeKey?.includes('_live_') ?? false;
}

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
