// What the data catalogue can say of a table, a store or a recipient. It has no word for keeping something for ever.

import type { Locale } from '../chat.ts';

/** The same sentence for everybody who reads; English prevails. */
export type Words = Readonly<Record<Locale, string>>;

/** What a column holds, as a person would sort it. `operation`: what the program needs to do its work, such as states and counters. */
export type Category = 'login' | 'settings' | 'content' | 'chat' | 'money' | 'support' | 'operation';

/** What it is used for; nothing is used for anything else. */
export type Purpose = 'recognise' | 'make' | 'deliver' | 'sell' | 'account-for' | 'answer' | 'keep-rights' | 'run';

/** Why the law allows it (GDPR Art. 6(1)): b, c, f. */
export type Basis = 'contract' | 'legal-duty' | 'legitimate-interest';

export type Period = { readonly amount: number; readonly unit: 'days' | 'months' | 'years' };

/** How long a row stays while its account does. Every rule comes to an end by itself, or with something that does. */
export type Keep<C extends string = string> =
  /** So long after a moment. `or` stands in while the moment has not come; what has a time in `unless` stays. */
  | (Period & { readonly rule: 'after'; readonly since: C; readonly or?: C; readonly unless?: C })
  /** It goes with the row it belongs to, in any of these tables. */
  | { readonly rule: 'with'; readonly tables: readonly string[] }
  /** It goes when nothing in `table` belongs to it any more, but not before it is so old. */
  | (Period & { readonly rule: 'after-last'; readonly table: string; readonly since: C })
  /** An account that nobody has used for so long is erased like one whose owner asks for it. */
  | (Period & { readonly rule: 'idle' });

/** Whether `/export` hands it out, or why not. */
type ExportRule =
  | 'yes'
  | {
      readonly no: Words;
      /** Fields of a JSON column that are handed out all the same. */ readonly still?: readonly string[];
    };

/** What erasing the account does to its rows. */
export type EraseRule =
  | { readonly rule: 'delete' }
  /** Kept for so long under the number of a receipt, with blanked columns, because of a duty. */
  | (Period & { readonly rule: 'receipt'; readonly because: Words })
  /** Belongs to nobody, so that an erasure cannot find it: it goes by its keep rule. */
  | { readonly rule: 'expire'; readonly because: Words };

/** What becomes of a column in rows that outlive their account. */
type Afterwards =
  | 'stays'
  | 'blanked'
  | /** Another name, which leads nowhere, takes the place of one that led to a person. */ 'renamed';

export type Column = {
  readonly category: Category;
  readonly export: ExportRule;
  readonly afterwards: Afterwards;
  /**
   * Kept under the key of its account: nobody reads it in the database, and nobody at all once the key is destroyed. Inside
   * are words, or JSON.
   */
  readonly sealed?: 'text' | 'json' | 'values';
};

export type TableRule<C extends string = string> = {
  /** What it is, for the person it is about. */
  readonly about: Words;
  readonly purpose: Purpose;
  readonly basis: Basis;
  /** The column with the account, and why it may be empty; or why the rows belong to nobody, or to which row they belong. */
  readonly owner:
    | { readonly column: C; readonly maybeEmpty?: Words }
    | { readonly through: C; readonly table: string }
    | { readonly nobody: Words };
  readonly keep: Keep<C>;
  readonly export: ExportRule;
  readonly erase: EraseRule;
  readonly columns: Readonly<Record<C, Column>>;
};

/** Where data is besides our tables, or for a moment. */
export type StoreRule = {
  /** Keys, file names or tables as they look, with what changes in angle brackets. */
  readonly pattern: string;
  readonly about: Words;
  /** What is in it. */
  readonly fields: readonly string[];
  /** Whether what a person wrote or got is in it, or ids and counters alone. */
  readonly holds: 'content' | 'ids';
  /** How long. */
  readonly keep: Words;
  /** How an erasure reaches it. */
  readonly erase: Words;
};

/** Whether a table is in the copies people get of their data. */
export function isExported(rule: TableRule | undefined): boolean {
  return rule?.export === 'yes' && !('nobody' in rule.owner);
}

/** Somebody else who gets something. */
export type Recipient = {
  readonly name: string;
  /** Where it is sent; null where whoever runs Easel decides. */
  readonly host: string | null;
  readonly fields: Words;
  readonly purpose: Purpose;
  /** ISO 3166 code; null where whoever runs Easel decides, and has to name it in the notice. */
  readonly country: string | null;
  /** What allows it to leave the country. */
  readonly transfer: Words;
  readonly erase: Words;
};

const after =
  (unit: Period['unit']) =>
  <const C extends string, const D extends string = never>(
    amount: number,
    since: C,
    more: { readonly or?: D; readonly unless?: D } = {},
  ): Keep<C | D> => ({ rule: 'after', amount, unit, since, ...more });

export const days = after('days');
export const months = after('months');
export const years = after('years');

/** It goes with the row it belongs to. */
export const goesWith = (...tables: readonly string[]): Keep<never> => ({ rule: 'with', tables });

export const deleted: EraseRule = { rule: 'delete' };

const column = (category: Category, afterwards: Afterwards = 'stays'): Column => ({
  category,
  export: 'yes',
  afterwards,
});

/** States, counters, times, ids of rows: they say something about a person only by the row they are in. */
export const plain = column('operation');
export const settings = column('settings', 'blanked');
export const login = column('login', 'blanked');
/** What a person wrote, uploaded or got. */
export const content = column('content', 'blanked');
/** Where a person is in a chat. */
export const chat = column('chat', 'blanked');
export const money = column('money');
export const support = column('support', 'blanked');
/** The account's id, or a name made of it. */
export const renamed = column('operation', 'renamed');
/** Storage is held to this: such a column is `Sealed` in its Schema, and no other one is. */
export const sealed = <R extends Column>(rule: R): R & { readonly sealed: 'text' } => ({ ...rule, sealed: 'text' });
/** The same of a value that is JSON. */
export const sealedJson = <R extends Column>(rule: R): R & { readonly sealed: 'json' } => ({ ...rule, sealed: 'json' });
/** The same of a JSON object of which each value is sealed by itself. */
export const sealedValues = <R extends Column>(rule: R): R & { readonly sealed: 'values' } => ({
  ...rule,
  sealed: 'values',
});
export const blanked = (rule: Column): Column => ({ ...rule, afterwards: 'blanked' });
export const withheld = (rule: Column, en: string, zh: string): Column => ({
  ...rule,
  export: { no: { en, 'zh-CN': zh } },
});
/** An address is handed out without the keys to answer by. */
export const address = (en: string, zh: string): Column => ({
  ...chat,
  export: { no: { en, 'zh-CN': zh }, still: WHERE },
});
/** Where a chat is, and what of it is nobody's key. */
const WHERE = [
  'platform',
  'applicationId',
  'channelId',
  'userId',
  'botInChannel',
  'ephemeral',
  'chatId',
  'threadId',
  'replyTo',
  'group',
] as const;
export const owned: { readonly column: 'account_id' } = { column: 'account_id' };

/** A table's entry; that its rules name columns of its own is checked here. Which of them are sealed stays in its type. */
export function table<C extends string, T>(
  rule: Omit<TableRule<NoInfer<C>>, 'columns'> & { readonly columns: T & Readonly<Record<C, Column>> },
): Omit<TableRule<C>, 'columns'> & { readonly columns: T & Readonly<Record<C, Column>> } {
  return rule;
}
