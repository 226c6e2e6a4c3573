// Our commands as Telegram gets them: two lists, set only when they changed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMANDS } from '../../src/bots/commands/index.ts';
import { defineCommands, registerCommands } from '../../src/bots/telegram/definitions.ts';
import { ApiRefusal } from '../../sim/telegram/refusals.ts';
import { setTheStage } from '../sim/telegram-setup.ts';

test('Our commands are set in two languages, and left alone when they are there', async (t) => {
  const { world, api } = await setTheStage(t);
  await registerCommands(api, defineCommands(COMMANDS));
  assert.equal(world.commands.length, 2);
  const chinese = await api.getMyCommands({ language_code: 'zh' });
  assert.match(chinese[0]?.description ?? '', /\p{sc=Han}/u);
  world.refuseNext('setMyCommands', new ApiRefusal(400, 'Bad Request: the list was set again'));
  await registerCommands(api, defineCommands(COMMANDS));
});

test('A definition that Telegram would refuse stops the program when it starts', () => {
  const [first] = COMMANDS;
  assert.ok(first);
  assert.throws(() => defineCommands([{ ...first, name: 'has-dash' }]), /has-dash is no name/);
});
