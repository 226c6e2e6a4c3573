// `npm run promises`: every promise with the tests that prove it; fails when one has none. `--write` writes docs/promises.md.

import { writeFile } from 'node:fs/promises';
import { PROMISES } from './promises.ts';
import { coverage, coverageLines, findProofs, promisesDocument } from './proofs.ts';

if (process.argv.includes('--write'))
  await writeFile(new URL('../../docs/promises.md', import.meta.url), promisesDocument());
const told = coverage(PROMISES, findProofs());
for (const line of coverageLines(told)) console.log(line);
if (told.unproved.length + told.unknown.length > 0) process.exitCode = 1;
