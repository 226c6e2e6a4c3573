/** One PostgreSQL server for a whole test run: `node --test --test-global-setup=test/support/global-setup.ts`. */
import { startTestServer, type TestServer } from './postgres.ts';

let server: TestServer | undefined;

/** Runs once, in the process that starts the test files; they inherit the address through the environment. */
export async function globalSetup(): Promise<void> {
  server = await startTestServer();
}

export async function globalTeardown(): Promise<void> {
  await server?.stop();
}
