// `npm run ledger:mutants`: breaks the real ledger on purpose, one way at a time, and sees which test notices.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { globalSetup, globalTeardown } from '../support/global-setup.ts';
import { MUTANTS, type Mutant } from './ledger-mutations.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** What the tests of the ledger need of the repository. */
const NEEDED = ['src', 'test', 'migrations', 'package.json'];
const TESTS = {
  rules: 'test/core/ledger-rules.test.ts',
  model: 'test/core/ledger-model.test.ts',
  faults: 'test/storage/ledger-faults.test.ts',
} as const;
type TestName = keyof typeof TESTS;
/** Shorter than in the suite: a mutant that lives through this would be looked at by hand. */
const SHORT = { LEDGER_HISTORIES: '400', LEDGER_KILLS: '60' };
const PATIENCE_MS = 180_000;

const wanted = process.argv.slice(2);
const chosen = MUTANTS.filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)));
await globalSetup();
const folder = await mkdtemp(join(tmpdir(), 'easel-mutants-'));
try {
  for (const name of NEEDED) await cp(join(root, name), join(folder, name), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  const unbroken = await killers();
  if (unbroken.length > 0) throw new Error(`the ledger as it is fails: ${unbroken.join(', ')}`);
  const lines = [];
  for (const mutant of chosen) lines.push(await judge(mutant));
  console.table(lines);
  const survivors = lines.filter(({ verdict }) => verdict === 'SURVIVED');
  console.log(`${lines.length - survivors.length} of ${lines.length} mutants are accounted for`);
  if (survivors.length > 0) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
  await globalTeardown();
}

async function judge(mutant: Mutant): Promise<{ mutant: string; verdict: string }> {
  const path = join(folder, mutant.file);
  const source = await readFile(path, 'utf8');
  const pieces = source.split(mutant.from);
  if (pieces.length !== 2)
    throw new Error(`mutant "${mutant.name}" applies ${pieces.length - 1} times in ${mutant.file}, not once`);
  await writeFile(path, pieces.join(mutant.to));
  const killed = await killers();
  await writeFile(path, source);
  const verdict =
    killed.length > 0
      ? `killed by ${killed.join(', ')}`
      : mutant.equivalent
        ? `equivalent: ${mutant.equivalent}`
        : 'SURVIVED';
  console.log(`${mutant.name}: ${verdict}`);
  return { mutant: mutant.name, verdict };
}

/** The tests that fail on the copy as it stands. */
async function killers(): Promise<TestName[]> {
  const failed: TestName[] = [];
  for (const [name, file] of Object.entries(TESTS) as [TestName, string][])
    if (!(await passes(file))) failed.push(name);
  return failed;
}

async function passes(file: string): Promise<boolean> {
  // Run by itself, a test file is an ordinary program that ends with 1 when a test failed.
  const child = spawn(process.execPath, [file], {
    cwd: folder,
    stdio: 'ignore',
    env: { ...process.env, ...SHORT },
    timeout: PATIENCE_MS,
  });
  const [code] = await once(child, 'exit');
  return code === 0;
}
