// The four floors: main, app, side rooms, core. No import points upwards, and none crosses from one side room into another.

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'node:test';

const root = fileURLToPath(new URL('..', import.meta.url));
const ROOMS = new Set(['bots', 'jobs', 'storage', 'providers', 'payments', 'web', 'files', 'residue']);
/** Beside app.ts: what the program itself is made of, used by main and app alone. */
const GROUND = new Set(
  ['app', 'config', 'errands', 'lifecycle', 'log', 'metrics', 'run-errand'].map((name) => `src/${name}.ts`),
);
/** Runs one, as main runs the program. */
const RUN_ERRAND = 'src/run-errand.ts';
/** Some of them are in parts, which only they know. */
const IN_PARTS = /^src\/(app|config|errands)(?:\.ts$|\/)/;
const IMPORT = /\b(?:from|import)\s*\(?\s*'([^']+)'/g;
/** Servers are processes: starting one needs a platform, a user and an environment. */
const MAY_USE_PROCESS = /^src\/(main|storage\/embedded-postgres[a-z-]*)\.ts$/;

/** What a source file imports that its floor forbids. */
function breaks(file: string, text: string): string[] {
  const found: string[] = [];
  for (const [, name = ''] of text.matchAll(IMPORT)) {
    const target = name.startsWith('.') ? posix.join(posix.dirname(file), name) : name;
    if (!allowed(file, target)) found.push(`${file} imports ${target}`);
  }
  if (file.startsWith('src/') && !MAY_USE_PROCESS.test(file) && /\bprocess\.[a-z]|'node:process'/.test(code(text)))
    found.push(`${file} uses process`);
  return found;
}

function allowed(file: string, target: string): boolean {
  const [top, room = ''] = file.split('/');
  const ours = /^(src|sim|test|bench)\//.test(target);
  if (top === 'sim') return !target.startsWith('src/') || file === 'sim/demo.ts';
  if (ours && !target.startsWith('src/')) return false;
  if (file.startsWith('src/core/domain/')) return target.startsWith('src/core/domain/');
  if (room === 'core') return target.startsWith('src/core/') || target === 'node:crypto';
  if (ROOMS.has(room)) return !ours || target.startsWith(`src/${room}/`) || target.startsWith('src/core/');
  if (file === 'src/main.ts' || file === RUN_ERRAND) return GROUND.has(target);
  const whose = (name: string): string | undefined => (GROUND.has(name) ? undefined : IN_PARTS.exec(name)?.[1]);
  const whole = IN_PARTS.exec(file)?.[1];
  if (whose(target)) return whose(target) === whole;
  if (whole === 'app') return target !== 'src/main.ts' && target !== RUN_ERRAND && target !== 'src/app.ts';
  return (GROUND.has(file) || whole !== undefined) && (!ours || target.startsWith('src/core/'));
}

/** The text without comments, which may speak of what the code must not use. */
function code(text: string): string {
  return text.replace(/\/\*[^]*?\*\/|\/\/.*/g, '');
}

describe('the house', () => {
  const files = globSync(['src/**/*.ts', 'sim/**/*.ts'], { cwd: root, exclude: (name) => name.endsWith('.d.ts') });

  test('has files on every floor', () => {
    for (const floor of ['src/main.ts', 'src/app.ts', 'src/core/domain/', 'src/core/usecases/', 'src/bots/', 'sim/'])
      assert.ok(
        files.some((file) => file.startsWith(floor)),
        `no file was read in ${floor}`,
      );
    assert.ok(files.length > 100, `only ${files.length} files were read`);
  });

  test('has no import that points upwards or across', () => {
    assert.deepEqual(
      files.flatMap((file) => breaks(file, readFileSync(join(root, file), 'utf8'))),
      [],
    );
  });

  for (const [file, line] of [
    ['src/core/core.ts', `import { postgresStore } from '../storage/store.ts';`],
    ['src/core/usecases/deliver.ts', `import type { Kysely } from 'kysely';`],
    ['src/core/domain/order.ts', `import { createHash } from 'node:crypto';`],
    ['src/core/domain/order.ts', `import type { Needs } from '../needs.ts';`],
    ['src/jobs/queue.ts', `const { openDatabase } = await import('../storage/db.ts');`],
    ['src/web/server.ts', `export { createApp } from '../app.ts';`],
    ['src/main.ts', `import { thaw } from './errands/money.ts';`],
    ['src/app.ts', `import { thaw } from './errands/money.ts';`],
    ['src/app/start-jobs.ts', `import { createApp } from '../app.ts';`],
    ['src/web/server.ts', `import { clock } from '../app/machine.ts';`],
    ['src/main.ts', `import { bindCore } from './app/bind-core.ts';`],
    ['src/errands/money.ts', `import { openDatabase } from '../storage/db.ts';`],
    ['src/config/problems.ts', `import { readConfig } from '../config.ts';`],
    ['src/config.ts', `import { dispatch } from './bots/commands/index.ts';`],
    ['src/bots/discord/bot.ts', `import '../../../sim/discord/world.ts';`],
    ['src/storage/db.ts', `const url = process.env['DATABASE_URL'];`],
    ['sim/wire/http.ts', `import { textForm } from '../../src/core/domain/ids.ts';`],
  ] as const)
    test(`would not allow ${line} in ${file}`, () => assert.equal(breaks(file, line).length, 1));
});
