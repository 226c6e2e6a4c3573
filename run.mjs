// Starts one of Easel's programs under the Node that runs this: `node run.mjs src/main.ts`. Plain JavaScript, so that an
// old Node can read it and say what is wrong, instead of failing on TypeScript it does not know.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const NEEDED = 24;
const [major = 0] = process.versions.node.split('.').map(Number);
const [, , program = '', ...words] = process.argv;

if (major < NEEDED) {
  console.error(
    `Easel runs on Node ${NEEDED}; this is ${process.version}. \`npm ci\` brings the right one, and \`npm start\`, \`npm run demo\`
and \`npm test\` use it. If they do not, npm was told to run no install scripts: \`npm rebuild node\` runs the one it takes.`,
  );
  process.exitCode = 1;
} else {
  // Settings are for the product alone: tests and the demo bring their own. What the environment says wins over the file.
  if (program.startsWith('src/') && existsSync('.env')) process.loadEnvFile('.env');
  process.argv = [process.argv[0], resolve(program), ...words];
  await import(pathToFileURL(resolve(program)).href);
}
