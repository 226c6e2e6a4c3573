// What is said about deleting an account: the part of the table of messages that is about /deleteme.

export const ERASURE_MESSAGES = {
  'command-deleteme': {},
  'option-receipt': {},
  'button-erase': {},
  'button-keep-account': {},

  'erase-title': {},
  'erase-goes': { what: 'text' },
  'erase-account': {},
  'erase-prompts': { count: 'number' },
  'erase-uploads': { count: 'number' },
  'erase-tickets': { count: 'number' },
  'erase-files': { count: 'number' },
  'erase-messages': { count: 'number' },
  'erase-credits': { credits: 'text' },
  'erase-plan': {},
  'erase-stays': { payments: 'number', years: 'number' },
  'erase-hold': { years: 'number' },
  'erase-outside': {},
  'erase-confirm': { time: 'time' },
  'erase-kept': {},

  'receipt-under-way': {},
  'receipt-erased': { day: 'day', time: 'time' },
  'receipt-done': { day: 'day' },
  'receipt-counts': { what: 'text' },
  'receipt-provider': {},
  'receipt-number': {},
  'receipt-ask': { number: 'text' },

  'notice-idle': { day: 'day' },
  'notice-idle-keep': {},

  'no-being-erased': {},
  'no-erasure-held': {},
  'no-erasure-expired': { minutes: 'number' },
  'no-nothing-to-erase': {},
  'no-receipt-unknown': {},
} as const;
