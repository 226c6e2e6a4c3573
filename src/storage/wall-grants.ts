// Which role of the database may do what with which table: the part of the tenant wall that the data catalogue cannot know.

import type { DATA_CATALOGUE } from '../core/domain/data-catalogue.ts';
import type { DatabaseRole } from './roles.ts';

export type Verb = 'select' | 'insert' | 'update' | 'delete';

type TableName = keyof (typeof DATA_CATALOGUE)['tables'];

/** By their first letters: select, insert, update, delete. What is not named is not permitted. */
type Verbs = 's' | 'si' | 'su' | 'siu' | 'sud' | 'siud' | 'sid' | 'sd' | 'i';

type ByTable<T> = Readonly<Partial<Record<TableName, T>>>;

export const MAY: Readonly<Record<Exclude<DatabaseRole, 'exporter' | 'backup'>, ByTable<Verbs>>> = {
  // What a person's command causes.
  app: {
    account: 'siu',
    identity: 'si',
    consent: 'siu',
    kept_request: 'siud',
    inbound_event: 'si',
    credit_account: 'siu',
    credit_grant: 'siu',
    credit_freeze: 's',
    hold: 'siu',
    hold_part: 'siu',
    ledger_op: 'si',
    ledger_transfer: 'si',
    bulk_run: 'siud',
    generation: 'siud',
    image: 'siud',
    history: 'siu',
    task: 'siud',
    delivery: 'siud',
    purchase: 'siu',
    stripe_customer: 'siu',
    stripe_subscription: 's',
    payment: 's',
    payment_grant: 's',
    payment_dispute: 's',
    notice: 'si',
    ticket: 'si',
    erasure: 'siud',
    export: 'siu',
    suppression: 'siu',
    legal_hold: 's',
    lifted_hold: 's',
  },
  // Tasks, what the provider tells us, and the clock, except where it removes something.
  worker: {
    account: 'siu',
    identity: 's',
    consent: 's',
    usage_hourly: 'si',
    credit_account: 'siu',
    credit_grant: 'siu',
    credit_freeze: 'siu',
    hold: 'siu',
    hold_part: 'siu',
    ledger_op: 'si',
    ledger_transfer: 'si',
    bulk_run: 'su',
    generation: 'su',
    image: 'su',
    history: 'su',
    task: 'siud',
    delivery: 'siud',
    purchase: 'su',
    stripe_customer: 'su',
    stripe_subscription: 'siu',
    payment: 'siu',
    payment_grant: 'si',
    payment_dispute: 'siu',
    stripe_inbox: 'si',
    settlement: 'siu',
    ticket: 's',
    notice: 'si',
    reconciliation: 'si',
    erasure: 'siud',
    export: 'su',
    suppression: 'siu',
    legal_hold: 'siud',
    lifted_hold: 'i',
    legal_request: 'siu',
  },
  // Whoever waits for a row that somebody else is at needs the right to change it: those it may not change its policy refuses.
  sweeper: {
    kept_request: 'sud',
    usage_hourly: 'sud',
    inbound_event: 'sud',
    bulk_run: 'sud',
    generation: 'sud',
    image: 'sud',
    history: 'sud',
    task: 'sud',
    delivery: 'sud',
    purchase: 'sud',
    payment: 'sud',
    payment_grant: 'sud',
    payment_dispute: 'sud',
    stripe_inbox: 'sud',
    settlement: 'sud',
    notice: 'sud',
    ticket: 'sud',
    reconciliation: 'sud',
    erasure: 'sud',
    export: 'sud',
    suppression: 'sud',
    legal_request: 'sud',
    lifted_hold: 'sud',
  },
  eraser: {
    account: 'sud',
    identity: 'sd',
    consent: 'sd',
    kept_request: 'sd',
    credit_account: 'sud',
    credit_grant: 'sud',
    credit_freeze: 'sud',
    hold: 'sud',
    hold_part: 'sud',
    ledger_op: 'siud',
    ledger_transfer: 'siud',
    bulk_run: 'sud',
    generation: 'sd',
    image: 'sud',
    history: 'sd',
    task: 'siud',
    delivery: 'sud',
    purchase: 'sd',
    stripe_customer: 'sd',
    stripe_subscription: 'sd',
    payment: 'sud',
    payment_grant: 'sud',
    payment_dispute: 'sud',
    notice: 'sd',
    ticket: 'sd',
    erasure: 'sud',
    export: 'sd',
    legal_hold: 'sd',
    legal_request: 'sd',
    lifted_hold: 'sud',
  },
  support: {
    account: 's',
    notice: 'si',
    ticket: 'su',
    delivery: 'i',
    task: 'siu',
  },
  // Nobody connects as this one. It owns a few functions, which answer what has to be known across accounts, and no more.
  lookup: {
    account: 'su',
    identity: 's',
    consent: 's',
    notice: 's',
    kept_request: 's',
    credit_grant: 's',
    bulk_run: 's',
    generation: 's',
    image: 's',
    history: 's',
    task: 's',
    delivery: 's',
    purchase: 's',
    erasure: 's',
    export: 'su',
  },
};

/** Words a person wrote: whoever only counts, marks and removes rows does not read them. */
export const UNREAD = ['content', 'chat', 'support', 'settings', 'login'] as const;

/** Roles that read the tables named, or all of them, without those words; with the columns that they cannot work without. */
export const UNREADING: Readonly<
  Partial<Record<DatabaseRole, { readonly tables: 'all' | readonly TableName[]; readonly except: readonly string[] }>>
> = {
  // Names of files, to remove them.
  sweeper: { tables: 'all', except: ['image.object_key', 'bulk_run.source_key'] },
  eraser: { tables: ['kept_request', 'generation', 'history', 'notice', 'ticket'], except: [] },
};

/** The only columns that a role may read. */
export const READS: Readonly<Partial<Record<DatabaseRole, ByTable<readonly string[]>>>> = {
  // How long somebody has waited for an answer, and not a word of the question.
  worker: { ticket: ['created_at', 'answered_at'] },
  lookup: {
    account: ['id', 'locale', 'locale_chosen', 'state', 'paused_at', 'refused_at', 'last_used_at', 'left_at'],
    identity: ['platform', 'mark', 'account_id'],
    consent: ['account_id', 'version', 'given_at', 'withdrawn_at'],
    notice: ['id', 'account_id', 'ref'],
    kept_request: ['id', 'account_id'],
    credit_grant: ['source', 'created_at'],
    bulk_run: ['id', 'account_id'],
    generation: ['id', 'account_id'],
    image: ['id', 'account_id', 'state', 'deleting_at'],
    history: ['id', 'account_id'],
    task: ['id', 'account_id', 'pool', 'class', 'state'],
    delivery: ['id', 'account_id'],
    purchase: ['id', 'account_id'],
  },
};

/** The only columns that a role may change. */
export const CHANGES: Readonly<Partial<Record<DatabaseRole, ByTable<readonly string[]>>>> = {
  lookup: { account: ['last_used_at', 'idle_told_at', 'idle_number', 'left_at'], export: ['fetched_at'] },
  sweeper: {
    image: ['deleting_at'],
    generation: ['gone_images', 'gone_credits'],
    bulk_run: ['gone_images', 'gone_credits', 'gone_rows'],
  },
  eraser: { ledger_op: ['account_id', 'key', 'args'], ledger_transfer: ['account_id'] },
  support: { ticket: ['answer', 'answered_at'], task: ['state', 'attempts', 'not_before', 'ended_at'] },
};
