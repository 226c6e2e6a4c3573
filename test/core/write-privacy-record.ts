// Writes docs/privacy.md and the list of the notice's versions anew: `npm run privacy:record`, after the catalogue has changed.

import { writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import { DATA_CATALOGUE } from '../../src/core/domain/data-catalogue.ts';
import { NOTICE_VERSIONS } from '../../src/core/notice-versions.ts';
import { noticeVersion } from '../../src/core/privacy-notice.ts';
import { privacyDocument } from '../../src/core/privacy-record.ts';
import { promisesOf, type NoticeVersion } from '../../src/core/privacy-versions.ts';

const root = new URL('../../', import.meta.url);

await writeFile(new URL('docs/privacy.md', root), privacyDocument());
if (NOTICE_VERSIONS.at(-1)?.version !== noticeVersion()) {
  const date = new Date().toISOString().slice(0, 10);
  // What was changed again on the same day has been one change.
  const before = NOTICE_VERSIONS.filter((each) => each.date !== date);
  await writeVersions([...before, { version: noticeVersion(), date, ...promisesOf(DATA_CATALOGUE) }]);
}

async function writeVersions(versions: readonly NoticeVersion[]): Promise<void> {
  const source = `// The versions of the privacy notice, oldest first. Written by \`npm run privacy:record\` when the data catalogue changes.

import type { NoticeVersion } from './privacy-versions.ts';

export const NOTICE_VERSIONS: readonly NoticeVersion[] = ${JSON.stringify(versions)};
`;
  const shape = { parser: 'typescript', printWidth: 120, singleQuote: true, trailingComma: 'all' } as const;
  await writeFile(new URL('src/core/notice-versions.ts', root), await format(source, shape));
}
