// Agreeing to the notice: asked once with the first request, which waits for it; refused and taken back as easily; asked again
// only when there is something new in it.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { Accepted } from '../../../src/core/answers.ts';
import type { Agreeing, Asks, GoesOn } from '../../../src/core/rights-answers.ts';
import { createCore } from '../../../src/core/core.ts';
import type { GenerationView, RunView } from '../../../src/core/domain/view.ts';
import { NOTICE_VERSIONS } from '../../../src/core/notice-versions.ts';
import { currentNotice, type NoticeVersion } from '../../../src/core/privacy-versions.ts';
import { coreRig, STARTER_CREDITS, type CoreRig } from '../../support/core.ts';
import {
  accepted,
  accountOf,
  asking,
  creditsOf,
  pressing,
  propose,
  refusedWith,
  wish,
  workOff,
} from '../../support/people.ts';
import { readTables, written } from '../../support/tables.ts';

const asked = (t: TestContext): Promise<CoreRig> => coreRig(t, { consent: 'ask' });

/** Asks for pictures, and is asked to agree. */
async function askedBack(rig: CoreRig, prompt = 'a fox', count = 2, userId = 'ada'): Promise<Asks> {
  const answer = await rig.core.chat.requestGeneration(asking(userId), wish(prompt, count));
  assert.ok(answer.kind === 'asks', answer.kind);
  return answer;
}

/** A press on Agree, as shown in English. */
function yes(goesOn: GoesOn | null, version = currentNotice().version): Agreeing {
  return { version: version.slice(0, 8), language: 'en', goesOn };
}

/** Agrees, and what was asked for goes on. */
async function agreeing(
  rig: CoreRig,
  goesOn: GoesOn | null,
  version?: string,
): Promise<Accepted<GenerationView> | Accepted<RunView>> {
  const answer = await rig.core.chat.agree(pressing(), yes(goesOn, version));
  assert.ok(answer.kind === 'accepted', answer.kind);
  if (answer.deliveryId) await rig.core.chat.statusShown(answer.deliveryId, 'status');
  return answer;
}

async function consentsOf({ database }: CoreRig): Promise<readonly Record<string, unknown>[]> {
  const { rows } = await database.pool.query(
    `select version, language, given_at between now() - interval '1 minute' and now() as lately, withdrawn_at is not null as withdrawn
     from consent order by given_at`,
  );
  return rows;
}

