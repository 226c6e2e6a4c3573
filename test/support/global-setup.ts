/** One PostgreSQL server for a whole test run: `node --test --test-global-setup=test/support/global-setup.ts`. */
import { fileURLToPath } from 'node:url';
import { startTestServer, type TestServer } from './postgres.ts';

let server: TestServer | undefined;

/** Runs once, in the process that starts the test files; they inherit the address through the environment. */
export async function globalSetup(): Promise<void> {
  // Every test file is a process that compiles the same modules; half of its start is saved when only the first one does.
  process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(
    new URL('../../node_modules/.cache/node-compile', import.meta.url),
  );
  server = await startTestServer();
}

export async function globalTeardown(): Promise<void> {
  await server?.stop();
}
