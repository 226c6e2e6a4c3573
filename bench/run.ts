// Runs one bench by name, or all of them: `npm run bench [name …]`.

const BENCHES: Readonly<Record<string, () => Promise<{ run(): Promise<void> }>>> = {
  csv: () => import('./csv.ts'),
  ack: () => import('./ack.ts'),
  pipeline: () => import('./pipeline.ts'),
  sealing: () => import('./sealing.ts'),
  start: () => import('./start.ts'),
  ledger: () => import('./ledger.ts'),
  export: () => import('./export.ts'),
  erase: () => import('./erase.ts'),
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  console.error(`No bench is called ${unknown.join(', ')}; there are: ${Object.keys(BENCHES).join(', ')}`);
  process.exitCode = 2;
} else {
  for (const name of asked.length > 0 ? asked : Object.keys(BENCHES)) {
    const bench = await BENCHES[name]?.();
    await bench?.run();
  }
}