describe('the first request', () => {
  test('P53: waits for an agreement: kept, not drawn, not charged', async (t) => {
    const rig = await asked(t);
    await rig.core.chat.welcome(asking());
    const before = await readTables(rig.database.pool);
    const { changes, goesOn, version } = await askedBack(rig);
    assert.deepEqual([changes, goesOn?.kind, version], [null, 'request', currentNotice().version]);
    assert.deepEqual(written(before, await readTables(rig.database.pool)), { inbound_event: 1, kept_request: 1 });
    await workOff(rig);
    assert.equal(rig.pictures.drawn.size, 0);
    assert.deepEqual(await creditsOf(rig), { available: STARTER_CREDITS, held: 0 });
  });

  test('P53: goes on with one press, which is remembered with version, language and time', async (t) => {
    const rig = await asked(t);
    const { goesOn, version } = await askedBack(rig, 'a fox', 3);
    const { view } = await agreeing(rig, goesOn);
    assert.ok(view.kind === 'generation');
    assert.deepEqual([view.order.prompt, view.images.length], ['a fox', 3]);
    assert.deepEqual(await consentsOf(rig), [{ version, language: 'en', lately: true, withdrawn: false }]);
    await workOff(rig);
    assert.deepEqual([...rig.pictures.drawn], [['a fox', 3]]);
    assert.deepEqual(await creditsOf(rig), { available: STARTER_CREDITS - 3, held: 0 });
    await assertAsksNoMore(rig);
  });

  test('P53: goes on once, however often Agree is pressed', async (t) => {
    const rig = await asked(t);
    const { goesOn } = await askedBack(rig);
    const presses = await Promise.allSettled(
      Array.from({ length: 5 }, () => rig.core.chat.agree(pressing(), yes(goesOn))),
    );
    const kinds = presses.map((press) => (press.status === 'fulfilled' ? press.value.kind : 'refused'));
    assert.equal(kinds.filter((kind) => kind === 'accepted').length, 1, kinds.join());
    assert.equal((await consentsOf(rig)).length, 1);
    await workOff(rig);
    assert.equal(rig.pictures.drawn.get('a fox'), 2);
  });

  test('of somebody else is not theirs to agree or to say no to', async (t) => {
    const rig = await asked(t);
    const { goesOn } = await askedBack(rig);
    await rig.core.chat.welcome(asking('ben'));
    await assert.rejects(rig.core.chat.agree(pressing('ben'), yes(goesOn)), refusedWith('not-yours'));
    await assert.rejects(rig.core.chat.disagree(asking('ben'), goesOn), refusedWith('not-yours'));
    assert.deepEqual(await consentsOf(rig), []);
  });

  test('is kept in place of an earlier one, and no longer than a day', async (t) => {
    const rig = await asked(t);
    const first = await askedBack(rig, 'a fox');
    const second = await askedBack(rig, 'an owl');
    const lost = await rig.core.chat.agree(pressing(), yes(first.goesOn));
    assert.deepEqual(lost, { kind: 'agreed', lost: true });
    assert.equal((await readTables(rig.database.pool))['kept_request']?.rows, 1);
    await rig.database.pool.query(`update kept_request set kept_at = kept_at - interval '25 hours'`);
    await rig.core.countUsage();
    assert.equal((await readTables(rig.database.pool))['kept_request']?.rows, 0);
    assert.deepEqual(await rig.core.chat.agree(pressing(), yes(second.goesOn)), { kind: 'agreed', lost: true });
  });

  test('of a file is priced without being asked; Start asks, and Agree starts what was pressed', async (t) => {
    const rig = await asked(t);
    for (const rows of ['all', 'good'] as const) {
      const userId = `ada-${rows}`;
      const lines = ['prompt,count', 'a fox,1', ...(rows === 'good' ? ['an owl,99'] : []), 'a hen,2'];
      const { view } = await propose(rig, lines, userId);
      const answer = await rig.core.chat.startRun(pressing(userId), view.id, rows);
      assert.ok(answer.kind === 'asks');
      assert.deepEqual(answer.goesOn, { kind: 'run', id: view.id, rows });
      const started = await rig.core.chat.agree(pressing(userId), yes(answer.goesOn));
      assert.ok(started.kind === 'accepted' && started.view.kind === 'run');
      assert.deepEqual([started.view.state, started.view.rows], ['running', 2]);
    }
  });

  test('to buy something says that the notice comes first, and nothing is begun', async (t) => {
    const rig = await coreRig(t, { consent: 'ask', rails: { discord: ['stars'], telegram: ['stars'] } });
    await assert.rejects(rig.core.chat.invoiceStars(asking(), 'pack-100'), refusedWith('notice-first'));
    await rig.core.chat.agree(pressing(), yes(null));
    accepted(await rig.core.chat.invoiceStars(asking(), 'pack-100'));
  });

  test('where use is agreement points to the notice, and later ones do not', async (t) => {
    const rig = await coreRig(t);
    const first = accepted(await rig.core.chat.requestGeneration(asking(), wish('a fox')));
    assert.equal(first.introduces, true);
    const second = accepted(await rig.core.chat.requestGeneration(asking(), wish('a fox')));
    assert.equal(second.introduces, undefined);
    assert.equal((await consentsOf(rig)).length, 1);
  });
});

