// The bill, and what was left behind: every credit accounted for, every acknowledgement in time, a clean end.

import { readFile } from 'node:fs/promises';
import { settleUp } from '../acting.ts';
import type { Stage } from '../stage.ts';

const DISCORD_PATIENCE_MS = 3_000;

export async function bill(stage: Stage): Promise<void> {
  stage.scene('The bill');
  for (const actor of [stage.ann, stage.bob, stage.mei]) await settleUp(stage, actor);
}

export async function goodbye(stage: Stage): Promise<void> {
  stage.scene('Behind the curtain');
  const late = [...stage.discord.interactions.values()].map(
    ({ acknowledgement }) => acknowledgement?.afterMs ?? Infinity,
  );
  const slowest = Math.max(...late);
  stage.promise(
    `Discord was acknowledged every time, after ${slowest} ms at the latest (it waits ${DISCORD_PATIENCE_MS})`,
    slowest < DISCORD_PATIENCE_MS,
  );
  const messages = [...stage.ann.bubbles(), ...stage.bob.bubbles(), ...stage.mei.bubbles()];
  const unfinished = messages.filter((bubble) => /^(Queued|Drawing|Packing|Stopping) /.test(bubble.look().text));
  stage.promise('No message was left at "queued" or "drawing"', unfinished.length === 0, `${unfinished.length} are`);
  const code = await stage.program.stop();
  stage.promise('The program ends by itself when asked to, with nothing left open', code === 0, `exit code ${code}`);
  const faults = (await readFile(stage.program.logFile, 'utf8'))
    .split('\n')
    .filter((line) => line.includes('"event":"fault"'));
  stage.promise('Its log knows of no fault', faults.length === 0, `${faults.length}, the first: ${faults[0]}`);
}
