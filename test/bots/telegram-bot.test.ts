// The Telegram bot with grammY, a real core and a little Telegram: what people do there, and what they get to see.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { telegramBot } from '../../src/bots/telegram/bot.ts';
import type { LogEvent } from '../../src/core/log-events.ts';
import type { Person } from '../../sim/telegram/people.ts';
import { createTelegramWorld, type TelegramWorld } from '../../sim/telegram/world.ts';
import type { Journal } from '../../sim/wire/journal.ts';
import { coreRig, type CoreRig } from '../support/core.ts';
import { storedDeliveries } from '../support/stored.ts';
import { until } from './sending.ts';
import { png } from '../sim/telegram-setup.ts';

type Scene = {
  world: TelegramWorld;
  rig: CoreRig;
  bot: ReturnType<typeof telegramBot>;
  ada: Person;
  log: LogEvent[];
};

async function scene(t: TestContext, journal?: Journal): Promise<Scene> {
  // Hooks run in the order they are given: the bot stops before what it stands on.
  const bots: ReturnType<typeof telegramBot>[] = [];
  t.after(() => Promise.all(bots.map((bot) => bot.stop())));
  const world = await createTelegramWorld(journal && { journal });
  t.after(() => world.close());
  const rig = await coreRig(t);
  const log: LogEvent[] = [];
  const config = { token: world.token, apiUrl: world.apiUrl };
  const bot = telegramBot({ config, core: rig.core.chat, log: (event) => void log.push(event) });
  bots.push(bot);
  await bot.start();
  return { world, rig, bot, ada: world.person({ name: 'Ada' }), log };
}

async function statusMessages(rig: CoreRig): Promise<(string | null)[]> {
  return (await storedDeliveries(rig)).map(({ message }) => message);
}

describe('A command in Telegram', () => {
  test('is answered in reply, and its answer is known as the status message', async (t) => {
    const { rig, ada } = await scene(t);
    const asked = ada.send('/imagine a <b>red</b> fox —ar 16:9');
    const reply = await ada.chat.nextMessage();
    assert.match(reply.text ?? '', /a <b>red<\/b> fox\n/);
    assert.equal(reply.replyTo?.id, asked.id);
    await until(async () => (await statusMessages(rig))[0] === String(reply.id));
  });

  test('that asks for pictures is acknowledged before anything is looked up; one that only looks is just answered', async (t) => {
    const methods: string[] = [];
    const { ada, rig } = await scene(t, {
      record: ({ path }) => void methods.push(path.slice(path.lastIndexOf('/') + 1)),
    });
    ada.send('/balance');
    await ada.chat.nextMessage();
    assert.ok(!methods.includes('sendChatAction'));
    // Nobody can be looked up now; the sign does not wait for that.
    const locked = await rig.database.pool.connect();
    await locked.query('begin; lock table identity');
    ada.send('/imagine a fox');
    await until(() => methods.includes('sendChatAction'));
    assert.equal(methods.filter((method) => method === 'sendMessage').length, 1);
    await locked.query('commit');
    locked.release();
    assert.match((await ada.chat.nextMessage()).text ?? '', /a fox/);
  });

  test('that is refused says why', async (t) => {
    const { rig, ada } = await scene(t);
    ada.send('/imagine a fox --seeed 4');
    assert.match((await ada.chat.nextMessage()).text ?? '', /seed/);
    assert.deepEqual(await statusMessages(rig), []);
  });

  test('that arrives twice is answered once', async (t) => {
    const { world, ada, rig, log } = await scene(t);
    const asked = ada.send('/imagine a fox');
    await ada.chat.nextMessage();
    world.redeliver(asked.update ?? assert.fail());
    await until(() => log.some((event) => event.event === 'command' && event.outcome === 'repeated'));
    assert.equal(ada.chat.messages.filter(({ fromBot }) => fromBot).length, 1);
    assert.equal((await statusMessages(rig)).length, 1);
  });

  test('in a group is heard with our name behind it, and not with another bot’s', async (t) => {
    const { world, ada } = await scene(t);
    const group = world.group({ title: 'Foxes' }, ada);
    ada.send('/balance@some_other_bot', { chat: group });
    ada.send(`/balance@${world.bot.username.toUpperCase()}`, { chat: group });
    await group.nextMessage();
    assert.equal(group.messages.filter(({ fromBot }) => fromBot).length, 1);
  });

  test('in a topic is answered in that topic', async (t) => {
    const { world, ada } = await scene(t);
    const forum = world.group({ title: 'Foxes', forum: true }, ada);
    ada.send('/imagine a fox', { chat: forum, threadId: 5 });
    assert.equal((await forum.nextMessage()).wire.message_thread_id, 5);
  });

  test('speaks the language of the person', async (t) => {
    const { world } = await scene(t);
    const li = world.person({ name: 'Li', languageCode: 'zh-hans' });
    li.send('/balance');
    assert.match((await li.chat.nextMessage()).text ?? '', /\p{sc=Han}/u);
  });

  test('is answered with an apology when the database is away, and the bot goes on', async (t) => {
    const { rig, ada, log } = await scene(t);
    await rig.database.pool.query('alter table inbound_event rename to gone');
    ada.send('/balance');
    assert.match((await ada.chat.nextMessage()).text ?? '', /our side/);
    await rig.database.pool.query('alter table gone rename to inbound_event');
    ada.send('/balance');
    assert.doesNotMatch((await ada.chat.nextMessage()).text ?? '', /our side/);
    assert.ok(log.some((event) => event.event === 'fault' && event.where === 'telegram'));
  });

  test('waits its turn when Telegram asks for it, and holds up no other chat', async (t) => {
    const { world, ada } = await scene(t);
    const bob = world.person({ name: 'Bob' });
    let held = false;
    world.faults.add({
      path: /sendMessage$/,
      fault: {
        kind: 'status',
        status: 429,
        body: { ok: false, error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 3 } },
      },
    });
    ada.send('/balance');
    const late = ada.chat.nextMessage().then(() => (held = true));
    await until(() => world.faults.waiting() === 0);
    bob.send('/balance');
    await bob.chat.nextMessage();
    assert.equal(held, false, 'Bob was answered while Ada waited');
    await late;
  });
});

