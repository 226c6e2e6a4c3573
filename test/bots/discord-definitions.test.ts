// Our commands as Discord gets them: accepted as they are, registered once, and refused at the start when a limit is broken.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Command, CommandOption } from '../../src/bots/commands/command.ts';
import { COMMANDS } from '../../src/bots/commands/index.ts';
import { defineCommands, isRegistered } from '../../src/bots/discord/definitions.ts';
import { setUp } from '../sim/discord-rig.ts';

const models = [
  { name: 'sketch', label: 'Sketch', credits: 0, ratios: ['1:1', '16:9'], resolutions: ['1k'], takesSeed: true },
];

function command(rest: Partial<Command>): Command {
  const run = () => Promise.resolve(null);
  return { name: 'paint', describe: 'command-imagine', options: [], private: false, run, ...rest };
}

function option(rest: Partial<CommandOption>): CommandOption {
  return { name: 'prompt', describe: 'option-prompt', kind: 'text', required: false, ...rest };
}

describe('Our commands', () => {
  test('are accepted by Discord, in two languages and wherever people are', async (t) => {
    const { world, call } = await setUp(t);
    const definitions = defineCommands(COMMANDS, models);
    const put = await call('PUT', `/applications/${world.applicationId}/commands`, { json: definitions });
    assert.equal(put.status, 200, JSON.stringify(put.body));
    const imagine = world.commands.find(({ name }) => name === 'imagine') ?? assert.fail();
    assert.deepEqual(imagine.integration_types, [0, 1]);
    assert.deepEqual(imagine.contexts, [0, 1, 2]);
    assert.match(imagine.description_localizations?.['zh-CN'] ?? '', /\p{sc=Han}/u);
  });

  test('are known to be registered by what Discord sends back, and not when something changed', async (t) => {
    const { world, call } = await setUp(t);
    const definitions = defineCommands(COMMANDS, models);
    await call('PUT', `/applications/${world.applicationId}/commands`, { json: definitions });
    assert.ok(isRegistered(world.commands, definitions));
    assert.ok(!isRegistered(world.commands, defineCommands(COMMANDS.slice(1), models)));
    const dearer = models.map((model) => ({ ...model, credits: 9 }));
    assert.ok(!isRegistered(world.commands, defineCommands(COMMANDS, dearer)));
    assert.ok(!isRegistered([], definitions));
  });
});

describe('A definition that Discord would refuse', () => {
  const twentySix = Array.from({ length: 26 }, (_, n) => ({ value: `v${n}`, label: `l${n}` }));
  const cases: readonly [string, Command, RegExp][] = [
    ['a name with a space', command({ name: 'two words' }), /two words is no name/],
    ['a name in upper case', command({ name: 'Paint' }), /Paint is no name/],
    ['a name of 33 characters', command({ name: 'x'.repeat(33) }), /is no name/],
    ['26 options', command({ options: Array.from({ length: 26 }, (_, n) => option({ name: `o${n}` })) }), /26 options/],
    ['an option twice', command({ options: [option({}), option({})] }), /option prompt twice/],
    [
      'a required option after an optional one',
      command({ options: [option({ name: 'a' }), option({ required: true })] }),
      /not first/,
    ],
    ['26 choices', command({ options: [option({ kind: 'choice', choices: () => twentySix })] }), /26 choices/],
    [
      'a choice twice',
      command({
        options: [option({ kind: 'choice', choices: () => [...twentySix.slice(0, 1), { value: 'w', label: 'l0' }] })],
      }),
      /choice l0 of prompt twice/,
    ],
    [
      'a label of 101 characters',
      command({ options: [option({ kind: 'choice', choices: () => [{ value: 'v', label: 'x'.repeat(101) }] })] }),
      /101 characters/,
    ],
  ];
  for (const [what, broken, complaint] of cases) {
    test(`stops the program when it starts: ${what}`, () => {
      assert.throws(() => defineCommands([broken], models), complaint);
    });
  }
});
