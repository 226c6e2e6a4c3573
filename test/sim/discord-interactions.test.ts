// The little Discord holds bots to the life of an interaction: three seconds, one answer, fifteen minutes.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertComplaint, assertRefused, DEFER, row, setUp } from './discord-rig.ts';

const EPHEMERAL = 64;

describe('the first answer', () => {
  test('is 204 without a body and without a JSON content type', async (t) => {
    const { ada, channel, acknowledge } = await setUp(t);
    const asked = ada.slash(channel, 'imagine', { prompt: 'a fox' });
    const heard = await acknowledge(asked, DEFER);
    assert.equal(heard.status, 204);
    assert.equal(heard.headers.get('content-type'), null);
    assert.equal((await asked.acknowledged()).type, 5);
  });

  test('brings the message when with_response asks for it', async (t) => {
    const { ada, channel, acknowledge } = await setUp(t);
    const asked = ada.slash(channel, 'imagine', { prompt: 'a fox' });
    const heard = await acknowledge(asked, { type: 4, data: { content: 'Queued' } }, { query: '?with_response=true' });
    assert.equal(heard.status, 200);
    assert.equal(heard.body['resource']?.['message']?.['content'], 'Queued');
    assert.equal(heard.body['interaction']?.['response_message_id'], asked.original?.id);
  });

  test('needs no authorisation beyond the token in its path', async (t) => {
    const { ada, channel, acknowledge } = await setUp(t);
    const asked = ada.slash(channel, 'imagine', { prompt: 'a fox' });
    assert.equal((await acknowledge(asked, DEFER, { token: 'nobody' })).status, 204);
  });

  test('is refused after three seconds, and the person was told so', async (t) => {
    const { world, ada, channel, acknowledge } = await setUp(t);
    const asked = ada.slash(channel, 'imagine', { prompt: 'a fox' });
    world.clock.advance(3001);
    assert.equal(asked.overdue, true);
    assertRefused(await acknowledge(asked, DEFER), 404, 10062, 'Unknown interaction');
  });

  test('is given once', async (t) => {
    const { ada, channel, acknowledge } = await setUp(t);
    const asked = ada.slash(channel, 'imagine', { prompt: 'a fox' });
    await acknowledge(asked, DEFER);
    assertRefused(await acknowledge(asked, DEFER), 400, 40060, 'Interaction has already been acknowledged.');
  });

  test('cannot update a message when a command asked', async (t) => {
    const { ada, channel, acknowledge } = await setUp(t);
    const asked = ada.slash(channel, 'imagine', { prompt: 'a fox' });
    assertComplaint(await acknowledge(asked, { type: 6 }), 'type', 'BASE_TYPE_CHOICES');
    assertComplaint(await acknowledge(asked, { type: 7, data: {} }), 'type', 'BASE_TYPE_CHOICES');
  });

  test('names its fields under data when the form is wrong', async (t) => {
    const { ada, channel, acknowledge } = await setUp(t);
    const asked = ada.slash(channel, 'imagine', { prompt: 'a fox' });
    const heard = await acknowledge(asked, { type: 4, data: { content: 'x'.repeat(2001) } });
    assertComplaint(heard, 'data.content', 'BASE_TYPE_MAX_LENGTH');
    assert.equal(asked.acknowledgement, undefined, 'a refused answer is no answer');
  });

  test('decides whether the reply is ephemeral, and no edit changes that', async (t) => {
    const { world, ada, channel, acknowledge, call, hook } = await setUp(t);
    const asked = ada.slash(channel, 'imagine', { prompt: 'a fox' });
    await acknowledge(asked, { type: 5, data: { flags: EPHEMERAL } });
    await call('PATCH', hook(asked, '%40original'), { json: { content: 'Only you', flags: 0 } });
    const reply = await asked.reply();
    const eve = world.person({ name: 'Eve' });
    assert.deepEqual([reply.visibleTo(ada), reply.visibleTo(eve)], [true, false]);
    assertRefused(await call('GET', `/channels/${channel.id}/messages/${reply.id}`), 404, 10008);
  });
});