describe('A file in Telegram', () => {
  const csv = { name: 'animals.csv', bytes: Buffer.from('prompt\na fox\na bear\n'), contentType: 'text/csv' };

  test('is proposed when it is sent with the command, in reply to it, or alone in private', async (t) => {
    const { world, ada } = await scene(t);
    ada.attach(csv, { caption: '/bulk' });
    assert.match((await ada.chat.nextMessage()).text ?? '', /animals\.csv/);
    ada.attach(csv);
    assert.match((await ada.chat.nextMessage()).text ?? '', /animals\.csv/);
    const group = world.group({ title: 'Foxes' }, ada);
    const file = ada.attach(csv, { chat: group });
    ada.send('/bulk', { chat: group, replyTo: file });
    assert.match((await group.nextMessage()).text ?? '', /animals\.csv/);
  });

  test('that is a photo is refused in words, since no model takes one', async (t) => {
    const { ada } = await scene(t);
    await ada.photo(await png(), { caption: '/imagine a fox' });
    assert.ok(((await ada.chat.nextMessage()).text ?? '').length > 0);
  });

  test('that cannot be fetched is refused without the token in sight', async (t) => {
    const { world, ada, log } = await scene(t);
    world.faults.add({ path: /^\/file\//, fault: { kind: 'reset', when: 'before' } });
    ada.attach(csv, { caption: '/bulk' });
    assert.match((await ada.chat.nextMessage()).text ?? '', /fetch/);
    assert.ok(!JSON.stringify(log).includes(world.token.split(':')[1] ?? assert.fail()));
  });

  test('comes back as an example when one is asked for', async (t) => {
    const { ada } = await scene(t);
    ada.send('/bulk template');
    assert.match((await ada.chat.nextMessage()).document?.bytes.toString() ?? '', /prompt/);
  });
});

describe('A press in Telegram', () => {
  test('ends its spinner and replaces the message', async (t) => {
    const { ada } = await scene(t);
    ada.send('/imagine a fox');
    const reply = await ada.chat.nextMessage();
    const pressed = ada.press(reply, { label: 'Cancel' });
    assert.equal((await pressed.answered()).text, undefined);
    await reply.until(({ text }) => /ancelled/.test(text ?? ''));
  });

  test('by somebody else is refused to them alone, and the message stays', async (t) => {
    const { world, ada } = await scene(t);
    const bob = world.person({ name: 'Bob' });
    const group = world.group({ title: 'Foxes' }, ada, bob);
    ada.send('/imagine a fox', { chat: group });
    const reply = await group.nextMessage();
    const before = reply.text;
    const answer = await bob.press(reply, { label: 'Cancel' }).answered();
    assert.ok((answer.text ?? '').length > 0);
    assert.equal(reply.text, before);
    assert.equal(group.messages.filter(({ fromBot }) => fromBot).length, 1);
  });
});

describe('The Telegram bot', () => {
  test('confirms an update only when it is in the database', async (t) => {
    const { world, rig, ada } = await scene(t);
    const lock = await rig.database.pool.connect();
    await lock.query('begin');
    await lock.query('lock table inbound_event');
    ada.send('/balance');
    ada.send('/jobs');
    await until(async () => (await waiting(rig)) > 0);
    assert.equal(world.pendingUpdates(), 2);
    await lock.query('rollback');
    lock.release();
    await ada.chat.nextMessage();
    await until(() => world.pendingUpdates() === 0);
  });

  test('says what it owes before it stops', async (t) => {
    const { world, bot, ada } = await scene(t);
    world.faults.add({ path: /sendMessage$/, fault: { kind: 'delay', ms: 200 } });
    ada.send('/balance');
    await until(() => world.pendingUpdates() === 0);
    await bot.stop();
    assert.equal(ada.chat.messages.filter(({ fromBot }) => fromBot).length, 1);
  });

  test('is not let in with a wrong token', async (t) => {
    const { world, rig } = await scene(t);
    const config = { token: '1:wrong', apiUrl: world.apiUrl };
    const stranger = telegramBot({ config, core: rig.core.chat, log: () => {} });
    await assert.rejects(stranger.start());
    await stranger.stop();
  });

  test('comes back after another instance took its place', async (t) => {
    const { world, ada, log } = await scene(t);
    await fetch(`${world.apiUrl}/bot${world.token}/getUpdates`);
    await until(() => log.some((event) => event.event === 'connection' && event.state === 'down'));
    ada.send('/balance');
    await ada.chat.nextMessage();
  });
});

/** Sessions that wait for a lock. */
async function waiting({ database }: CoreRig): Promise<number> {
  const { rows } = await database.pool.query(
    `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
  );
  return rows.length;
}
