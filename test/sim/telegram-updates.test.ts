// Updates of the simulated Telegram: at least once, in order, by polling or by webhook, and never two listeners.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import type { Update } from 'grammy/types';
import { refusal, setTheStage } from './telegram-setup.ts';

test('updates stay until an offset confirms them', async (t) => {
  const { api, ada, world } = await setTheStage(t);
  ada.send('one');
  ada.send('two');
  const first = await api.getUpdates({ limit: 2 });
  assert.deepEqual(
    first.map((update) => update.message?.text),
    ['/start', 'one'],
  );
  assert.deepEqual(await api.getUpdates({ limit: 2 }), first);
  const offset = (first.at(-1)?.update_id ?? 0) + 1;
  const rest = await api.getUpdates({ offset });
  assert.deepEqual(
    rest.map((update) => update.message?.text),
    ['two'],
  );
  assert.equal(world.pendingUpdates(), 1);
});

test('a negative offset forgets all but the last updates', async (t) => {
  const { api, ada, world } = await setTheStage(t);
  ada.send('one');
  ada.send('two');
  const last = await api.getUpdates({ offset: -1 });
  assert.deepEqual(
    last.map((update) => update.message?.text),
    ['two'],
  );
  assert.equal(world.pendingUpdates(), 1);
});

test('a long poll answers as soon as somebody writes', async (t) => {
  const { api, ada, world } = await setTheStage(t);
  const offset = (world.updates.at(-1)?.update_id ?? 0) + 1;
  const polling = api.getUpdates({ offset, timeout: 50 });
  await world.listening();
  ada.send('hello');
  const [update] = await polling;
  assert.equal(update?.message?.text, 'hello');
});

test('a second poller ends the first one with a conflict', async (t) => {
  const { api, world } = await setTheStage(t);
  const offset = (world.updates.at(-1)?.update_id ?? 0) + 1;
  const first = assert.rejects(
    api.getUpdates({ offset, timeout: 50 }),
    refusal(409, 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running'),
  );
  await world.listening();
  await api.getUpdates({ offset });
  await first;
});

test('polling is refused while a webhook is set', async (t) => {
  const { api } = await setTheStage(t);
  await api.setWebhook('https://bot.example/hook', { drop_pending_updates: true });
  await assert.rejects(
    api.getUpdates(),
    refusal(
      409,
      "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    ),
  );
  await api.deleteWebhook();
  assert.deepEqual(await api.getUpdates(), []);
});

test('a bot gets only the kinds of updates it asked for', async (t) => {
  const { api, ada, world } = await setTheStage(t);
  await api.getUpdates({ allowed_updates: ['callback_query'] });
  const before = world.updates.length;
  assert.equal(ada.send('not asked for').update, undefined);
  assert.equal(world.updates.length, before);
});

test('an update is delivered again under the same id, even after it was confirmed', async (t) => {
  const { api, ada, world } = await setTheStage(t);
  const { update } = ada.send('/imagine a fox');
  assert.ok(update);
  const offset = update.update_id + 1;
  await api.getUpdates({ offset });
  world.redeliver(update);
  assert.deepEqual(await api.getUpdates({ offset }), [update]);
  assert.deepEqual(await api.getUpdates({ offset }), []);
});

test('privacy mode keeps from the bot what is not for it', async (t) => {
  const { api, ada, world } = await setTheStage(t);
  const group = world.group({ title: 'Painters' }, ada);
  const heard = (text: string) => ada.send(text, { chat: group }).update !== undefined;
  assert.equal(heard('just talking'), false);
  assert.equal(heard('/imagine a fox'), true);
  assert.equal(heard(`/imagine@${world.bot.username} a fox`), true);
  assert.equal(heard('/imagine@other_bot a fox'), false);
  await api.sendMessage(group.id, 'What shall I draw?');
  const question = await group.nextMessage();
  const answer = ada.send('a fox', { chat: group, replyTo: question });
  assert.equal(answer.update?.message?.reply_to_message?.message_id, question.id);
});

test('a bot without privacy mode hears everything', async (t) => {
  const { ada, world } = await setTheStage(t, { privacyMode: false });
  const group = world.group({ title: 'Painters' }, ada);
  assert.ok(ada.send('just talking', { chat: group }).update);
});

test('a webhook gets what was waiting and what comes, with the secret', async (t) => {
  const { api, ada } = await setTheStage(t);
  const hook = await listen(t, () => 200);
  await api.setWebhook(hook.url, { secret_token: 'hush-hush' });
  ada.send('hello');
  const [first, second] = [await hook.next(), await hook.next()];
  assert.deepEqual([first.update.message?.text, second.update.message?.text], ['/start', 'hello']);
  assert.equal(first.request.headers['x-telegram-bot-api-secret-token'], 'hush-hush');
});

test('a webhook that fails gets the same update again', async (t) => {
  const { api, world } = await setTheStage(t, { webhookRetryAfterMs: 1 });
  const statuses = [500, 302, 200];
  const hook = await listen(t, () => statuses.shift() ?? 200);
  await api.setWebhook(hook.url);
  const tries = [await hook.next(), await hook.next(), await hook.next()];
  assert.equal(new Set(tries.map(({ update }) => update.update_id)).size, 1);
  assert.equal(tries[0]?.update.update_id, world.updates[0]?.update_id);
  const info = await api.getWebhookInfo();
  assert.match(info.last_error_message ?? '', /Wrong response from the webhook: 302/);
});

test('what a webhook never took is there for polling afterwards', async (t) => {
  const { api } = await setTheStage(t, { webhookRetryAfterMs: 1 });
  const hook = await listen(t, () => 503);
  await api.setWebhook(hook.url);
  await hook.next();
  await api.deleteWebhook();
  const [update] = await api.getUpdates();
  assert.equal(update?.message?.text, '/start');
  assert.deepEqual(await api.getUpdates(), [update]);
});

test('an answer of the webhook may be a method call', async (t) => {
  const { api, ada } = await setTheStage(t);
  const hook = await listen(t, () => 200, { method: 'sendMessage', chat_id: ada.id, text: 'Hello Ada' });
  await api.setWebhook(hook.url);
  await ada.chat.nextMessage((message) => message.text === 'Hello Ada');
});

test('a webhook must be HTTPS, and its secret plain', async (t) => {
  const { api } = await setTheStage(t);
  await assert.rejects(
    api.setWebhook('http://bot.example/hook'),
    refusal(400, 'Bad Request: bad webhook: An HTTPS URL must be provided for webhook'),
  );
  await assert.rejects(
    api.setWebhook('https://bot.example/hook', { secret_token: 'not allowed' }),
    refusal(400, 'Bad Request: secret token contains unallowed characters'),
  );
});

type Delivery = { request: IncomingMessage; update: Update };

/** A web server that answers deliveries with the next status and hands them to the test in order. */
async function listen(
  t: TestContext,
  nextStatus: () => number,
  answer?: unknown,
): Promise<{ url: string; next(): Promise<Delivery> }> {
  const arrived: Delivery[] = [];
  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    arrived.push({ request, update: Object(await json(request)) });
    response.writeHead(nextStatus(), { 'content-type': 'application/json' });
    response.end(answer === undefined ? '' : JSON.stringify(answer));
    server.emit('delivery');
  }
  const server = createServer((request, response) => void take(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    async next() {
      if (arrived.length === 0) await once(server, 'delivery');
      const delivery = arrived.shift();
      assert.ok(delivery);
      return delivery;
    },
  };
}
