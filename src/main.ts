// The program: environment and arguments in, roles started, a signal awaited. The only user of process.*

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(
    `Easel runs on Node 24 or newer; this is ${process.version}. Start it with \`npm start\`, which brings its own Node.`,
  );
  process.exitCode = 1;
} else {
  await run();
}

async function run(): Promise<void> {
  // Loaded only now: an older Node would fail on these files before it could say why.
  const [{ ConfigError, readConfig, ROLES }, { createApp }, { createLog }] = await Promise.all([
    import('./config.ts'),
    import('./app.ts'),
    import('./log.ts'),
  ]);
  const asked = process.argv
    .slice(2)
    .flatMap((word) => (word.startsWith('--role=') ? word.slice('--role='.length).split(',') : [`?${word}`]));
  const roles = new Set(ROLES.filter((role) => asked.includes(role)));
  if (roles.size !== new Set(asked).size) {
    console.error(`Usage: npm start -- [--role=${ROLES.join('|')}]`);
    process.exitCode = 2;
    return;
  }
  try {
    const config = readConfig(process.env);
    const log = createLog(config.logLevel);
    const app = createApp(config, roles.size > 0 ? roles : new Set(['all'] as const), log);
    const signal = untilSignal(roles.has('migrate'));
    try {
      // Asked to end while it still starts (a server that does not answer, say), it does not wait for that.
      const started = app.start();
      await Promise.race([started, signal]);
      log({ event: 'stopping', reason: await signal });
    } finally {
      const cleanly = await app.close();
      log({ event: 'stopped', cleanly });
      if (!cleanly) process.exitCode = 1;
    }
  } catch (error) {
    if (error instanceof ConfigError)
      console.error(
        `Easel cannot start with this configuration:\n${error.message}\nSee .env.example for what each setting means.`,
      );
    else console.error('Easel could not start:', error);
    process.exitCode = 1;
  }
}

/** Resolves with the name of the signal that asks us to end; a second one ends the process the hard way. */
function untilSignal(atOnce: boolean): Promise<string> {
  return new Promise((resolve) => {
    if (atOnce) resolve('migrated');
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve(name));
  });
}
