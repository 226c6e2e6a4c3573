// The scanner as an operator runs it: what is known of somebody is written down, and looked for before and after they leave.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stage } from '../stage.ts';

/** What a look said: how often anything was found in each store, and whether that is all there is to say. */
export type Looked = {
  readonly stores: ReadonlyMap<string, number>;
  readonly isZero: boolean;
  /** How many values were looked for. */
  readonly values: number;
  /** Everything, for who has to find out why it is not zero. */
  readonly said: string;
};

export interface Scanner {
  /** Looks through every store, and the program's log; `anew` after the server has cleaned up what lies on its disk. */
  look(how?: 'anew'): Promise<Looked>;
  /** Removes what was written down. */
  close(): Promise<void>;
}

/** Writes down what is known of an account while it can still be read. @param account its id */
export async function writeDown({ program, note }: Stage, account: string): Promise<Scanner> {
  const folder = await mkdtemp(join(tmpdir(), 'easel-demo-needles-'));
  const file = join(folder, 'needles');
  note('npm run residue -- ACCOUNT --needles FILE');
  const { said } = await program.ask('residue', account, '--needles', file);
  note((said.split('\n')[0] ?? '').replace(file, 'FILE'));
  return {
    async look(how) {
      const anew = how === 'anew' ? ['--anew'] : [];
      note(['npm run residue -- --needles FILE --file program.log', ...anew].join(' '));
      const answer = await program.ask('residue', '--needles', file, '--file', program.logFile, ...anew);
      const stores = new Map(rowsIn(answer.said).map(({ store, found }) => [store, found]));
      for (const { store, looked, found } of rowsIn(answer.said))
        note(`${store.padEnd(15)} ${looked.padStart(8)} looked at, ${found} found`);
      note(answer.said.trimEnd().split('\n').at(-1) ?? '');
      const total = [...stores.values()].reduce((sum, found) => sum + found, 0);
      return {
        stores,
        isZero: answer.ok && stores.size > 0 && total === 0,
        values: Number.parseInt(answer.said, 10),
        said: answer.said,
      };
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The table of stores and kinds that the scanner prints. */
function rowsIn(said: string): readonly { store: string; looked: string; found: number }[] {
  const table = said.split('\n').map((line) => line.trim().split(/ {3,}/));
  const head = table.findIndex(([first]) => first === 'store');
  const rows = table.slice(head + 1);
  const end = rows.findIndex(([first]) => first === '');
  return rows.slice(0, end).map(([store = '', looked = '', ...times]) => ({
    store,
    looked,
    found: times.reduce((sum, each) => sum + Number(each), 0),
  }));
}
