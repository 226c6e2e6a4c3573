// The little Discord holds bots to the limits of a message: text, buttons, files, and what an edit does to them.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertComplaint, assertRefused, bytes, row, setUp, textAt } from './discord-rig.ts';

const MIB = 1024 * 1024;

describe('a message', () => {
  test('may have 2000 characters, an emoji counting as one', async (t) => {
    const { channel, call } = await setUp(t);
    const path = `/channels/${channel.id}/messages`;
    assert.equal((await call('POST', path, { json: { content: '🦊'.repeat(2000) } })).status, 200);
    assertComplaint(
      await call('POST', path, { json: { content: 'x'.repeat(2001) } }),
      'content',
      'BASE_TYPE_MAX_LENGTH',
    );
  });

  test('is not empty, neither when sent nor after an edit', async (t) => {
    const { channel, call } = await setUp(t);
    const path = `/channels/${channel.id}/messages`;
    assertRefused(await call('POST', path, { json: {} }), 400, 50006, 'Cannot send an empty message');
    assertRefused(await call('POST', path, { json: { content: '  \n' } }), 400, 50006);
    await call('POST', path, { json: { content: 'x' } });
    const message = await channel.nextMessage();
    assertRefused(await call('PATCH', `${path}/${message.id}`, { json: { content: '' } }), 400, 50006);
    assert.equal(message.content, 'x');
  });

  test('has at most five rows of five buttons', async (t) => {
    const { channel, call } = await setUp(t);
    const path = `/channels/${channel.id}/messages`;
    const rows = Array.from({ length: 6 }, (_, n) => row([`${n}`, `id-${n}`]));
    assertComplaint(
      await call('POST', path, { json: { content: 'x', components: rows } }),
      'components',
      'BASE_TYPE_MAX_LENGTH',
    );
    const wide = row(...Array.from({ length: 6 }, (_, n) => [`${n}`, `id-${n}`] as const));
    const heard = await call('POST', path, { json: { content: 'x', components: [wide] } });
    assertComplaint(heard, 'components.0.components', 'BASE_TYPE_BAD_LENGTH');
  });

  test('has no custom_id twice, and none longer than 100', async (t) => {
    const { channel, call } = await setUp(t);
    const path = `/channels/${channel.id}/messages`;
    const twice = { content: 'x', components: [row(['A', 'same']), row(['B', 'other'], ['C', 'same'])] };
    assertComplaint(
      await call('POST', path, { json: twice }),
      'components.1.components.1.custom_id',
      'COMPONENT_CUSTOM_ID_DUPLICATED',
    );
    const long = { content: 'x', components: [row(['A', 'x'.repeat(101)])] };
    assertComplaint(
      await call('POST', path, { json: long }),
      'components.0.components.0.custom_id',
      'BASE_TYPE_BAD_LENGTH',
    );
  });

  test('shows where its link buttons lead, which a person opens and the bot never hears of', async (t) => {
    const { ada, channel, call } = await setUp(t);
    const path = `/channels/${channel.id}/messages`;
    const url = 'https://pay.example/session?id=1';
    const link = (more: object) => ({ type: 1, components: [{ type: 2, style: 5, label: 'Pay', ...more }] });
    await call('POST', path, { json: { content: 'x', components: [link({ url })] } });
    const message = await channel.nextMessage();
    assert.deepEqual(message.buttons, [{ label: 'Pay', customId: undefined, url, style: 5, disabled: false }]);
    assert.throws(() => ada.press(message, { label: 'Pay' }), /is a link and tells the bot nothing/);
    await call('PATCH', `${path}/${message.id}`, { json: { components: [link({ url: `${url}2` })] } });
    assert.equal(message.buttons[0]?.url, `${url}2`);

    const wrong: [object, string, string][] = [
      [{}, '.url', 'BASE_TYPE_REQUIRED'],
      [{ url: 'mailto:ada@example.com' }, '.url', 'URL_TYPE_INVALID_SCHEME'],
      [{ url: `https://example.com/${'x'.repeat(500)}` }, '.url', 'BASE_TYPE_MAX_LENGTH'],
      [{ url, custom_id: 'v1:pay:1' }, '', 'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE'],
    ];
    for (const [more, field, code] of wrong) {
      const heard = await call('POST', path, { json: { content: 'x', components: [link(more)] } });
      assertComplaint(heard, `components.0.components.0${field}`, code);
    }
  });

  test('has labels of at most 80 characters, and says everything that is wrong at once', async (t) => {
    const { channel, call } = await setUp(t);
    const json = { content: 'x'.repeat(2001), components: [row(['x'.repeat(81), 'a'])] };
    const heard = await call('POST', `/channels/${channel.id}/messages`, { json });
    assertComplaint(heard, 'components.0.components.0.label', 'BASE_TYPE_MAX_LENGTH');
    assertComplaint(heard, 'content', 'BASE_TYPE_MAX_LENGTH');
  });

  test('sent again with the same enforced nonce is the first one, for some minutes', async (t) => {
    const { world, channel, call } = await setUp(t);
    const send = () =>
      call('POST', `/channels/${channel.id}/messages`, { json: { content: 'x', nonce: 'n1', enforce_nonce: true } });
    const [first, again] = [await send(), await send()];
    assert.equal(again.body['id'], first.body['id']);
    assert.equal(channel.messages.length, 1);
    world.clock.advance(60 * 60_000);
    await send();
    assert.equal(channel.messages.length, 2);
  });

  test('pings whom allowed_mentions lets through, and everybody without it', async (t) => {
    const { ada, channel, call } = await setUp(t);
    const content = `@everyone <@${ada.id}> <@&12345>`;
    const send = async (allowed?: unknown) => {
      await call('POST', `/channels/${channel.id}/messages`, { json: { content, allowed_mentions: allowed } });
      return [...(await channel.nextMessage()).pings];
    };
    assert.deepEqual(await send(), ['everyone', ada.id, '&12345']);
    assert.deepEqual(await send({ parse: [] }), []);
    assert.deepEqual(await send({ users: [ada.id] }), [ada.id]);
    const both = { content, allowed_mentions: { parse: ['users'], users: [ada.id] } };
    const heard = await call('POST', `/channels/${channel.id}/messages`, { json: both });
    assertComplaint(heard, 'allowed_mentions', 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE');
  });

  test('older than an hour is edited as often as the ration allows', async (t) => {
    const { world, channel, call } = await setUp(t);
    world.limits.editsOfOldMessages = 1;
    await call('POST', `/channels/${channel.id}/messages`, { json: { content: 'x' } });
    const message = await channel.nextMessage();
    const edit = () => call('PATCH', `/channels/${channel.id}/messages/${message.id}`, { json: { content: 'y' } });
    assert.equal((await edit()).status, 200);
    world.clock.advance(61 * 60_000);
    assert.equal((await edit()).status, 200);
    assertRefused(await edit(), 429, 30046);
  });
});

describe('files', () => {
  test('are at most ten a message', async (t) => {
    const { channel, call } = await setUp(t);
    const path = `/channels/${channel.id}/messages`;
    const files = Array.from({ length: 11 }, (_, n) => ({ name: `${n}.png`, bytes: bytes(1) }));
    assertComplaint(await call('POST', path, { json: {}, files }), 'files', 'BASE_TYPE_MAX_LENGTH');
    await call('POST', path, { json: {}, files: files.slice(0, 10) });
    const message = await channel.nextMessage();
    const one = files.slice(0, 1);
    assertRefused(await call('PATCH', `${path}/${message.id}`, { json: {}, files: one }), 400, 30015);
  });

  test('have at most 10 MiB each, or what the server allows, and 25 MiB together', async (t) => {
    const { world, channel, call } = await setUp(t);
    const path = `/channels/${channel.id}/messages`;
    const large = { name: 'a.png', bytes: bytes(10 * MIB + 1) };
    assertRefused(await call('POST', path, { json: {}, files: [large] }), 413, 40005, 'Request entity too large');
    const boosted = world.channel({ attachmentSizeLimit: 50 * MIB });
    assert.equal((await call('POST', `/channels/${boosted.id}/messages`, { json: {}, files: [large] })).status, 200);
    const nine = { name: 'a.png', bytes: bytes(9 * MIB) };
    assertRefused(await call('POST', path, { json: {}, files: [nine, nine, nine] }), 413, 40005);
  });

  test('keep their bytes, their description and a safe name', async (t) => {
    const { channel, call } = await setUp(t);
    const json = { attachments: [{ id: 0, description: 'A fox' }] };
    const files = [{ name: 'rød fox.png', bytes: new Uint8Array([1, 2, 3]) }];
    await call('POST', `/channels/${channel.id}/messages`, { json, files });
    const [file] = (await channel.nextMessage()).attachments;
    assert.deepEqual([file?.filename, file?.description, file?.contentType], ['rd_fox.png', 'A fox', 'image/png']);
    assert.deepEqual(file?.bytes, Buffer.from([1, 2, 3]));
  });

  test('stay through an edit that does not list attachments, and new ones join them', async (t) => {
    const { channel, call } = await setUp(t);
    const path = `/channels/${channel.id}/messages`;
    await call('POST', path, { json: {}, files: [{ name: 'a.png', bytes: bytes(1) }] });
    const message = await channel.nextMessage();
    await call('PATCH', `${path}/${message.id}`, { json: { content: 'x' } });
    await call('PATCH', `${path}/${message.id}`, { json: {}, files: [{ name: 'b.png', bytes: bytes(1) }] });
    assert.deepEqual(
      message.attachments.map(({ filename }) => filename),
      ['a.png', 'b.png'],
    );
    assert.deepEqual(
      message.edits.map((state) => state.attachments.length),
      [1, 1],
    );
  });

  test('an edit that lists attachments keeps only those it lists', async (t) => {
    const { channel, call } = await setUp(t);
    const path = `/channels/${channel.id}/messages`;
    const pair = [
      { name: 'a.png', bytes: bytes(1) },
      { name: 'b.png', bytes: bytes(2) },
    ];
    await call('POST', path, { json: {}, files: pair });
    const message = await channel.nextMessage();
    const attachments = [{ id: message.attachments[1]?.id }, { id: 0, filename: 'c.png' }];
    await call('PATCH', `${path}/${message.id}`, {
      json: { attachments },
      files: [{ name: 'x.png', bytes: bytes(3) }],
    });
    assert.deepEqual(
      message.attachments.map(({ filename }) => filename),
      ['b.png', 'c.png'],
    );
    const heard = await call('PATCH', `${path}/${message.id}`, {
      json: { content: 'x', attachments: [{ id: '123' }] },
    });
    assertRefused(heard, 400, 50146);
    await call('PATCH', `${path}/${message.id}`, { json: { content: 'x', attachments: [] } });
    assert.equal(message.attachments.length, 0);
  });

  test('are served from signed links that expire and can be renewed', async (t) => {
    const { world, channel, call } = await setUp(t);
    const file = { name: 'a.txt', bytes: new TextEncoder().encode('hello') };
    const sent = await call('POST', `/channels/${channel.id}/messages`, { json: {}, files: [file] });
    const url = textAt(sent, 'attachments.0.url');
    assert.ok(url.startsWith(world.cdnUrl));
    assert.equal(await (await fetch(url)).text(), 'hello');
    assert.equal((await fetch(url.replace(/hm=./, 'hm=x'))).status, 404);
    world.clock.advance(25 * 60 * 60_000);
    const gone = await fetch(url);
    assert.deepEqual([gone.status, await gone.text()], [404, 'This content is no longer available.']);
    const renewed = await call('POST', '/attachments/refresh-urls', { json: { attachment_urls: [url] } });
    assert.equal((await fetch(textAt(renewed, 'refreshed_urls.0.refreshed'))).status, 200);
  });
});
