// The drill after a breach: who is affected is one query, with a way to reach each, and each is told once.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Breach } from '../../../src/core/affected-rows.ts';
import { coreRig, type CoreRig } from '../../support/core.ts';
import { confirm, eraseFully } from '../../support/erasing.ts';
import { accountOf, asking, imagine, workOff } from '../../support/people.ts';

const HOUR_MS = 3_600_000;

async function affected({ core }: CoreRig, what: Breach['what'], until = new Date(Date.now() + HOUR_MS)) {
  return Array.fromAsync(core.affected.accounts({ what, since: new Date(Date.now() - HOUR_MS), until }));
}

describe('P37: who is affected by a breach', () => {
  test('is whoever was there and has some of what was seen, with where they are told', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox', 1, 'ada');
    await rig.core.chat.welcome(asking('ben'));
    await rig.core.chat.disagree(asking('ben'), null);
    const ada = { accountId: await accountOf(rig, 'ada'), locale: 'en', platform: 'discord', userId: 'ada' };
    const ben = { accountId: await accountOf(rig, 'ben'), locale: 'en', platform: 'discord', userId: 'ben' };
    assert.deepEqual(await affected(rig, 'content'), [ada]);
    for (const what of ['login', 'everything'] as const) assert.deepEqual(await affected(rig, what), [ada, ben]);
    await rig.database.pool.query(`update account set created_at = now() + interval '2 hours' where id = $1`, [
      ben.accountId,
    ]);
    assert.deepEqual(
      (await affected(rig, 'login')).map(({ userId }) => userId),
      ['ada'],
    );
  });

  test('counts those who were erased since, whom nobody can tell', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox', 1, 'ada');
    await workOff(rig);
    const since = new Date(Date.now() - HOUR_MS);
    assert.equal(await rig.core.affected.erasedSince(since), 0);
    await confirm(rig, { platform: 'discord', userId: 'ada' });
    await eraseFully(rig);
    assert.equal(await rig.core.affected.erasedSince(since), 1);
    assert.deepEqual(await affected(rig, 'everything'), []);
  });

  test('is told once, also when they have paused and want no news', async (t) => {
    const rig = await coreRig(t);
    await rig.core.chat.welcome(asking('ada'));
    await rig.core.chat.pause(asking('ada'), true);
    await rig.core.chat.disagree(asking('ada'), null);
    const words = { en: 'Somebody has seen your user id.', 'zh-CN': '有人看到了您的用户编号。' };
    for (let round = 0; round < 2; round++)
      for (const each of await affected(rig, 'everything'))
        assert.ok(await rig.core.tellAffected(each, 'breach-1', words));
    await workOff(rig);
    assert.deepEqual(
      rig.chat.notes.map(({ view }) => view.kind === 'notice' && view.notice),
      [{ about: 'announcement', news: 'security', words }],
    );
  });

  test('is listed a page at a time, by one query each, and nobody twice', async (t) => {
    const rig = await coreRig(t);
    const people = Array.from({ length: 23 }, (_, at) => `person-${at}`);
    for (const user of people) await rig.store.accounts.recognise(asking(user).person);
    const breach = { what: 'login', since: new Date(0), until: new Date(Date.now() + HOUR_MS) } as const;
    const found = [];
    for (;;) {
      const page = await rig.store.affected.accounts(breach, found.at(-1)?.accountId ?? null, 10);
      found.push(...page);
      if (page.length < 10) break;
    }
    assert.deepEqual(found.map(({ userId }) => String(userId)).toSorted(), people.toSorted());
  });
});
