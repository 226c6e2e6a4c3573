// CSV files: refused with every problem at once, run, and stopped half-way.

import { attach, press, receiveZip } from '../acting.ts';
import { countByStatus } from '../archive.ts';
import { creditsUsed } from '../reading.ts';
import type { Stage } from '../stage.ts';

/** Rows 9 and 18, as a spreadsheet numbers them, are what people get wrong. */
const PROBLEMS: readonly (readonly [row: number, broken: string, correct: string])[] = [
  [9, '16:10', '16:9'],
  [18, 'square', '1:1'],
];

const POSTCARDS: readonly (readonly [prompt: string, style: string, ratio: string])[] = [
  ['a fox under northern lights', '', '3:2'],
  ['a lighthouse in a storm', 'ink', '2:3'],
  ['a hot-air balloon over the mountains at dawn', '', '3:2'],
  ['a sailboat on a calm sea at sunset', 'watercolor', '3:2'],
  ['an astronaut on mars', 'poster', '1:1'],
  ['a cherry blossom by a lake', '', '4:3'],
  ['an owl in a moonlit forest', '', '1:1'],
  ['a steam train across a bridge', '', '16:9'],
  ['a turtle over a coral reef', '', '3:2'],
  ['a castle above the clouds', 'watercolor', '1:1'],
  ['a cactus in the desert at noon', 'clay', '1:1'],
  ['a snowman in the snow at night', '', '1:1'],
  ['penguins on an iceberg', '', '3:2'],
  ['a windmill in a tulip field', '', '3:2'],
  ['a pagoda in the mist', 'ink', '3:4'],
  ['a cup of tea by the window', '', '1:1'],
  ['an octopus in the deep sea', 'pixel', '1:1'],
  ['a spaceship over a neon city', 'anime', '16:9'],
  ['a camp under the milky way', '', '3:2'],
  ['a red umbrella in the rain', '', '2:3'],
  ['a panda in a bamboo forest', '', '1:1'],
  ['a rocket rising at dawn', 'poster', '2:3'],
  ['a koi in a pond with lanterns', '', '1:1'],
  ['a rainbow over a quiet valley', '', '16:9'],
];

/** The file a person prepared; broken or corrected. */
function postcards(version: 'broken' | 'correct'): string {
  const lines = POSTCARDS.map(([prompt, style, ratio], n) => {
    const problem = PROBLEMS.find(([row]) => row === n + 2);
    const shape = problem ? problem[version === 'broken' ? 1 : 2] : ratio;
    return [prompt, 'sketch', '512', shape, style, n + 1].join(',');
  });
  return ['Prompt,model,size,ratio,style,seed', ...lines].join('\n');
}

export async function fileWithProblems(stage: Stage): Promise<void> {
  const { ann } = stage;
  stage.scene('24 postcards from a spreadsheet, two of them wrong');
  const refused = await attach(stage, ann, 'postcards.csv', postcards('broken'));
  const { text, buttons } = refused.look();
  stage.promise(
    'Both problems are listed at once, with the row numbers a spreadsheet shows, and nothing has started',
    PROBLEMS.every(([row, wrong]) => new RegExp(`\\b${row}\\b.*${wrong}`).test(text)) && !buttons.includes('Start'),
  );
  const proposed = await attach(stage, ann, 'postcards.csv', postcards('correct'));
  stage.promise(
    'The corrected file is priced before anything starts: 24 credits, and what is there',
    /24 credits/.test(proposed.look().text) && proposed.look().buttons.includes('Start'),
  );
  const running = await press(stage, ann, proposed, 'Start');
  const { results, files } = await receiveZip(stage, ann, running, 'postcards');
  stage.gallery.hang([...files].filter(([name]) => name.startsWith('images/')).map(([, bytes]) => bytes));
  stage.promise(
    'All 24 rows are drawn, in the order of the file',
    results.length === 24 &&
      results.every((row, n) => row['status'] === 'ready' && row['Prompt'] === POSTCARDS[n]?.[0]),
  );
}

export async function stoppedRun(stage: Stage): Promise<void> {
  const { bob, images } = stage;
  stage.scene('Stopping a run: what is finished is kept');
  images.setLatencyMs(900);
  const rows = Array.from({ length: 20 }, (_, n) => `a city street at hour ${n + 1}`);
  const proposed = await attach(stage, bob, 'streets.csv', ['prompt', ...rows].join('\n'));
  const drawnBefore = images.imageCount;
  const running = await press(stage, bob, proposed, 'Start');
  await images.until((api) => api.imageCount >= drawnBefore + 6, { timeoutMs: 30_000 });
  await press(stage, bob, running, 'Stop');
  const opened = await receiveZip(stage, bob, running, 'streets');
  images.setLatencyMs(0);
  const counts = countByStatus(opened);
  const ready = counts.get('ready') ?? 0;
  stage.promise(
    `${ready} pictures are kept, ${counts.get('cancelled') ?? 0} rows were not started, and only the kept ones were paid`,
    ready >= 1 && ready < 20 && ready + (counts.get('cancelled') ?? 0) === 20 && creditsUsed(running.look()) === ready,
  );
  stage.promise(
    'failed.csv lists the rows left, ready to be sent again',
    (opened.files.get('failed.csv')?.toString('utf8').trimEnd().split('\n').length ?? 0) === 21 - ready,
  );
}
