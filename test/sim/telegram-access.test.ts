// The simulated Telegram keeps a bot out of chats, slows it down and fails on demand, in the words of the real one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiRefusal } from '../../sim/telegram/refusals.ts';
import { refusal, setTheStage } from './telegram-setup.ts';

test('a chat nobody knows is not found', async (t) => {
  const { api, world } = await setTheStage(t);
  await assert.rejects(api.sendMessage(12_345, 'hello'), refusal(400, 'Bad Request: chat not found'));
  await assert.rejects(api.sendMessage(world.person().id, 'hello'), refusal(400, 'Bad Request: chat not found'));
});

test('the bot cannot write first to a person it knows only from a group', async (t) => {
  const { api, world, ada } = await setTheStage(t);
  const bob = world.person({ name: 'Bob' });
  world.group({ title: 'Painters' }, ada, bob);
  await assert.rejects(
    api.sendMessage(bob.id, 'hello'),
    refusal(403, "Forbidden: bot can't initiate conversation with a user"),
  );
  bob.send('hello bot');
  await api.sendMessage(bob.id, 'hello Bob');
});

test('a person who blocked the bot hears nothing more until they unblock it', async (t) => {
  const { api, ada, world } = await setTheStage(t);
  ada.block();
  await assert.rejects(api.sendMessage(ada.id, 'hello'), refusal(403, 'Forbidden: bot was blocked by the user'));
  assert.equal(world.updates.at(-1)?.my_chat_member?.new_chat_member.status, 'kicked');
  ada.unblock();
  await api.sendMessage(ada.id, 'hello');
});

test('a deleted account is told apart from a blocked bot', async (t) => {
  const { api, ada } = await setTheStage(t);
  ada.deactivate();
  await assert.rejects(api.sendMessage(ada.id, 'hello'), refusal(403, 'Forbidden: user is deactivated'));
});

test('a group that removed the bot answers with what kind of chat it is', async (t) => {
  const { api, ada, world } = await setTheStage(t);
  const group = world.group({ title: 'Painters' }, ada);
  const large = world.group({ title: 'All painters', type: 'supergroup' }, ada);
  group.kickBot();
  large.kickBot();
  await assert.rejects(
    api.sendMessage(group.id, 'hello'),
    refusal(403, 'Forbidden: bot was kicked from the group chat'),
  );
  await assert.rejects(
    api.sendMessage(large.id, 'hello'),
    refusal(403, 'Forbidden: bot was kicked from the supergroup chat'),
  );
  group.addBot();
  await api.sendMessage(group.id, 'back again');
});

test('a group that became a supergroup names its new id', async (t) => {
  const { api, ada, world } = await setTheStage(t);
  const group = world.group({ title: 'Painters' }, ada);
  const next = group.migrate();
  await assert.rejects(api.sendMessage(group.id, 'hello'), (error: unknown) => {
    refusal(400, 'Bad Request: group chat was upgraded to a supergroup chat')(error);
    assert.deepEqual(Object(error).parameters, { migrate_to_chat_id: next.id });
    return true;
  });
  await api.sendMessage(next.id, 'hello');
  const told = world.updates.map(({ message }) => message?.migrate_to_chat_id ?? message?.migrate_from_chat_id);
  assert.deepEqual(told.slice(-2), [next.id, group.id]);
});

test('flood control lets one message a second into a chat and names the seconds to wait', async (t) => {
  const { api, ada, world } = await setTheStage(t);
  world.clock.freeze();
  world.floodControl(true);
  await api.sendMessage(ada.id, 'one');
  await assert.rejects(api.sendMessage(ada.id, 'two'), (error: unknown) => {
    refusal(429, 'Too Many Requests: retry after 1')(error);
    assert.deepEqual(Object(error).parameters, { retry_after: 1 });
    return true;
  });
  world.clock.advance(1000);
  await api.sendMessage(ada.id, 'two');
});

test('flood control counts edits, and lets twenty a minute into a group', async (t) => {
  const { api, ada, world } = await setTheStage(t);
  const group = world.group({ title: 'Painters' }, ada);
  world.clock.freeze();
  world.floodControl(true);
  const { message_id } = await api.sendMessage(group.id, '0');
  for (let edit = 1; edit < 20; edit += 1) {
    world.clock.advance(1000);
    await api.editMessageText(group.id, message_id, `${edit}`);
  }
  world.clock.advance(1000);
  await assert.rejects(api.editMessageText(group.id, message_id, 'more'), (error: unknown) => {
    assert.ok(Number(Object(error).parameters?.retry_after) > 30);
    return true;
  });
  world.clock.advance(60_000);
  await api.editMessageText(group.id, message_id, 'more');
});

test('a refusal can be ordered for the next call of one method', async (t) => {
  const { api, ada, world } = await setTheStage(t);
  world.refuseNext('sendMessage', new ApiRefusal(500, 'Internal Server Error'));
  await api.sendChatAction(ada.id, 'typing');
  await assert.rejects(api.sendMessage(ada.id, 'x'), refusal(500, 'Internal Server Error'));
  await api.sendMessage(ada.id, 'x');
  assert.deepEqual(
    ada.chat.messages.filter((message) => message.fromBot).map((message) => message.text),
    ['x'],
  );
});

test('a cut connection after the effect leaves the message in the chat', async (t) => {
  const { api, ada, world } = await setTheStage(t);
  world.faults.add({ path: /sendMessage$/, fault: { kind: 'reset', when: 'after' } });
  await assert.rejects(api.sendMessage(ada.id, 'x'));
  assert.equal(ada.chat.messages.at(-1)?.text, 'x');
});

test('a wrong token, a broken one and an unknown method are told apart', async (t) => {
  const { world } = await setTheStage(t);
  const ask = async (token: string, method: string) => (await fetch(`${world.apiUrl}/bot${token}/${method}`)).json();
  assert.deepEqual(await ask('1:wrong', 'getMe'), { ok: false, error_code: 401, description: 'Unauthorized' });
  assert.deepEqual(await ask('broken', 'getMe'), { ok: false, error_code: 404, description: 'Not Found' });
  assert.deepEqual(await ask(world.token, 'paint'), {
    ok: false,
    error_code: 404,
    description: 'Not Found: method not found',
  });
});
