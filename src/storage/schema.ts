// The tables as Kysely sees them; migrations/ is the truth, and the drift test holds this file to it.

import type { Generated, JSONColumnType } from 'kysely';
import type { Locale, Platform } from '../core/domain/chat.ts';
import type {
  AccountId,
  BulkRunId,
  DeliveryId,
  ErasureId,
  ExportId,
  GenerationId,
  HistoryId,
  LegalRequestId,
  LiftedHoldId,
  HoldId,
  ImageId,
  KeptRequestId,
  TaskId,
} from '../core/domain/ids.ts';
import type { LegalScope } from '../core/domain/legal-scope.ts';
import type { LiftReason } from '../core/domain/lift-reason.ts';
import type { RefusalCode } from '../core/domain/refusal.ts';
import type { ImageState, RunState } from '../core/domain/view.ts';
import type { AtProvider, ErasureCounts, ErasureState } from '../core/erasure-rows.ts';
import type { ExportPart, ExportState } from '../core/export-rows.ts';
import type { Delivery } from '../core/ports.ts';
import type { TaskClass, TaskKind } from '../core/task-rows.ts';
import type { LedgerTables } from './schema-ledger.ts';
import type { MoneyTables } from './schema-money.ts';
import type { Sealed, SealedValues } from './seals.ts';

export interface Schema extends LedgerTables, MoneyTables {
  account: {
    id: AccountId;
    locale: Locale;
    state: Generated<'active' | 'erasing' | 'erased'>;
    created_at: Generated<Date>;
    starter_owed: Generated<boolean>;
    locale_chosen: Generated<boolean>;
    as_document: Generated<boolean>;
    product_notices: Generated<boolean>;
    statistics: Generated<boolean>;
    news: Generated<boolean>;
    paused_at: Date | null;
    refused_at: Date | null;
    last_used_at: Generated<Date>;
    idle_told_at: Date | null;
    idle_number: string | null;
    left_at: Date | null;
  };
  consent: {
    account_id: AccountId;
    version: string;
    language: Locale;
    given_at: Generated<Date>;
    withdrawn_at: Date | null;
  };
  kept_request: {
    account_id: AccountId;
    id: KeptRequestId;
    wish: Sealed<'kept_request.wish'>;
    kept_at: Generated<Date>;
  };
  usage_hourly: { hour: Date; model: string; jobs: number; accounts: number };
  identity: {
    platform: Platform;
    mark: string;
    user_id: Sealed<'identity.user_id'>;
    account_id: AccountId;
    created_at: Generated<Date>;
  };
  inbound_event: { platform: Platform; event_id: string; received_at: Generated<Date> };
  bulk_run: {
    id: BulkRunId;
    account_id: AccountId;
    state: RunState;
    stopped_at: Date | null;
    file_name: Sealed<'bulk_run.file_name'>;
    source_key: string;
    first_prompt: Sealed<'bulk_run.first_prompt'>;
    rows: number;
    problem_rows: number;
    unknown_columns: Sealed<'bulk_run.unknown_columns'>;
    images: number;
    credits: number;
    hold_id: HoldId | null;
    parts: Sealed<'bulk_run.parts'> | null;
    created_at: Generated<Date>;
    started_at: Date | null;
    finished_at: Date | null;
    gone_images: Generated<number>;
    gone_credits: Generated<number>;
    gone_rows: Generated<number[]>;
  };
  generation: {
    id: GenerationId;
    account_id: AccountId;
    run_id: BulkRunId | null;
    row_number: number | null;
    filename: Sealed<'generation.filename'> | null;
    model: string;
    prompt: Sealed<'generation.prompt'>;
    params: Sealed<'generation.params'>;
    credits_each: number;
    hold_id: HoldId | null;
    cancelled_at: Date | null;
    created_at: Generated<Date>;
    gone_images: Generated<number>;
    gone_credits: Generated<number>;
  };
  image: {
    id: ImageId;
    account_id: AccountId;
    generation_id: GenerationId;
    run_id: BulkRunId | null;
    index: number;
    seed: number | null;
    state: Generated<ImageState>;
    failure: RefusalCode | null;
    credits: number;
    captured_at: Date | null;
    object_key: string | null;
    media_type: string | null;
    width: number | null;
    height: number | null;
    bytes: number | null;
    sha256: string | null;
    finished_at: Date | null;
    saved_at: Date | null;
    deleting_at: Date | null;
  };
  history: {
    id: HistoryId;
    account_id: AccountId;
    words: Sealed<'history.words'>;
    words_mark: string;
    page: number;
    images: ImageId[];
    shown_at: Generated<Date>;
  };
  task: {
    id: TaskId;
    kind: TaskKind;
    subject_id: string;
    account_id: AccountId;
    pool: string;
    class: TaskClass;
    cost: Generated<number>;
    state: Generated<'queued' | 'dispatched' | 'running' | 'done' | 'failed' | 'cancelled' | 'dead'>;
    gen: Generated<number>;
    attempts: Generated<number>;
    not_before: Generated<Date>;
    lease_token: string | null;
    lease_until: Date | null;
    worker: number | null;
    created_at: Generated<Date>;
    ended_at: Date | null;
  };
  delivery: {
    id: DeliveryId;
    account_id: AccountId;
    subject_kind: Delivery['subject']['kind'];
    subject_id: string;
    platform: Platform;
    address: Sealed<'delivery.address'>;
    locale: Locale;
    message: Sealed<'delivery.message'> | null;
    steps: SealedValues<'delivery.steps'>;
    status_expected_until: Date | null;
    state: Generated<'open' | 'sent' | 'undeliverable'>;
    created_at: Generated<Date>;
    ended_at: Date | null;
  };
  erasure: {
    id: ErasureId;
    number: string;
    account_id: AccountId;
    receipt_id: AccountId | null;
    state: ErasureState;
    asked_at: Date;
    confirmed_at: Date | null;
    erased_at: Date | null;
    done_at: Date | null;
    old_id: AccountId | null;
    to_withdraw: Sealed<'erasure.to_withdraw'> | null;
    at_provider: JSONColumnType<AtProvider> | null;
    counts: JSONColumnType<ErasureCounts>;
  };
  export: {
    id: ExportId;
    account_id: AccountId;
    state: Generated<ExportState>;
    files: Generated<number>;
    packed: Generated<number>;
    stale: Generated<boolean>;
    way: 'chat' | 'link' | null;
    parts: JSONColumnType<readonly ExportPart[]>;
    link_hash: string | null;
    asked_at: Generated<Date>;
    finished_at: Date | null;
    expires_at: Date | null;
    fetched_at: Date | null;
  };
  suppression: { mark: string; marked_at: Generated<Date> };
  legal_request: {
    id: LegalRequestId;
    account_id: AccountId;
    reference: string;
    scope: LegalScope;
    secret: boolean;
    opened_by: string;
    opened_at: Generated<Date>;
    approved_by: string | null;
    handed_out_at: Date | null;
    told_at: Date | null;
  };
  legal_hold: {
    account_id: AccountId;
    reference: string;
    placed_at: Generated<Date>;
    in_force: Generated<boolean>;
    opened_by: string | null;
    approved_by: string | null;
    lift_asked_by: string | null;
    lift_reason: LiftReason | null;
  };
  lifted_hold: {
    id: LiftedHoldId;
    account_id: AccountId;
    reference: string | null;
    reason: LiftReason | null;
    placed_at: Date;
    lifted_at: Generated<Date>;
    asked_mark: string | null;
    approved_mark: string | null;
  };
}
