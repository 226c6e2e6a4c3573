// What Discord tells outside its gateway, by its bytes: which of it is believed, what comes of it, and how it is answered.

import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';
import { createHearDiscord } from '../../src/bots/discord/heard.ts';
import type { LogEvent } from '../../src/core/log-events.ts';

const NOW = new Date('2026-11-29T10:00:00Z');
const user = { id: '80351110224678912' };

function open(fails = false) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const done: string[] = [];
  const logged: LogEvent[] = [];
  const note = (what: string) => async (person: { platform: string; userId: string }) => {
    if (fails) throw new Error('the database is away');
    done.push(`${person.platform} ${person.userId} ${what}`);
  };
  const hear = createHearDiscord({
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex'),
    core: { leave: note('left'), comeBack: note('came back') },
    clock: { now: () => NOW },
    log: (event) => logged.push(event),
  });
  /** Signs a body as Discord does; the status of the answer. */
  const tell = async (body: unknown, sentAt = NOW): Promise<number> => {
    const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const timestamp = String(Math.floor(sentAt.getTime() / 1_000));
    const signature = sign(null, Buffer.concat([Buffer.from(timestamp), bytes]), privateKey).toString('hex');
    return (await hear(bytes, signature, timestamp)).status;
  };
  return { hear, tell, done, logged };
}

const event = (type: string, data: unknown) => ({ type: 1, event: { type, timestamp: NOW.toISOString(), data } });
const gone = event('APPLICATION_DEAUTHORIZED', { user });

test('who takes the application off their account has left, and comes back by putting it there again', async () => {
  const { tell, done, logged } = open();
  assert.equal(await tell(gone), 204);
  assert.equal(await tell(event('APPLICATION_AUTHORIZED', { user, scopes: [], integration_type: 1 })), 204);
  assert.deepEqual(done, [`discord ${user.id} left`, `discord ${user.id} came back`]);
  assert.deepEqual(
    logged.map((each) => each.event === 'webhook' && [each.endpoint, each.outcome, each.type]),
    [
      ['discord', 'heard', 'APPLICATION_DEAUTHORIZED'],
      ['discord', 'heard', 'APPLICATION_AUTHORIZED'],
    ],
  );
});

test('who puts it into a server has not let it into their account, and other events are nobody’s', async () => {
  const { tell, done } = open();
  const server = { user, scopes: [], integration_type: 0, guild: { id: '1' } };
  assert.equal(await tell(event('APPLICATION_AUTHORIZED', server)), 204);
  assert.equal(await tell(event('ENTITLEMENT_CREATE', { user_id: user.id })), 204);
  assert.equal(await tell({ type: 0 }), 204);
  assert.deepEqual(done, []);
});

test('P03: what nobody has signed, what was changed and what is a replay of long ago is refused unread', async () => {
  const { hear, tell, done } = open();
  const bytes = Buffer.from(JSON.stringify(gone));
  const now = String(NOW.getTime() / 1_000);
  assert.equal((await hear(bytes, undefined, now)).status, 401);
  for (const signature of ['', 'no hex', 'ab'.repeat(63), 'ab'.repeat(64)])
    assert.equal((await hear(bytes, signature, now)).status, 401);
  for (const minutes of [-16, 16]) assert.equal(await tell(gone, new Date(NOW.getTime() + minutes * 60_000)), 401);
  assert.equal(
    await open()
      .hear(bytes, 'ab'.repeat(64), 'now')
      .then(({ status }) => status),
    401,
  );
  assert.deepEqual(done, []);
});

test('what is signed and not understood is said to be so, and what could not be noted is to come again', async () => {
  const { tell } = open();
  for (const body of ['{', '[]', { type: 7 }, event('APPLICATION_DEAUTHORIZED', { user: { id: 'ada' } })])
    assert.equal(await tell(body), 400);
  const away = open(true);
  assert.equal(await away.tell(gone), 503);
  assert.deepEqual(
    away.logged.map(({ event: what }) => what),
    ['fault', 'webhook'],
  );
});
