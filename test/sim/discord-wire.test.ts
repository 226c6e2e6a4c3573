// The server kit under the simulators: the journal, faults on demand, and nothing left open behind a closed world.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createJournal } from '../../sim/wire/journal.ts';
import { createDiscordWorld } from '../../sim/discord/world.ts';
import { assertRefused, bytes, setUp } from './discord-rig.ts';

async function journalFile(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'easel-journal-'));
  t.after(() => rm(folder, { recursive: true }));
  return join(folder, 'journal.jsonl');
}

test('the journal has one line per request, with sizes instead of bytes', async (t) => {
  const file = await journalFile(t);
  const { channel, call } = await setUp(t, { journal: createJournal(file) });
  await call('POST', `/channels/${channel.id}/messages?x=1`, {
    json: { content: 'x' },
    files: [{ name: 'a.png', bytes: bytes(7) }],
  });
  await call('POST', '/channels/1/messages', { json: { content: 'y' } });
  const lines = (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  assert.equal(lines.length, 3, 'the commands were registered first');
  const [, sent, refused] = lines;
  assert.partialDeepStrictEqual(sent, {
    platform: 'discord',
    method: 'POST',
    path: `/api/v10/channels/${channel.id}/messages`,
    query: { x: '1' },
    json: { content: 'x' },
    files: [{ field: 'files[0]', name: 'a.png', type: 'application/octet-stream', bytes: 7 }],
    status: 200,
  });
  assert.partialDeepStrictEqual(refused, {
    contentType: 'application/json',
    json: { content: 'y' },
    files: [],
    status: 404,
  });
});

test('a fault answers in place of the platform, as often as it was told', async (t) => {
  const { world, channel, call } = await setUp(t);
  const path = `/channels/${channel.id}/messages`;
  world.faults.add({
    method: 'POST',
    path: /messages$/,
    times: 2,
    fault: { kind: 'status', status: 503, body: { message: 'down' } },
  });
  const send = () => call('POST', path, { json: { content: 'x' } });
  assert.deepEqual([(await send()).status, (await send()).status, (await send()).status], [503, 503, 200]);
  assert.equal(channel.messages.length, 1);
});

test('a cut connection tells nothing about whether it happened: before it did not, after it did', async (t) => {
  const { world, channel, call } = await setUp(t);
  const send = (content: string) => call('POST', `/channels/${channel.id}/messages`, { json: { content } });
  world.faults.add({ path: /messages$/, fault: { kind: 'reset', when: 'before' } });
  await assert.rejects(send('lost'));
  world.faults.add({ path: /messages$/, fault: { kind: 'reset', when: 'after' } });
  await assert.rejects(send('kept'));
  assert.deepEqual(
    channel.messages.map(({ content }) => content),
    ['kept'],
  );
});

test('a delayed answer comes late, and a closing world does not wait for it', async () => {
  const world = await createDiscordWorld();
  world.faults.add({ path: /users/, fault: { kind: 'delay', ms: 60_000 } });
  const waiting = assert.rejects(fetch(`${world.apiUrl}/v10/users/@me`));
  world.faults.add({ path: /gateway/, fault: { kind: 'delay', ms: 1, when: 'after' } });
  const heard = await fetch(`${world.apiUrl}/v10/gateway/bot`, { headers: { authorization: `Bot ${world.token}` } });
  assert.equal(heard.status, 200);
  await world.close();
  await waiting;
});

test('broken JSON is refused in the platform’s own words', async (t) => {
  const { call } = await setUp(t);
  assertRefused(await call('POST', '/users/@me/channels', { json: '{' }), 400, 50109);
});
