// The methods that choose how updates travel: long polling or a webhook.

import type { Update, WebhookInfo } from '@grammyjs/types';
import { isUpdateKind, type UpdateKind } from './feed.ts';
import type { MethodCall } from './params.ts';
import type { Realm } from './realm.ts';
import { badRequest } from './refusals.ts';
import { createWebhook, type Webhook, type WebhookReply } from './webhook.ts';

export type Hooks = {
  getUpdates(call: MethodCall, gone: AbortSignal): Promise<Update[]>;
  setWebhook(call: MethodCall): Promise<true>;
  deleteWebhook(call: MethodCall): Promise<true>;
  getWebhookInfo(): WebhookInfo;
  close(): Promise<void>;
};

export function createHooks(realm: Realm, options: { webhookRetryAfterMs: number; reply: WebhookReply }): Hooks {
  let webhook: Webhook | undefined;

  async function remove(): Promise<void> {
    const old = webhook;
    webhook = undefined;
    realm.feed.useOutlet(undefined);
    realm.feed.restore((await old?.close()) ?? []);
  }

  return {
    getUpdates({ params }, gone) {
      const { offset, limit, timeout } = params;
      const kinds = readKinds(params);
      return realm.feed.poll(
        {
          ...(typeof offset === 'number' ? { offset } : {}),
          ...(typeof limit === 'number' ? { limit } : {}),
          ...(typeof timeout === 'number' ? { timeout } : {}),
          ...(kinds ? { allowed_updates: kinds } : {}),
        },
        gone,
      );
    },
    async setWebhook({ params }) {
      const url = params['url'];
      const secretToken = params['secret_token'];
      if (url !== undefined && typeof url !== 'string') throw badRequest('bad webhook: URL must be a string');
      if (url && !isReachable(url)) throw badRequest('bad webhook: An HTTPS URL must be provided for webhook');
      if (
        secretToken !== undefined &&
        !(typeof secretToken === 'string' && /^[A-Za-z0-9_-]{1,256}$/u.test(secretToken))
      )
        throw badRequest('secret token contains unallowed characters');
      await remove();
      if (params['drop_pending_updates'] === true) realm.feed.forgetPending();
      realm.feed.allow(readKinds(params));
      if (!url) return true;
      webhook = createWebhook(
        { url, secretToken: secretToken || undefined, retryAfterMs: options.webhookRetryAfterMs },
        { now: () => realm.clock.now(), onChange: () => realm.changes.announce(), reply: options.reply },
      );
      realm.feed.useOutlet(webhook);
      return true;
    },
    async deleteWebhook({ params }) {
      await remove();
      if (params['drop_pending_updates'] === true) realm.feed.forgetPending();
      return true;
    },
    getWebhookInfo() {
      const error = webhook?.lastError();
      const kinds = realm.feed.allowed();
      return {
        url: webhook?.url ?? '',
        has_custom_certificate: false,
        pending_update_count: realm.feed.pendingCount(),
        ...(webhook ? { max_connections: 40 } : {}),
        ...(error ? { last_error_date: Math.floor(error.atMs / 1000), last_error_message: error.message } : {}),
        ...(kinds.length > 0 ? { allowed_updates: [...kinds] } : {}),
      };
    },
    async close() {
      realm.feed.close();
      await webhook?.close();
    },
  };
}

/** Telegram wants HTTPS. This machine's own address is let through, since tests have no certificate. */
function isReachable(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(hostname));
}

function readKinds(params: MethodCall['params']): UpdateKind[] | undefined {
  const kinds = params['allowed_updates'];
  if (kinds === undefined) return undefined;
  if (!Array.isArray(kinds)) throw badRequest("can't parse allowed updates list JSON object");
  // Names Telegram does not know are ignored.
  return kinds.filter((kind) => isUpdateKind(kind));
}
