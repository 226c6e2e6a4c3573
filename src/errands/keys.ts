// The errand that puts another master key in the place of one.

import { count, failed, well, type Errand } from './done.ts';

export const rotateKeys: Errand = async (core) => {
  const done = await core.rotateKeys();
  if (done.outcome === 'nothing-new')
    return failed(
      'Everything is wrapped with the first key of MASTER_KEY. For another one put it before that, with a comma between',
      'them (openssl rand -base64 32 makes one), start Easel with both, and run this again. Nothing was done.',
    );
  return well(
    `${count(done.keys, 'key')} wrapped anew. Nothing is wrapped with an older master key any more: take it out of MASTER_KEY,`,
    'and keep it as long as the backups of the keyring that were made with it.',
  );
};
