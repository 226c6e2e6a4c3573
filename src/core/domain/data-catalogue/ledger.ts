// The data catalogue: credits. The journal is kept as books are, under a receipt's number once its account is gone.

import { goesWith, money, owned, plain, renamed, table, type EraseRule } from './types.ts';

const BOOKS: EraseRule = {
  rule: 'receipt',
  amount: 10,
  unit: 'years',
  because: {
    en: 'Books and tax records of what was paid and delivered have to be kept',
    'zh-CN': '付款和交付的账簿与税务记录依法必须保存',
  },
};

const RULES = {
  purpose: 'account-for',
  basis: 'contract',
  owner: owned,
  keep: goesWith('account'),
  export: 'yes',
  erase: BOOKS,
} as const;

export const LEDGER = {
  credit_account: table({
    ...RULES,
    about: { en: 'Your balance of credits', 'zh-CN': '您的点数余额' },
    columns: { account_id: renamed, available: money, held: money, debt: money, frozen_at: plain },
  }),
  credit_grant: table({
    ...RULES,
    about: { en: 'Credits you were given or have bought', 'zh-CN': '您获赠或购买的点数' },
    columns: {
      id: plain,
      account_id: renamed,
      source: money,
      source_ref: renamed,
      priority: plain,
      expires_at: plain,
      amount: money,
      available: money,
      held: money,
      spent: money,
      expired: money,
      clawed: money,
      debt_paid: money,
      created_at: plain,
      shortfall: money,
    },
  }),
  credit_freeze: table({
    ...RULES,
    about: { en: 'Why and when your credits were blocked', 'zh-CN': '点数被冻结的原因和时间' },
    columns: { account_id: renamed, ref: plain, reason: money, frozen_at: plain, lifted_at: plain },
  }),
  hold: table({
    ...RULES,
    about: { en: 'Credits set aside for pictures you asked for', 'zh-CN': '为您请求的图片预留的点数' },
    columns: { id: plain, account_id: renamed, amount: money, created_at: plain },
  }),
  hold_part: table({
    ...RULES,
    about: { en: 'Which of your credits were set aside', 'zh-CN': '预留的是哪些点数' },
    columns: {
      hold_id: plain,
      grant_id: plain,
      account_id: renamed,
      seq: plain,
      amount: money,
      captured: money,
      released: money,
    },
  }),
  ledger_op: table({
    ...RULES,
    about: { en: 'Every movement of your credits', 'zh-CN': '您点数的每一次变动' },
    columns: {
      id: plain,
      key: renamed,
      kind: plain,
      account_id: renamed,
      args: renamed,
      result: plain,
      created_at: plain,
      seq: plain,
    },
  }),
  ledger_transfer: table({
    ...RULES,
    about: { en: 'From where to where each movement went', 'zh-CN': '每次变动的来源和去向' },
    columns: {
      op_id: plain,
      seq: plain,
      account_id: renamed,
      from_bucket: plain,
      to_bucket: plain,
      amount: money,
      grant_id: plain,
      hold_id: plain,
    },
  }),
};
