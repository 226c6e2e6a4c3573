// Writes docs/privacy.md anew: `npm run privacy:record`, after the data catalogue has changed.

import { writeFile } from 'node:fs/promises';
import { privacyDocument } from '../../src/core/privacy-record.ts';

await writeFile(new URL('../../docs/privacy.md', import.meta.url), privacyDocument());
