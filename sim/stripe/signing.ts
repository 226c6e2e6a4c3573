// The `Stripe-Signature` header: a time and one HMAC per secret that is valid in this moment.

import { createHmac } from 'node:crypto';

/** `t=…,v1=…[,v1=…]` over `t.payload`; two secrets sign while one is being rolled over to the other. */
export function signPayload(payload: string, secrets: readonly string[], atS = Math.floor(Date.now() / 1000)): string {
  const signatures = secrets.map(
    (secret) => `v1=${createHmac('sha256', secret).update(`${atS}.${payload}`).digest('hex')}`,
  );
  return [`t=${atS}`, ...signatures].join(',');
}
