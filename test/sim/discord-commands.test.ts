// The little Discord accepts the command definitions Discord accepts, and lets people type only what they define.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ApplicationCommandType, InteractionType } from 'discord-api-types/v10';
import { assertComplaint, IMAGINE, setUp, type Rig } from './discord-rig.ts';

const register = ({ world, call }: Rig, commands: readonly unknown[]) =>
  call('PUT', `/applications/${world.applicationId}/commands`, { json: commands });

const options = (count: number, choices: readonly unknown[] = []) =>
  Array.from({ length: count }, (_, n) => ({ type: 3, name: `option-${n}`, description: 'An option', choices }));

const choices = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ name: `${n}`, value: `${n}`.padStart(12, '-') }));

describe('a definition is refused', () => {
  const cases: readonly (readonly [string, object, string, string])[] = [
    ['with capitals in its name', { name: 'Imagine' }, 'name', 'APPLICATION_COMMAND_INVALID_NAME'],
    ['with a space in its name', { name: 'im agine' }, 'name', 'APPLICATION_COMMAND_INVALID_NAME'],
    ['with a name of 33 characters', { name: 'x'.repeat(33) }, 'name', 'BASE_TYPE_BAD_LENGTH'],
    ['without a description', { description: undefined }, 'description', 'BASE_TYPE_REQUIRED'],
    ['with a description of 101 characters', { description: 'x'.repeat(101) }, 'description', 'BASE_TYPE_BAD_LENGTH'],
    ['with 26 options', { options: options(26) }, 'options', 'BASE_TYPE_MAX_LENGTH'],
    [
      'with a required option behind an optional one',
      { options: [...options(1), { type: 3, name: 'late', description: 'd', required: true }] },
      'options.1',
      'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
    ],
    [
      'with two options of one name',
      { options: [...options(1), ...options(1)] },
      'options.1',
      'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS',
    ],
    ['with 26 choices', { options: options(1, choices(26)) }, 'options.0.choices', 'BASE_TYPE_MAX_LENGTH'],
    [
      'with a text choice for a number',
      { options: [{ type: 4, name: 'a', description: 'd', choices: [{ name: 'x', value: 'x' }] }] },
      'options.0.choices.0.value',
      'NUMBER_TYPE_COERCE',
    ],
    ['with an unknown language', { name_localizations: { xx: 'a' } }, 'name_localizations.xx', 'BASE_TYPE_CHOICES'],
    [
      'with a translation that is too long',
      { description_localizations: { 'zh-CN': '画'.repeat(101) } },
      'description_localizations.zh-CN',
      'BASE_TYPE_BAD_LENGTH',
    ],
    [
      'with subcommands beside options',
      { options: [...options(1), { type: 1, name: 'list', description: 'd' }] },
      'options',
      'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
    ],
    [
      'with more than 8000 characters in all',
      { options: options(25, choices(25)) },
      '',
      'APPLICATION_COMMAND_TOO_LARGE',
    ],
  ];
  for (const [title, change, path, code] of cases) {
    test(title, async (t) => {
      const heard = await register(await setUp(t), [{ name: 'show', description: 'Shows', ...change }]);
      assertComplaint(heard, path === '' ? '0' : `0.${path}`, code);
    });
  }

  test('when its name is taken by another, and the old set stays', async (t) => {
    const rig = await setUp(t);
    assertComplaint(await register(rig, [IMAGINE, IMAGINE]), '1', 'APPLICATION_COMMANDS_DUPLICATE_NAME');
    assert.deepEqual(
      rig.world.commands.map(({ name }) => name),
      ['imagine'],
    );
  });
});

test('a whole set replaces the old one, and a name that stays keeps its id', async (t) => {
  const rig = await setUp(t);
  const before = rig.world.commands[0]?.id;
  await register(rig, [IMAGINE, { name: 'balance', description: 'Your credits' }]);
  assert.deepEqual(
    rig.world.commands.map(({ name }) => name),
    ['imagine', 'balance'],
  );
  assert.equal(rig.world.commands[0]?.id, before);
  const listed = await rig.call('GET', `/applications/${rig.world.applicationId}/commands`);
  assert.equal(listed.body[1]?.['name'], 'balance');
});

