// Kinds of data, as an authority asks for them or somebody has seen them.

import { TABLES } from './data-catalogue.ts';

/** The files of pictures and uploads are content. */
export type LegalScope = 'login' | 'payments' | 'content' | 'everything';

export const LEGAL_SCOPES: readonly LegalScope[] = ['login', 'payments', 'content', 'everything'];

/** Whether a table of the catalogue is of that kind. */
export function isWithin(table: string, scope: LegalScope): boolean {
  switch (scope) {
    case 'everything':
      return true;
    case 'login':
      return table === 'account' || table === 'identity';
    case 'payments':
      return ['sell', 'account-for'].includes(TABLES[table]?.purpose ?? '');
    case 'content':
      return table === 'account' || TABLES[table]?.purpose === 'make';
  }
}