describe('a no', () => {
  test('P53: leaves everything to do with rights, and nothing else', async (t) => {
    const rig = await asked(t);
    const { goesOn } = await askedBack(rig);
    assert.deepEqual(accepted(await rig.core.chat.disagree(asking(), goesOn)), {
      kind: 'disagreed',
      isKnown: true,
      images: 0,
    });
    assert.equal((await readTables(rig.database.pool))['kept_request']?.rows, 0);
    for (const answer of [
      await rig.core.chat.privacySummary(asking()),
      await rig.core.chat.privacyMe(asking()),
      await rig.core.chat.settings(asking()),
      await rig.core.chat.askErasure(asking()),
    ])
      assert.notEqual(answer.kind, 'repeated');
    await askedBack(rig);
    await assert.rejects(propose(rig, ['prompt', 'a fox']), refusedWith('notice-first'));
    await workOff(rig);
    assert.equal(rig.pictures.drawn.size, 0);
  });

  test('of a stranger makes no account', async (t) => {
    const rig = await asked(t);
    const before = await readTables(rig.database.pool);
    assert.deepEqual(await rig.core.chat.disagree(asking(), null), { kind: 'disagreed', isKnown: false, images: 0 });
    assert.deepEqual(written(before, await readTables(rig.database.pool)), { inbound_event: 1 });
  });

  test('P54: taken back with one press, the agreement ends what waits at once, and its credits are back', async (t) => {
    const rig = await asked(t);
    const { goesOn } = await askedBack(rig, 'a fox', 4);
    await agreeing(rig, goesOn);
    const { view } = await propose(rig, ['prompt', 'an owl', 'a hen']);
    await rig.core.chat.startRun(pressing(), view.id, 'all');
    const answer = accepted(await rig.core.chat.disagree(asking(), null));
    assert.equal(answer.images, 6);
    await workOff(rig);
    assert.equal(rig.pictures.drawn.size, 0);
    assert.deepEqual(await creditsOf(rig), { available: STARTER_CREDITS, held: 0 });
    assert.deepEqual(
      (await consentsOf(rig)).map(({ withdrawn }) => withdrawn),
      [true],
    );
    await askedBack(rig);
  });

  test('P54: a worker that gets a picture after that draws nothing, whatever came before it in between', async (t) => {
    const rig = await asked(t);
    const { goesOn } = await askedBack(rig, 'a fox', 2);
    await agreeing(rig, goesOn);
    // As if the request had been written in the very moment it was taken back.
    await rig.database.pool.query('update account set refused_at = now()');
    await workOff(rig);
    assert.equal(rig.pictures.drawn.size, 0);
    assert.deepEqual(await creditsOf(rig), { available: STARTER_CREDITS, held: 0 });
  });

  test('P54: where use is agreement, who took it back is asked', async (t) => {
    const rig = await coreRig(t);
    accepted(await rig.core.chat.requestGeneration(asking(), wish('a fox')));
    await rig.core.chat.disagree(asking(), null);
    const { goesOn } = await askedBack(rig);
    await agreeing(rig, goesOn);
    await assertAsksNoMore(rig);
  });
});

describe('a changed notice', () => {
  const before = currentNotice();
  const longer: NoticeVersion = {
    ...before,
    version: 'ffffffffffff',
    date: '2999-01-01',
    keeps: { ...before.keeps, ticket: { days: 9_999 } },
  };
  const reworded: NoticeVersion = { ...before, version: 'eeeeeeeeeeee', date: '2999-01-01' };

  /** Ada has agreed to the notice as it was; the core that comes after has another. */
  async function agreedBefore(t: TestContext, next: NoticeVersion): Promise<CoreRig> {
    const rig = await asked(t);
    await rig.core.chat.agree(pressing(), yes(null));
    const ports = { ...rig.ports, noticeVersions: [...NOTICE_VERSIONS, next] };
    return { ...rig, ports, core: createCore(ports) };
  }

  test('P52: is told once with the difference, and needs another yes', async (t) => {
    const rig = await agreedBefore(t, longer);
    const { person } = asking();
    assert.equal((await rig.core.chat.standing(person)).owesNews, true);
    await Promise.all([rig.core.chat.tellNoticeChange(asking()), rig.core.chat.tellNoticeChange(asking())]);
    assert.equal((await rig.core.chat.standing(person)).owesNews, false);
    await workOff(rig);
    const changes = [{ kind: 'longer', table: 'ticket' }];
    assert.deepEqual(
      rig.chat.notes.map(({ view }) => view.kind === 'notice' && view.notice),
      [{ about: 'notice-changed', version: longer.version, changes }],
    );
    const answer = await askedBack(rig);
    assert.deepEqual(answer.changes, changes);
    await assert.rejects(rig.core.chat.agree(pressing(), yes(answer.goesOn)), refusedWith('notice-changed'));
    await agreeing(rig, answer.goesOn, longer.version);
    await assertAsksNoMore(rig);
    assert.equal((await rig.core.chat.standing(person)).owesNews, false);
  });

  test('P52: whoever is asked about it with a request is not told a second time', async (t) => {
    const rig = await agreedBefore(t, longer);
    await askedBack(rig);
    assert.equal((await rig.core.chat.standing(asking().person)).owesNews, false);
    await rig.core.chat.tellNoticeChange(asking());
    await workOff(rig);
    assert.deepEqual(rig.chat.notes, []);
  });

  test('P52: in words alone asks nobody', async (t) => {
    const rig = await agreedBefore(t, reworded);
    assert.equal((await rig.core.chat.standing(asking().person)).owesNews, false);
    await assertAsksNoMore(rig);
  });
});

async function assertAsksNoMore(rig: CoreRig): Promise<void> {
  accepted(await rig.core.chat.requestGeneration(asking(), wish('a later fox')));
  assert.ok(await accountOf(rig));
}
