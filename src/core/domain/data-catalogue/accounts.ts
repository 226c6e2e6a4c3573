// The data catalogue: who people are to us, and the events we have heard.

import { days, deleted, goesWith, login, owned, plain, renamed, settings, table } from './types.ts';

export const ACCOUNTS = {
  account: table({
    about: {
      en: 'Your account: an id of ours, your language, since when it exists',
      'zh-CN': '您的账户：我们的编号、您的语言、创建时间',
    },
    purpose: 'recognise',
    basis: 'contract',
    owner: { column: 'id' },
    keep: { rule: 'idle', amount: 730, unit: 'days' },
    export: 'yes',
    erase: deleted,
    columns: { id: renamed, locale: settings, state: plain, created_at: plain, starter_owed: plain },
  }),
  identity: table({
    about: {
      en: 'Your user ids on Discord and Telegram, by which we recognise you',
      'zh-CN': '您在 Discord 和 Telegram 上的用户编号，用于识别您',
    },
    purpose: 'recognise',
    basis: 'contract',
    owner: owned,
    keep: goesWith('account'),
    export: 'yes',
    erase: deleted,
    columns: { platform: login, user_id: login, account_id: renamed, created_at: plain },
  }),
  inbound_event: table({
    about: {
      en: 'The numbers of messages and presses that were answered, so that none is answered twice',
      'zh-CN': '已回复的消息和按钮操作的编号，避免重复处理',
    },
    purpose: 'run',
    basis: 'legitimate-interest',
    owner: {
      nobody: {
        en: 'A number a platform gave an event; nothing here says whose it was',
        'zh-CN': '平台给事件的编号；这里没有记录它属于谁',
      },
    },
    keep: days(35, 'received_at'),
    export: {
      no: { en: 'It does not say whose it is', 'zh-CN': '其中没有记录属于谁' },
    },
    erase: {
      rule: 'expire',
      because: { en: 'It does not say whose it is', 'zh-CN': '其中没有记录属于谁' },
    },
    columns: { platform: plain, event_id: plain, received_at: plain },
  }),
};
