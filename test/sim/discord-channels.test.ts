// The little Discord says where a bot may not write, and when it writes too fast.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertComplaint, assertRefused, setUp } from './discord-rig.ts';

describe('the bot is refused', () => {
  test('with the wrong token', async (t) => {
    const { call } = await setUp(t);
    assertRefused(await call('GET', '/users/@me', { token: 'wrong' }), 401, 0, '401: Unauthorized');
    assert.equal((await call('GET', '/users/@me')).status, 200);
  });

  test('where there is nothing', async (t) => {
    const { world, channel, call } = await setUp(t);
    assertRefused(await call('GET', '/nothing'), 404, 0, '404: Not Found');
    assertRefused(
      await call('POST', '/channels/1/messages', { json: { content: 'x' } }),
      404,
      10003,
      'Unknown Channel',
    );
    assertRefused(
      await call('PATCH', `/channels/${channel.id}/messages/1`, { json: {} }),
      404,
      10008,
      'Unknown Message',
    );
    assertRefused(await call('PUT', '/applications/1/commands', { json: [] }), 404, 10002);
    channel.deleted = true;
    assertRefused(await call('GET', `/channels/${channel.id}`), 404, 10003);
    assert.equal(world.messages.size, 0);
  });

  test('in a channel of a server it is not a member of', async (t) => {
    const { world, call } = await setUp(t);
    const elsewhere = world.channel({ bot: false });
    const heard = await call('POST', `/channels/${elsewhere.id}/messages`, { json: { content: 'x' } });
    assertRefused(heard, 403, 50001, 'Missing Access');
  });

  test('in a channel where it may not write', async (t) => {
    const { channel, call } = await setUp(t);
    channel.botMaySend = false;
    const heard = await call('POST', `/channels/${channel.id}/messages`, { json: { content: 'x' } });
    assertRefused(heard, 403, 50013, 'Missing Permissions');
  });

  test('in the DM of somebody who closed it, in either of the two ways', async (t) => {
    const { world, ada, call } = await setUp(t);
    const opened = await call('POST', '/users/@me/channels', { json: { recipient_id: ada.id } });
    assert.equal(opened.body['id'], world.dm(ada).id);
    const send = () => call('POST', `/channels/${world.dm(ada).id}/messages`, { json: { content: 'x' } });
    assert.equal((await send()).status, 200);
    ada.dms = 'closed';
    assertRefused(await send(), 403, 50007, 'Cannot send messages to this user');
    ada.dms = 'no-mutual-guilds';
    assertRefused(await send(), 403, 50278);
    assertRefused(await call('POST', '/users/@me/channels', { json: { recipient_id: '1' } }), 404, 10013);
  });

  test('when it answers a message that is gone, unless it said that does not matter', async (t) => {
    const { channel, call } = await setUp(t);
    const send = (reference: unknown) =>
      call('POST', `/channels/${channel.id}/messages`, { json: { content: 'x', message_reference: reference } });
    assertComplaint(await send({ message_id: '1' }), 'message_reference', 'REPLIES_UNKNOWN_MESSAGE');
    assert.equal((await send({ message_id: '1', fail_if_not_exists: false })).status, 200);
    const first = await channel.nextMessage();
    assert.equal((await send({ message_id: first.id })).body['message_reference']?.['message_id'], first.id);
  });
});

describe('rate limits', () => {
  test('count per channel, say so in headers, and end with their window', async (t) => {
    const { world, channel, call } = await setUp(t);
    world.limits.perChannel = { limit: 2, windowMs: 5000 };
    const send = (id: string) => call('POST', `/channels/${id}/messages`, { json: { content: 'x' } });
    assert.equal((await send(channel.id)).headers.get('x-ratelimit-remaining'), '1');
    assert.equal((await send(channel.id)).headers.get('x-ratelimit-remaining'), '0');
    const refused = await send(channel.id);
    assert.equal(refused.status, 429);
    assert.equal(refused.headers.get('x-ratelimit-scope'), 'user');
    assert.ok(Number(refused.headers.get('retry-after')) >= 1);
    assert.ok(Number(refused.body['retry_after']) > 0);
    assert.equal((await send(world.channel().id)).status, 200, 'another channel has its own bucket');
    world.clock.advance(5001);
    assert.equal((await send(channel.id)).status, 200);
    assert.equal(channel.messages.length, 3);
  });

  test('can be hit on demand, for one route or for everything', async (t) => {
    const { world, channel, call } = await setUp(t);
    world.limits.refuseNext({ method: 'POST', path: /messages$/, retryAfterMs: 1500 });
    const refused = await call('POST', `/channels/${channel.id}/messages`, { json: { content: 'x' } });
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '2']);
    assert.deepEqual(refused.body, { message: 'You are being rate limited.', retry_after: 1.5, global: false });
    world.limits.refuseNext({ path: /./, retryAfterMs: 1000, scope: 'global' });
    assert.equal((await call('GET', '/users/@me')).headers.get('x-ratelimit-global'), 'true');
    world.limits.globalPerSecond = 1;
    assert.equal((await call('GET', '/users/@me')).status, 200);
    assert.equal((await call('GET', '/users/@me')).status, 429);
  });
});
