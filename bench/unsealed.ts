// The program as it would be without sealing, for a bench to compare with: values and objects as they are, and no key asked for.

import type { Overrides } from '../src/app.ts';
import type { AccountId } from '../src/core/domain/ids.ts';
import type { AccountSeal, Sealed, SealedPlace } from '../src/storage/seals.ts';

const OPEN: AccountSeal = {
  seal: <P extends SealedPlace>(_place: P, text: string) => Buffer.from(text) as Sealed<P>,
  open: (_place, box) => box.toString('utf8'),
  mark: (_place, text) => text,
};

/** People are found by their marks as ever: whoever seals nothing still has to find them. */
export const UNSEALED: NonNullable<Overrides['sealing']> = {
  bucket: (kept) => kept,
  keyring: (opened) => ({
    ...opened,
    of: () => Promise.resolve(OPEN),
    find: () => Promise.resolve(OPEN),
    ofAll: (accounts: Iterable<AccountId>) => Promise.resolve(new Map(Array.from(accounts, (id) => [id, OPEN]))),
    make: () => Promise.resolve(OPEN),
  }),
};
