// Questions for a human, starter credits by the hour, and the inbox that forgets.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coreRig } from '../../support/core.ts';
import { accepted, accountOf, asking, creditsOf, refusedWith, workOff } from '../../support/people.ts';

test('a ticket has a number, three may be open, and its answer comes back to who asked, once', async (t) => {
  const rig = await coreRig(t);
  const { chat } = rig.core;
  await assert.rejects(chat.openTicket(asking(), '  '), refusedWith('ticket-empty'));
  await assert.rejects(chat.openTicket(asking(), 'x'.repeat(4_001)), refusedWith('ticket-empty'));
  const first = await chat.openTicket(asking(), ' Where are\0 my credits? ');
  assert.ok(first.kind === 'ticket');
  for (let more = 0; more < 2; more++) await chat.openTicket(asking(), 'And now?');
  await assert.rejects(chat.openTicket(asking(), 'Hello?'), refusedWith('ticket-too-many'));
  const [ticket] = await rig.core.tickets();
  assert.deepEqual([ticket?.number, ticket?.text], [first.number, 'Where are my credits?']);
  assert.equal(await rig.core.answerTicket(first.number, 'On their way.'), true);
  assert.equal(await rig.core.answerTicket(first.number, 'Again.'), false);
  assert.equal(await rig.core.answerTicket(999, 'Nobody.'), false);
  await workOff(rig);
  const views = rig.chat.notes.map(({ view }) => (view.kind === 'notice' ? view.notice : view.kind));
  assert.deepEqual(views, [{ about: 'ticket-answered', number: first.number, answer: 'On their way.' }]);
  assert.equal((await rig.core.tickets()).length, 2);
});

test('P46, P48: a ticket is taken from a stranger, and from whoever is frozen, has paused and says no to the notice', async (t) => {
  const rig = await coreRig(t, { consent: 'ask' });
  const { chat } = rig.core;
  assert.equal(accepted(await chat.openTicket(asking('stranger'), 'Who are you?')).kind, 'ticket');
  await chat.welcome(asking());
  await rig.store.transaction(async (rows) =>
    rig.ledger.freeze(rows, await accountOf(rig), { ref: 'operator:1', reason: 'operator' }),
  );
  await chat.pause(asking(), true);
  await chat.disagree(asking(), null);
  assert.equal(accepted(await chat.openTicket(asking(), 'Why?')).kind, 'ticket');
});

test('P47: whoever asks is told by when they are answered: thirty days from now', async (t) => {
  const rig = await coreRig(t);
  const { expectedBy } = accepted(await rig.core.chat.openTicket(asking(), 'Why?'));
  assert.equal(Math.round((expectedBy.getTime() - rig.clock.now().getTime()) / 8_640_000), 300);
});

test('starter credits go to so many newcomers an hour; the others get theirs later, oldest first', async (t) => {
  const rig = await coreRig(t, { starterGrantsPerHour: 2, starterCredits: 25 });
  const people = ['a', 'b', 'c', 'd', 'e'];
  for (const user of people) await rig.core.chat.welcome(asking(user));
  const all = async (): Promise<number[]> =>
    Promise.all(people.map(async (user) => (await creditsOf(rig, user)).available));
  assert.deepEqual(await all(), [25, 25, 0, 0, 0]);
  assert.equal(await rig.core.giveStarters(), 0);
  // As if an hour had passed for the database too, whose time a grant has.
  await rig.database.pool.query(`update credit_grant set created_at = created_at - interval '61 minutes'`);
  assert.equal(await rig.core.giveStarters(), 2);
  assert.deepEqual(await all(), [25, 25, 25, 25, 0]);
});

test('of two newcomers at once only one gets the last of the hour', async (t) => {
  const rig = await coreRig(t, { starterGrantsPerHour: 1, starterCredits: 25 });
  const people = ['a', 'b', 'c', 'd'];
  await Promise.all(people.map((user) => rig.core.chat.welcome(asking(user))));
  const given = await Promise.all(people.map(async (user) => (await creditsOf(rig, user)).available));
  assert.deepEqual(
    given.toSorted((a, b) => a - b),
    [0, 0, 0, 25],
  );
});

test('events are forgotten after five weeks, and what they were about is not', async (t) => {
  const rig = await coreRig(t);
  const ref = { kind: 'session', id: 'cs_1' } as const;
  for (const eventId of ['old', 'new'])
    await rig.core.hearMoney({ endpoint: 'thin', eventId, type: 'checkout.session.completed', ref });
  await rig.database.pool.query(
    `update stripe_inbox set received_at = now() - interval '36 days' where event_id = 'old'`,
  );
  assert.equal(await rig.core.forgetEvents(), 1);
  const { rows } = await rig.database.pool.query('select version::int from settlement');
  assert.deepEqual(rows, [{ version: 2 }]);
});
