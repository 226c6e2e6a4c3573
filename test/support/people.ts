// People at a core: what they type and press, and the work that follows, done to its end without a queue.

import assert from 'node:assert/strict';
import type { Accepted, Asking, Pressing, ProposedRun, Repeated } from '../../src/core/answers.ts';
import type { Asks } from '../../src/core/rights-answers.ts';
import type { DiscordAddress } from '../../src/core/domain/chat.ts';
import type { AccountId, DeliveryId, TaskId } from '../../src/core/domain/ids.ts';
import type { Wish } from '../../src/core/domain/order.ts';
import { Refusal, type RefusalCode } from '../../src/core/domain/refusal.ts';
import type { TaskOutcome } from '../../src/core/usecases/run-task.ts';
import type { GenerationView } from '../../src/core/domain/view.ts';
import type { CoreRig } from './core.ts';

let events = 0;

/** A new event of a person, unless `eventId` names an old one. */
export function asking(userId = 'ada', eventId = `e${(events += 1)}`): Asking {
  const address: DiscordAddress = {
    platform: 'discord',
    applicationId: '1',
    channelId: '2',
    userId,
    botInChannel: true,
    ephemeral: false,
    token: 'token',
    tokenUntil: '2999-01-01T00:00:00.000Z',
  };
  return {
    event: { platform: 'discord', id: eventId },
    person: { platform: 'discord', userId, locale: 'en' },
    address,
  };
}

export function pressing(userId = 'ada', message = 'status'): Pressing {
  return { ...asking(userId), message };
}

export function wish(prompt: string, count: number | null = null, more: Partial<Wish> = {}): Wish {
  return {
    prompt,
    negativePrompt: null,
    model: null,
    aspectRatio: null,
    resolution: '512',
    seed: null,
    count: count === null ? null : String(count),
    style: null,
    ...more,
  };
}

/** The answer of something that was accepted; fails for an event that was handled before, and where somebody has to agree first. */
export function accepted<A extends { kind: string }>(answer: Repeated | Asks | A): Exclude<A, Repeated | Asks> {
  assert.ok(answer.kind !== 'repeated' && answer.kind !== 'asks', answer.kind);
  return answer as Exclude<A, Repeated | Asks>;
}

/** The answer of something that was accepted, once the chat has shown it. */
export async function shown<A extends { kind: string; deliveryId: DeliveryId | null }>(
  { core }: Pick<CoreRig, 'core'>,
  answered: Promise<Repeated | Asks | A>,
): Promise<Exclude<A, Repeated | Asks>> {
  const answer = accepted<A>(await answered);
  if (answer.deliveryId) await core.chat.statusShown(answer.deliveryId, 'status');
  return answer;
}

/** `/imagine`, with the status message shown. */
export function imagine(rig: CoreRig, prompt: string, count = 1, userId = 'ada'): Promise<Accepted<GenerationView>> {
  return shown(rig, rig.core.chat.requestGeneration(asking(userId), wish(prompt, count)));
}

/** `/bulk` with one prompt a line. */
export function propose(rig: CoreRig, lines: readonly string[], userId = 'ada'): Promise<ProposedRun> {
  const bytes = Buffer.from(lines.join('\n'));
  return shown(rig, rig.core.chat.proposeRun(asking(userId), { name: 'prompts.csv', bytes }));
}

export async function accountOf({ store }: CoreRig, userId = 'ada'): Promise<AccountId> {
  const id = await store.accounts.find({ platform: 'discord', userId });
  assert.ok(id);
  return id;
}

/** What an account can spend and what is set aside. */
export async function creditsOf(rig: CoreRig, userId = 'ada'): Promise<{ available: number; held: number }> {
  const { available, held } = await rig.store.ledger.read(await accountOf(rig, userId));
  return { available, held };
}

/** For assert.rejects: an expected no with this code. */
export function refusedWith(code: RefusalCode): (error: unknown) => boolean {
  return (error) => error instanceof Refusal && error.says.code === code;
}

type StopFor = Parameters<CoreRig['core']['runTask']>[2];

const NEVER: StopFor = () => ({ signal: new AbortController().signal, done: () => {} });

/** Runs one dispatched task as a worker would. */
export function work(
  { core }: CoreRig,
  task: { id: TaskId; gen: number },
  stopFor: StopFor = NEVER,
): Promise<TaskOutcome> {
  return core.runTask(task.id, task.gen, stopFor);
}

const MAX_ROUNDS = 100;

/** Does all work that is owed, and all that follows from it; back-offs are not waited for. */
export async function workOff(rig: CoreRig): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    await showAnswers(rig);
    await skipPauses(rig);
    const tasks = [];
    for (const { pool } of await rig.store.tasks.pools())
      tasks.push(...(await rig.store.tasks.dispatch(pool, 500, 30_000)));
    await Promise.all(tasks.map((task) => work(rig, task)));
    const runs = await rig.store.runs.running();
    for (const run of runs) await rig.core.tendRun(run);
    if (tasks.length === 0 && runs.length === 0) return;
  }
  assert.fail('work that never ends');
}

/** Every answer a result still waits for has been shown. */
async function showAnswers({ database }: CoreRig): Promise<void> {
  await database.pool.query(`update delivery set status_expected_until = null where state = 'open'`);
}

/** Back-offs are over, as if their time had passed. */
export async function skipPauses({ database }: CoreRig): Promise<void> {
  await database.pool.query(`update task set not_before = now() - interval '1 second' where state = 'queued'`);
}

/** Leases have run out, as if nobody had renewed them. */
export async function expireLeases({ database }: CoreRig): Promise<void> {
  await database.pool.query(
    `update task set lease_until = now() - interval '1 second' where state in ('dispatched', 'running')`,
  );
}
