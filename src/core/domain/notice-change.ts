// What is new in a privacy notice, and needs another agreement. Everything else only changes its version.

import type { Category, Purpose } from './data-catalogue/types.ts';

export type NoticeChange =
  | { readonly kind: 'use'; readonly category: Category; readonly purpose: Purpose }
  | { readonly kind: 'recipient'; readonly recipient: string }
  | { readonly kind: 'longer'; readonly table: string };
