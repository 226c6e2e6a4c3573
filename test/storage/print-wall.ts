// `npm run wall -- TABLE`: what a migration has to say about a new table, so that those it is for see it and nobody else does.

import { wallOf } from '../../src/storage/wall.ts';

const [table = ''] = process.argv.slice(2);
console.log(wallOf(table).join('\n'));