describe('the token of an interaction', () => {
  test('is unknown as a webhook until the first answer', async (t) => {
    const { ada, channel, call, hook } = await setUp(t);
    const asked = ada.slash(channel, 'imagine', { prompt: 'a fox' });
    assertRefused(await call('PATCH', hook(asked, '@original'), { json: { content: 'x' } }), 404, 10015);
  });

  test('reads, edits and deletes the reply as @original, escaped or not', async (t) => {
    const { ada, channel, acknowledge, call, hook } = await setUp(t);
    const asked = ada.slash(channel, 'imagine', { prompt: 'a fox' });
    await acknowledge(asked, DEFER);
    await call('PATCH', hook(asked, '%40original'), { json: { content: 'Here' } });
    assert.equal((await call('GET', hook(asked, '@original'))).body['content'], 'Here');
    assert.equal((await call('DELETE', hook(asked, '@original'))).status, 204);
    assertRefused(await call('GET', hook(asked, '@original')), 404, 10008, 'Unknown Message');
  });

  test('dies after fifteen minutes', async (t) => {
    const { world, ada, channel, acknowledge, call, hook } = await setUp(t);
    const asked = ada.slash(channel, 'imagine', { prompt: 'a fox' });
    await acknowledge(asked, DEFER);
    world.clock.advance(15 * 60_000 + 1);
    const late = await call('PATCH', hook(asked, '@original'), { json: { content: 'too late' } });
    assertRefused(late, 401, 50027, 'Invalid Webhook Token');
    assert.equal(asked.original?.loading, true);
  });
});

describe('follow-ups', () => {
  test('the first one after a deferred answer becomes that answer', async (t) => {
    const { ada, channel, acknowledge, call, hook } = await setUp(t);
    const asked = ada.slash(channel, 'imagine', { prompt: 'a fox' });
    await acknowledge(asked, { type: 5, data: { flags: EPHEMERAL } });
    await call('POST', hook(asked), { json: { content: 'first' } });
    await call('POST', hook(asked), { json: { content: 'second' } });
    assert.deepEqual(
      channel.messages.map((message) => [message.content, message.ephemeral]),
      [
        ['first', true],
        ['second', false],
      ],
    );
  });

  test('are ephemeral each by their own flag, and can be edited and deleted by id', async (t) => {
    const { ada, channel, acknowledge, call, hook } = await setUp(t);
    const asked = ada.slash(channel, 'imagine', { prompt: 'a fox' });
    await acknowledge(asked, { type: 4, data: { content: 'public' } });
    await call('POST', hook(asked), { json: { content: 'private', flags: EPHEMERAL } });
    const extra = await asked.followUp((message) => message.ephemeral);
    await call('PATCH', hook(asked, extra.id), { json: { content: 'private, edited' } });
    assert.deepEqual([extra.content, extra.edits.length], ['private, edited', 1]);
    await call('DELETE', hook(asked, extra.id));
    assert.equal(extra.deleted, true);
  });

  test('stop at five where the app is installed by the person only', async (t) => {
    const { world, ada, acknowledge, call, hook } = await setUp(t);
    const elsewhere = world.channel({ name: 'elsewhere', bot: false });
    const asked = ada.slash(elsewhere, 'imagine', { prompt: 'a fox' });
    assert.deepEqual(asked.payload.authorizing_integration_owners, { '1': ada.id });
    await acknowledge(asked, { type: 4, data: { content: 'reply' } });
    for (const n of [1, 2, 3, 4, 5])
      assert.equal((await call('POST', hook(asked), { json: { content: `${n}` } })).status, 200);
    assertRefused(await call('POST', hook(asked), { json: { content: '6' } }), 400, 40094);
  });
});