describe('a person', () => {
  const draw = {
    ...IMAGINE,
    options: [
      { type: 3, name: 'prompt', description: 'd', required: true, max_length: 20 },
      { type: 4, name: 'count', description: 'd', min_value: 1, max_value: 4 },
      { type: 3, name: 'model', description: 'd', choices: [{ name: 'Fast one', value: 'fast' }] },
      { type: 5, name: 'private', description: 'd' },
      { type: 11, name: 'image', description: 'd' },
    ],
  };

  test('types what the command defines, and the bot gets it resolved', async (t) => {
    const rig = await setUp(t);
    await register(rig, [draw]);
    const image = { name: 'in.png', bytes: new Uint8Array([1, 2]), contentType: 'image/png' };
    const { payload } = rig.ada.slash(rig.channel, 'imagine', {
      prompt: 'fox',
      count: 4,
      model: 'Fast one',
      private: true,
      image,
    });
    assert.ok(
      payload.type === InteractionType.ApplicationCommand && payload.data.type === ApplicationCommandType.ChatInput,
    );
    const values = Object.fromEntries(
      payload.data.options?.map((option) => [option.name, 'value' in option ? option.value : null]) ?? [],
    );
    const [attachment] = Object.values(payload.data.resolved?.attachments ?? {});
    assert.deepEqual(values, { prompt: 'fox', count: 4, model: 'fast', private: true, image: attachment?.id });
    assert.deepEqual(await (await fetch(attachment?.url ?? '')).bytes(), image.bytes);
    assert.deepEqual([payload.guild_locale, payload.locale, payload.context], ['en-US', 'en-US', 0]);
  });

  test('cannot type what it does not', async (t) => {
    const rig = await setUp(t);
    await register(rig, [
      draw,
      { name: 'project', description: 'd', options: [{ type: 1, name: 'list', description: 'd' }] },
    ]);
    const type = (command: string, options?: Parameters<typeof rig.ada.slash>[2]) => () =>
      rig.ada.slash(rig.channel, command, options);
    assert.throws(type('draw'), /registered no \/draw; there are: \/imagine, \/project/);
    assert.throws(type('imagine'), /needs the option prompt/);
    assert.throws(type('imagine', { prompt: 'x', seed: 1 }), /no option seed/);
    assert.throws(type('imagine', { prompt: 1 }), /prompt takes text/);
    assert.throws(type('imagine', { prompt: 'x'.repeat(21) }), /too short or too long/);
    assert.throws(type('imagine', { prompt: 'x', count: 5 }), /out of range/);
    assert.throws(type('imagine', { prompt: 'x', count: 1.5 }), /takes a number/);
    assert.throws(type('imagine', { prompt: 'x', model: 'slow' }), /one of Fast one/);
    assert.throws(type('imagine', { prompt: 'x', image: 'file' }), /takes a file/);
    assert.throws(type('project'), /needs a subcommand: list/);
    assert.throws(type('project drop'), /There is no \/project drop/);
    type('project list')();
    assert.equal(rig.world.interactions.size, 1);
  });

  test('finds a command only where it is offered', async (t) => {
    const rig = await setUp(t);
    await register(rig, [{ ...draw, integration_types: [0], contexts: [0] }]);
    const eve = rig.world.person({ name: 'Eve' });
    const elsewhere = rig.world.channel({ name: 'elsewhere', bot: false });
    assert.throws(() => rig.ada.slash(elsewhere, 'imagine', { prompt: 'x' }), /not offered in elsewhere/);
    assert.throws(
      () => rig.ada.slash(rig.world.dm(rig.ada), 'imagine', { prompt: 'x' }),
      /not offered in the DM with Ada/,
    );
    assert.throws(
      () => eve.slash(rig.world.dm(rig.ada), 'imagine', { prompt: 'x' }),
      /Eve cannot write in the DM of Ada/,
    );
  });

  test('asks in a DM as a user and in a server as a member', async (t) => {
    const { world, ada, channel } = await setUp(t);
    const inDm = ada.slash(world.dm(ada), 'imagine', { prompt: 'x' }).payload;
    assert.deepEqual([inDm.user?.id, inDm.member, inDm.guild_id, inDm.context], [ada.id, undefined, undefined, 1]);
    const inServer = ada.slash(channel, 'imagine', { prompt: 'x' }).payload;
    assert.deepEqual(
      [inServer.user, inServer.member?.user.id, inServer.guild_id],
      [undefined, ada.id, channel.guildId],
    );
  });
});
