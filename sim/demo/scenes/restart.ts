// The program is killed in the middle of a run and started again; buttons from before still work; nothing happens twice.

import { ask, attach, press, receive, receiveZip } from '../acting.ts';
import { balanceIn, worded } from '../reading.ts';
import { STARTER_CREDITS, type Stage } from '../stage.ts';

const ROWS = 24;

export async function killedRun(stage: Stage): Promise<void> {
  const { ann, images, program } = stage;
  stage.scene('kill -9 in the middle of a run');
  images.setLatencyMs(700);
  const rows = Array.from({ length: ROWS }, (_, n) => `island number ${n + 1} in a southern sea`);
  const proposed = await attach(stage, ann, 'islands.csv', ['prompt', ...rows].join('\n'));
  const messages = worded(ann.bubbles()).length;
  const drawnBefore = images.imageCount;
  const running = await press(stage, ann, proposed, 'Start');
  await images.until((api) => api.imageCount >= drawnBefore + 9, { timeoutMs: 30_000 });
  await program.kill();
  stage.note(
    `the program was killed with ${images.imageCount - drawnBefore} of ${ROWS} pictures drawn; starting it again`,
  );
  await stage.discord.connections.ready({ count: 0, timeoutMs: 20_000 });
  const startedAt = performance.now();
  await stage.raise();
  stage.note(`it is back after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  const { results } = await receiveZip(stage, ann, running, 'islands');
  images.setLatencyMs(0);
  stage.promise(
    `All ${ROWS} rows are there, each once`,
    results.length === ROWS && results.every((row, n) => row['status'] === 'ready' && row['prompt'] === rows[n]),
  );
  stage.promise(
    'The same status message went on: no second one came',
    worded(ann.bubbles()).length === messages,
    `${worded(ann.bubbles()).length - messages} more messages`,
  );
}

export async function oldButtons(stage: Stage): Promise<void> {
  const { ann, bob } = stage;
  stage.scene('Buttons from before the restart');
  for (const [actor, keepAs] of [
    [ann, 'fox-again'],
    [bob, 'lighthouse-again'],
  ] as const) {
    if (!actor.first) throw new Error(`${actor.name} never got a first picture`);
    const [before] = actor.pictures(actor.first);
    const again = await press(stage, actor, actor.first, 'Re-roll');
    const [after] = await receive(stage, actor, again, { pictures: 1, credits: 1, keepAs });
    stage.promise(
      'It is the same request with a new seed: another picture, and the first one stays',
      after !== undefined && before !== undefined && !after.bytes.equals(before.bytes) && again.id !== actor.first.id,
    );
  }
}

export async function deliveredTwice(stage: Stage): Promise<void> {
  const { ann, bob } = stage;
  stage.scene('The same update and the same interaction, delivered twice');
  for (const [actor, line, keepAs] of [
    [ann, '/imagine a butterfly in a spring meadow --model sketch', 'butterfly'],
    [bob, '/imagine a guitar by a campfire at night --model sketch', 'guitar'],
  ] as const) {
    const bubble = await ask(stage, actor, line);
    actor.repeatLast();
    stage.note(`${actor.platform === 'discord' ? 'Discord sends the interaction' : 'Telegram sends the update'} again`);
    await receive(stage, actor, bubble, { pictures: 1, credits: 1, keepAs });
    const settled = bubble.look();
    actor.repeatLast();
    stage.note('and again, now that it is done');
    const messages = actor.bubbles().length;
    const left = balanceIn((await actor.type('/balance')).look());
    stage.promise(
      'One request, one picture, one payment',
      actor.bubbles().length === messages + 1 &&
        bubble.look().text === settled.text &&
        left === STARTER_CREDITS - actor.spent,
      `${actor.bubbles().length - messages - 1} more messages, ${left} credits left`,
    );
  }
}
