// Each alarm about people's data, set off on purpose: what is late, left over, open or unlisted is seen, and told until it is mended.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AlarmAbout } from '../../../src/core/log-events.ts';
import { createMetrics, watchPrivacy } from '../../../src/metrics.ts';
import { coreRig, newId, type CoreRig } from '../../support/core.ts';
import { accepted, asking, imagine, workOff } from '../../support/people.ts';

/** What is told about anything but the wall, which has its own test. */
async function told(rig: CoreRig, orphans: number | null = null): Promise<readonly AlarmAbout[]> {
  return (await rig.core.raiseAlarms(orphans)).filter((about) => about !== 'wall-open');
}

describe('P35: an alarm', () => {
  test('is not raised while all is well', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox', 2);
    await workOff(rig);
    await rig.core.chat.openTicket(asking(), 'Why?');
    accepted(await rig.core.chat.askExport(asking()));
    assert.deepEqual(await told(rig, 0), []);
  });

  test('says that the sweep is late by more than an hour, and stops when it has swept', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox');
    await workOff(rig);
    const pass = (time: string) =>
      rig.database.pool.query(`update image set finished_at = finished_at - $1::interval`, [time]);
    await pass('30 days 59 minutes');
    assert.deepEqual(await told(rig), []);
    await pass('2 minutes');
    assert.deepEqual(await told(rig), ['sweep-late']);
    assert.deepEqual(
      rig.logged.find((event) => event.event === 'alarm' && event.about === 'sweep-late'),
      {
        event: 'alarm',
        about: 'sweep-late',
        count: 2,
      },
    );
    await rig.core.sweep();
    assert.deepEqual(await told(rig), []);
  });

  test('says that something deleted is still there after an hour', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox');
    await workOff(rig);
    await rig.database.pool.query(`update image set saved_at = now(), deleting_at = now() - interval '61 minutes'`);
    assert.deepEqual(await told(rig), ['sweep-late']);
  });

  test('says that an erasure has not ended within a day', async (t) => {
    const rig = await coreRig(t);
    await rig.core.chat.welcome(asking());
    const { id } = accepted(await rig.core.chat.askErasure(asking()));
    await rig.core.chat.confirmErasure(asking(), id);
    const pass = (time: string) =>
      rig.database.pool.query(`update erasure set confirmed_at = confirmed_at - $1::interval`, [time]);
    await pass('23 hours 59 minutes');
    assert.deepEqual(await told(rig), []);
    await pass('2 minutes');
    assert.deepEqual(await told(rig), ['erasure-late']);
  });

  test('says that a file has had no row for an hour, and knows those that have one', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox', 2);
    await rig.core.chat.proposeRun(asking(), { name: 'a.csv', bytes: Buffer.from('prompt\na fox\n') });
    accepted(await rig.core.chat.askExport(asking()));
    await workOff(rig);
    const account = (await rig.store.accounts.find(asking().person)) ?? assert.fail();
    const strangers = [
      `t/${account}/images/${newId()}`,
      `t/${account}/runs/${newId()}/source`,
      `t/${account}/exports/${newId()}/part-1`,
      `t/${account}/elsewhere/1`,
    ];
    for (const key of strangers) await rig.bucket.putIfAbsent(key, Buffer.from('x'), 'image/png');
    assert.equal(await rig.core.findOrphans(), 0, 'they may be about to get one');
    rig.clock.advance(3_600_001);
    const found = await rig.core.findOrphans();
    assert.equal(found, strangers.length);
    assert.deepEqual(await told(rig, found), ['orphans']);
    const nobodys = `t/${newId()}/images/${newId()}`;
    assert.deepEqual(await rig.store.watch.orphans([nobodys]), [nobodys]);
    for (const key of strangers) await rig.bucket.remove(key);
    assert.equal(await rig.core.findOrphans(), 0);
  });

  test('says that the wall between accounts is open', async (t) => {
    const rig = await coreRig(t);
    const { wallHoles } = await rig.core.watch();
    await rig.database.pool.query('alter table ticket no force row level security, disable row level security');
    await rig.database.pool.query('grant select on consent to public');
    assert.ok((await rig.core.watch()).wallHoles > wallHoles);
    assert.ok((await rig.core.raiseAlarms(0)).includes('wall-open'));
  });

  test('says that database and catalogue are not about the same columns', async (t) => {
    const rig = await coreRig(t);
    await rig.database.pool.query('alter table image add column viewed_by text');
    assert.deepEqual(await told(rig), ['catalogue-drift']);
    await rig.database.pool.query('alter table image drop column viewed_by');
    assert.deepEqual(await told(rig), []);
  });

  test('has a figure to be watched by, which says nothing while it cannot be had', async () => {
    const health = { sweepSeconds: 1, erasureSeconds: 2, requestSeconds: 3, wallHoles: 4, unlisted: 5 };
    const { registry, count } = createMetrics();
    watchPrivacy(
      registry,
      () => Promise.resolve(health),
      () => Promise.resolve(6),
      () => {},
    );
    await registry.metrics();
    count({ event: 'alarm', about: 'orphans', count: 6 });
    const text = await registry.metrics();
    for (const line of [
      'easel_sweep_late_seconds 1',
      'easel_erasure_oldest_seconds 2',
      'easel_request_oldest_seconds 3',
      'easel_wall_holes 4',
      'easel_catalogue_drift 5',
      'easel_orphan_objects 6',
      'easel_privacy_alarms_total{about="orphans"} 1',
    ])
      assert.ok(text.includes(`\n${line}\n`), line);
    const away = createMetrics();
    const gone = (): Promise<never> => Promise.reject(new Error('away'));
    watchPrivacy(away.registry, gone, gone, () => {});
    assert.match(await away.registry.metrics(), /^easel_wall_holes nan$/im);
  });
});

for (const [what, ask] of [
  ['a question', (rig: CoreRig) => rig.core.chat.openTicket(asking(), 'Why?')],
  ['a copy', (rig: CoreRig) => rig.core.chat.askExport(asking())],
] as const)
  test(`P47: the alarm about ${what} goes off on day 20, ten before the last`, async (t) => {
    const rig = await coreRig(t);
    await rig.core.chat.welcome(asking());
    await ask(rig);
    const pass = async (time: string): Promise<void> => {
      await rig.database.pool.query(`update ticket set created_at = created_at - $1::interval`, [time]);
      await rig.database.pool.query(`update export set asked_at = asked_at - $1::interval`, [time]);
    };
    await pass('19 days 23 hours');
    assert.deepEqual(await told(rig), []);
    await pass('2 hours');
    assert.deepEqual(await told(rig), ['request-late']);
  });