describe('a pressed button', () => {
  test('may change its message, at once or later', async (t) => {
    const { ada, channel, acknowledge, call, hook } = await setUp(t);
    const asked = ada.slash(channel, 'imagine', { prompt: 'a fox' });
    await acknowledge(asked, {
      type: 4,
      data: { content: 'Pick', components: [row(['One', 'v1:one'], ['Two', 'v1:two'])] },
    });
    const message = await channel.nextMessage();

    await acknowledge(ada.press(message, { label: 'One' }), { type: 7, data: { content: 'One it is' } });
    assert.equal(message.content, 'One it is');

    const later = ada.press(message, { customId: 'v1:two' });
    await acknowledge(later, { type: 6 });
    await call('PATCH', hook(later, '@original'), { json: { components: [] } });
    assert.deepEqual([message.buttons.length, message.edits.length], [0, 2]);
  });

  test('may be answered with a message of its own', async (t) => {
    const { world, ada, channel, acknowledge } = await setUp(t);
    const asked = ada.slash(channel, 'imagine', { prompt: 'a fox' });
    await acknowledge(asked, { type: 4, data: { content: 'Pick', components: [row(['One', 'one'])] } });
    const message = await asked.reply();
    const eve = world.person({ name: 'Eve' });
    const pressed = eve.press(message, { label: 'One' });
    await acknowledge(pressed, { type: 4, data: { content: 'Not yours', flags: EPHEMERAL } });
    const answer = await pressed.reply();
    assert.deepEqual([answer.visibleTo(eve), answer.visibleTo(ada), message.edits.length], [true, false, 0]);
  });

  test('must exist, be enabled and be seen', async (t) => {
    const { world, ada, channel, acknowledge } = await setUp(t);
    const asked = ada.slash(channel, 'imagine', { prompt: 'a fox' });
    const components = [
      { type: 1, components: [{ type: 2, style: 2, label: 'Off', custom_id: 'off', disabled: true }] },
    ];
    await acknowledge(asked, { type: 4, data: { content: 'x', flags: EPHEMERAL, components } });
    const message = await asked.reply();
    assert.throws(() => ada.press(message, { label: 'Off' }), /disabled/);
    assert.throws(() => ada.press(message, { label: 'On' }), /no button labelled "On"/);
    assert.throws(() => world.person({ name: 'Eve' }).press(message, { label: 'Off' }), /Eve does not see/);
  });
});

test('a menu takes what it offers', async (t) => {
  const { ada, channel, acknowledge } = await setUp(t);
  const options = ['flux', 'sketch'].map((value) => ({ label: value, value }));
  const components = [{ type: 1, components: [{ type: 3, custom_id: 'model', options }] }];
  const asked = ada.slash(channel, 'imagine', { prompt: 'a fox' });
  await acknowledge(asked, { type: 4, data: { content: 'Which?', components } });
  const message = await asked.reply();
  assert.throws(() => ada.choose(message, 'model', ['other']), /does not offer other; it offers flux, sketch/);
  const chosen = ada.choose(message, 'model', ['sketch']);
  assert.partialDeepStrictEqual(chosen.payload.data, { custom_id: 'model', values: ['sketch'] });
});

test('a form pops up, is filled in and comes back as an interaction of its own', async (t) => {
  const { ada, channel, acknowledge } = await setUp(t);
  const asked = ada.slash(channel, 'imagine', { prompt: 'a fox' });
  const input = { type: 4, custom_id: 'prompt', style: 1, max_length: 10 };
  const components = [{ type: 18, label: 'Prompt', component: input }];
  assertComplaint(
    await acknowledge(asked, { type: 9, data: { custom_id: 'f', title: 'x'.repeat(46), components } }),
    'data.title',
    'BASE_TYPE_BAD_LENGTH',
  );
  await acknowledge(asked, { type: 9, data: { custom_id: 'f', title: 'Edit', components } });
  await asked.acknowledged();
  assert.throws(() => ada.submit(asked, { prompt: 'much too long' }), /too long/);
  assert.throws(() => ada.submit(asked, { other: 'x' }), /no field other/);
  const sent = ada.submit(asked, { prompt: 'an owl' });
  assert.equal((await acknowledge(sent, { type: 4, data: { content: 'Thank you' } })).status, 204);
  assert.equal((await sent.reply()).content, 'Thank you');
});

test('a follow-up after "thinking" was taken away is a message of its own', async (t) => {
  const { ada, channel, acknowledge, call, hook } = await setUp(t);
  const asked = ada.slash(channel, 'imagine', { prompt: 'a fox' });
  await acknowledge(asked, { type: 5 });
  assert.equal((await call('DELETE', hook(asked, '@original'))).status, 204);
  assert.equal((await call('POST', hook(asked), { json: { content: 'Sorry' } })).status, 200);
  assert.equal((await asked.followUp()).content, 'Sorry');
  assert.equal(channel.messages.length, 1);
});

test('waiting in vain says what was there instead', async (t) => {
  const { ada, channel, acknowledge } = await setUp(t);
  const asked = ada.slash(channel, 'imagine', { prompt: 'a fox' });
  await acknowledge(asked, { type: 4, data: { content: 'Queued' } });
  const message = await asked.reply();
  await assert.rejects(
    message.until(({ content }) => content === 'Done', { timeoutMs: 1 }),
    /"Queued"/,
  );
});
