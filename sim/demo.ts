// `npm run demo`: plays a scripted conversation against the real program, prints it, and checks every promise on the way.

import { relative, resolve } from 'node:path';
import { buying, buyingWithStars, goingBack, openingTheShop } from './demo/scenes/buying.ts';
import { bill, goodbye } from './demo/scenes/leaving.ts';
import { fileWithProblems, stoppedRun } from './demo/scenes/files.ts';
import { arriving, firstPictures, fourAtOnce, refusals } from './demo/scenes/pictures.ts';
import { leavingForGood, lookingBack, takingAlong } from './demo/scenes/rights.ts';
import { deliveredTwice, killedRun, oldButtons } from './demo/scenes/restart.ts';
import { openStage, type Stage } from './demo/stage.ts';
import { createTranscript, type Transcript } from './demo/transcript.ts';

const SCENES: readonly ((stage: Stage) => Promise<void>)[] = [
  arriving,
  firstPictures,
  fourAtOnce,
  refusals,
  fileWithProblems,
  stoppedRun,
  killedRun,
  oldButtons,
  deliveredTwice,
  buying,
  buyingWithStars,
  goingBack,
  lookingBack,
  takingAlong,
  bill,
  leavingForGood,
  goodbye,
];

const OUT_FOLDER = 'demo-out';

await play();

async function play(): Promise<void> {
  const transcript = createTranscript((line) => console.log(line), process.stdout.isTTY);
  const startedAt = performance.now();
  console.log('Easel: a Discord and a Telegram in a box, the real program beside them, and three people.');
  const stage = await openStage(transcript, resolve(OUT_FOLDER));
  // Closing the worlds makes whoever waits in a scene give up, and the way out below is the same as ever.
  const interrupted = (): void => void stage.close();
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    await openingTheShop(stage);
    await stage.raise();
    for (const scene of SCENES) await scene(stage);
  } catch (error) {
    transcript.promise('The play goes on to its end', false, error instanceof Error ? error.message : String(error));
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    await stage.close();
  }
  await report(stage, transcript, performance.now() - startedAt);
}

async function report(stage: Stage, { promises }: Transcript, tookMs: number): Promise<void> {
  const { sheet, pictures } = await stage.gallery.close();
  const shown = (path: string): string => relative(process.cwd(), path) || '.';
  const total = promises.held + promises.broken;
  console.log(`\n${promises.held} of ${total} promises held, in ${Math.round(tookMs / 1000)} s.`);
  console.log(
    `${pictures} pictures are on ${shown(sheet)}; pictures, ZIPs and the program's log are in ${shown(stage.gallery.folder)}/.`,
  );
  if (promises.broken === 0) return;
  process.exitCode = 1;
  console.log(`\nThe end of ${shown(stage.program.logFile)}:\n${await stage.program.logTail(20)}`);
}
