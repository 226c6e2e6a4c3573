// What people ask about privacy, settings and agreement, and what they are answered: that part of what a chat may ask of the core.

import type { Accepted, Asking, Pressing, Repeated } from './answers.ts';
import type { Consent, Holding } from './choice-rows.ts';
import type { Locale, Person } from './domain/chat.ts';
import type { BulkRunId, KeptRequestId } from './domain/ids.ts';
import type { NoticeChange } from './domain/notice-change.ts';
import type { SettingChange, Settings } from './domain/settings.ts';
import type { GenerationView, RunView } from './domain/view.ts';

/** Somebody has to agree to the notice first. Nothing is begun and nothing charged; what they asked for is kept and goes on then. */
export type Asks = {
  readonly kind: 'asks';
  readonly version: string;
  /** What is new since they agreed last; null when they never did, or nobody knows. */
  readonly changes: readonly NoticeChange[] | null;
  readonly goesOn: GoesOn | null;
};

export type GoesOn =
  | { readonly kind: 'request'; readonly id: KeptRequestId }
  | { readonly kind: 'run'; readonly id: BulkRunId; readonly rows: 'all' | 'good' };

/** A press on the button to agree: to which notice, by the beginning of its version, in which language it was shown, and what for. */
export type Agreeing = { readonly version: string; readonly language: Locale; readonly goesOn: GoesOn | null };

export type HeldAboutMe = {
  readonly holdings: readonly Holding[];
  readonly settings: Settings;
  readonly consent: Consent | null;
};

/** The calls of it; like all others they throw Refusal for an expected no. */
export interface RightsCore {
  /** The language to answer somebody in, and whether the notice has changed since they agreed. Notes, once a day, that they were here. */
  standing(person: Person): Promise<{ readonly locale: Locale; readonly owesNews: boolean }>;
  /** Tells somebody once that the notice has changed, with the difference and the button to agree. */
  tellNoticeChange(ask: Asking): Promise<void>;
  privacySummary(ask: Asking): Promise<Repeated | { kind: 'summary'; agreement: 'stranger' | 'stands' | 'missing' }>;
  /** What is stored about whoever asks, as counts; null about a stranger, who stays one. */
  privacyMe(ask: Asking): Promise<Repeated | { kind: 'me'; held: HeldAboutMe | null }>;
  /** What was asked for before goes on with it. @throws Refusal notice-changed, not-yours */
  agree(
    press: Pressing,
    agreeing: Agreeing,
  ): Promise<Repeated | { kind: 'agreed'; lost: boolean } | Accepted<GenerationView> | Accepted<RunView>>;
  /** No to the notice, also afterwards: whatever waits or runs is cancelled. */
  disagree(
    ask: Asking,
    instead: GoesOn | null,
  ): Promise<Repeated | { kind: 'disagreed'; isKnown: boolean; images: number }>;
  settings(ask: Asking): Promise<Repeated | { kind: 'settings'; settings: Settings }>;
  changeSetting(ask: Asking, change: SettingChange): Promise<Repeated | { kind: 'settings'; settings: Settings }>;
  /** Restriction: what waits or runs is cancelled, and nothing but storing goes on until it is taken back. */
  pause(
    ask: Asking,
    paused: boolean,
  ): Promise<Repeated | { kind: 'paused'; isKnown: boolean; changed: boolean; images: number }>;
  /** They have blocked us on Telegram, or taken us off their account on Discord. A stranger stays one. */
  leave(person: Pick<Person, 'platform' | 'userId'>): Promise<void>;
  /** They have let us in again. */
  comeBack(person: Pick<Person, 'platform' | 'userId'>): Promise<void>;
  /** The notice that holds now, and where it can be read as a whole; null where there is no public address. */
  readonly notice: { readonly version: string; readonly date: string; readonly url: string | null };
}
