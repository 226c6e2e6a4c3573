// The example file of /bulk: six rows that this installation's default model can draw as they are.

import { stringify } from 'csv-stringify/sync';
import type { OutFile } from '../conversation.ts';
import type { PlainTextId, Texts } from '../texts/texts.ts';
import type { Models } from './command.ts';

type ExampleRow = { prompt: PlainTextId; ratio: string; count: number; seed: number; style: string; filename: string };

const ROWS: readonly ExampleRow[] = [
  { prompt: 'example-prompt-1', ratio: '3:2', count: 1, seed: 7, style: 'photo', filename: 'fox' },
  { prompt: 'example-prompt-2', ratio: '16:9', count: 2, seed: 42, style: 'watercolor', filename: 'lighthouse' },
  { prompt: 'example-prompt-3', ratio: '1:1', count: 1, seed: 11, style: 'anime', filename: 'ramen' },
  { prompt: 'example-prompt-4', ratio: '1:1', count: 1, seed: 3, style: 'clay', filename: 'robot' },
  { prompt: 'example-prompt-5', ratio: '2:3', count: 1, seed: 5, style: 'ink', filename: 'library' },
  { prompt: 'example-prompt-6', ratio: '9:16', count: 1, seed: 8, style: 'poster', filename: 'balloon' },
];

/** A CSV with every column that the default model understands. */
export function exampleTable(models: Models, texts: Texts): OutFile {
  const [model] = models;
  const ratios = model?.ratios ?? [];
  const columns: readonly (readonly [name: string, of: (row: ExampleRow) => string | number])[] = [
    ['prompt', (row) => texts.say(row.prompt)],
    ['aspect_ratio', (row) => (ratios.includes(row.ratio) ? row.ratio : (ratios[0] ?? ''))],
    ['count', (row) => row.count],
    ['seed', (row) => row.seed],
    ['style', (row) => row.style],
    ['filename', (row) => row.filename],
  ];
  const used = columns.filter(([name]) => name !== 'seed' || model?.takesSeed);
  const lines = ROWS.map((row) => used.map(([, of]) => of(row)));
  // The mark at the start makes Excel read it as UTF-8, which the Chinese prompts need.
  const csv = stringify([used.map(([name]) => name), ...lines], { bom: true });
  return { name: 'easel-example.csv', bytes: Buffer.from(csv), mediaType: 'text/csv' };
}
