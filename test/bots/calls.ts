// Calls as the platforms' parsers make them, and a core that knows nothing but its models: what else is asked of it, a test brings.

import assert from 'node:assert/strict';
import type { ChatCore } from '../../src/core/answers.ts';
import type { CommandCall, PressCall } from '../../src/bots/conversation.ts';
import { MODELS, type Catalogue } from '../../src/core/domain/models.ts';
import { describeModels } from '../../src/core/views.ts';

export const LOCALES = ['en', 'zh-CN'] as const;

export const person = { platform: 'telegram', userId: '1', locale: 'en' } as const;
const event = { platform: 'telegram', id: '7' } as const;
const address = { platform: 'telegram', chatId: '1', threadId: null, replyTo: null, group: false } as const;

export function command(name: string, rest: Partial<CommandCall> = {}): CommandCall {
  return { kind: 'command', event, person, address, name, text: '', options: {}, files: [], ...rest };
}

export function press(verb: string, subject: string, rest: Partial<PressCall> = {}): PressCall {
  return { kind: 'press', event, person, address, message: '5', verb, subject, ...rest };
}

/** What makes a call one from a group. */
export const IN_GROUP = {
  address: { ...address, chatId: '-5', group: true },
  privateChat: 'https://t.me/easel_bot',
} as const;

const unasked = (): never => assert.fail('the core was asked although the answer was known without it');

/** Sells nothing, and knows its models and which events it saw; whatever else is asked of it fails the test. */
export function coreWith(answers: Partial<ChatCore> = {}, catalogue: Catalogue = MODELS): ChatCore {
  const seen = new Set<string>();
  return {
    models: () => describeModels(catalogue),
    rails: () => [],
    supportContact: null,
    firstSight: (ask) => Promise.resolve(!seen.has(ask.event.id) && seen.add(ask.event.id) === seen),
    welcome: unasked,
    check: unasked,
    requestGeneration: unasked,
    reroll: unasked,
    showAgain: unasked,
    history: unasked,
    historyPage: unasked,
    showPicture: unasked,
    openPicture: unasked,
    keepPicture: unasked,
    deletePicture: unasked,
    deletePressed: unasked,
    askDeleteRun: unasked,
    deleteRun: unasked,
    proposeRun: unasked,
    startRun: unasked,
    retryRun: unasked,
    cancelGeneration: unasked,
    cancelRun: unasked,
    cancelEverything: unasked,
    askExport: unasked,
    jobs: unasked,
    balance: unasked,
    shop: unasked,
    buy: unasked,
    invoiceStars: unasked,
    mayPayStars: unasked,
    paidStars: unasked,
    refundedStars: unasked,
    billing: unasked,
    openTicket: unasked,
    askErasure: unasked,
    confirmErasure: unasked,
    erasureStatus: unasked,
    statusShown: unasked,
    standing: ({ locale }) => Promise.resolve({ locale, owesNews: false }),
    tellNoticeChange: unasked,
    privacySummary: unasked,
    privacyMe: unasked,
    agree: unasked,
    disagree: unasked,
    settings: unasked,
    changeSetting: unasked,
    pause: unasked,
    leave: unasked,
    comeBack: unasked,
    notice: { version: '0123456789ab', date: '2026-01-01', url: null },
    ...answers,
  };
}
