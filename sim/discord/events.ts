// What Discord tells an application at its own address, outside the gateway: signed with Ed25519 over time and body.
// https://docs.discord.com/developers/events/webhook-events

import { generateKeyPairSync, sign } from 'node:crypto';
import {
  ApplicationIntegrationType,
  ApplicationWebhookEventType,
  ApplicationWebhookType,
  type APIWebhookEvent,
  type APIWebhookEventBody,
} from 'discord-api-types/v10';
import type { Person } from './person.ts';

/** How wrong a delivery is, on demand. */
type Wrongly = { readonly forged?: true; readonly sentAgoMs?: number };

export type AppEvents = {
  /** As the developer portal shows it, in hex. */
  readonly publicKey: string;
  /**
   * Writes an address into the developer portal, which tries it first: one ping that is signed, and one that is not.
   * Throws when it does not tell them apart.
   */
  subscribe(url: string): Promise<void>;
  /** Takes the application off a person's account, and tells; resolves to the status it was answered with. */
  deauthorize(person: Person, how?: Wrongly): Promise<number>;
  /** Puts it on their account. */
  authorize(person: Person): Promise<number>;
};

export function createAppEvents(applicationId: string): AppEvents {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  let address: string | undefined;

  async function post(url: string, event: APIWebhookEvent, { forged, sentAgoMs = 0 }: Wrongly = {}): Promise<number> {
    const body = JSON.stringify(event);
    const timestamp = String(Math.floor((Date.now() - sentAgoMs) / 1000));
    const signature = sign(null, Buffer.from(`${timestamp}${forged ? '' : body}`), privateKey).toString('hex');
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Discord-Webhook/1.0 (+https://discord.com)',
        'x-signature-ed25519': signature,
        'x-signature-timestamp': timestamp,
      },
      body,
      signal: AbortSignal.timeout(3_000),
    });
    await response.arrayBuffer();
    return response.status;
  }

  const envelope = { version: 1, application_id: applicationId } as const;
  const tell = (event: APIWebhookEventBody, how?: Wrongly): Promise<number> => {
    if (address === undefined) throw new Error('No address is written into the developer portal');
    return post(address, { ...envelope, type: ApplicationWebhookType.Event, event }, how);
  };
  const timestamp = (): string => new Date().toISOString();

  return {
    // The last 32 bytes are the key itself (RFC 8410).
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex'),
    async subscribe(url) {
      const ping = { ...envelope, type: ApplicationWebhookType.Ping, event: undefined } as const;
      const [signed, forged] = [await post(url, ping), await post(url, ping, { forged: true })];
      if (signed !== 204 || forged !== 401)
        throw new Error(`${url} is no address for events: a ping got ${signed}, a forged one ${forged}`);
      address = url;
    },
    deauthorize: ({ user }, how) =>
      tell({ type: ApplicationWebhookEventType.ApplicationDeauthorized, timestamp: timestamp(), data: { user } }, how),
    authorize: ({ user }) =>
      tell({
        type: ApplicationWebhookEventType.ApplicationAuthorized,
        timestamp: timestamp(),
        data: { user, scopes: [], integration_type: ApplicationIntegrationType.UserInstall },
      }),
  };
}
