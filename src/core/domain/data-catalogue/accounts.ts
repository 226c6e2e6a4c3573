// The data catalogue: who people are to us, and the events we have heard.

import {
  content,
  days,
  deleted,
  goesWith,
  login,
  owned,
  plain,
  renamed,
  sealed,
  sealedJson,
  settings,
  table,
  withheld,
} from './types.ts';

export const ACCOUNTS = {
  account: table({
    about: {
      en: 'Your account: an id of ours, your language and what else you have set, since when it exists, on which day you used it last, and since when you have blocked or removed the bot',
      'zh-CN': '您的账户：我们的编号、您的语言和其他设置、创建时间、最后使用的日期，以及屏蔽或移除机器人的时间',
    },
    purpose: 'recognise',
    basis: 'contract',
    owner: { column: 'id' },
    keep: { rule: 'idle', amount: 730, unit: 'days' },
    export: 'yes',
    erase: deleted,
    columns: {
      id: renamed,
      locale: settings,
      state: plain,
      created_at: plain,
      starter_owed: plain,
      locale_chosen: settings,
      as_document: settings,
      product_notices: settings,
      statistics: settings,
      news: settings,
      paused_at: settings,
      refused_at: settings,
      last_used_at: plain,
      idle_told_at: plain,
      idle_number: plain,
      left_at: plain,
    },
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
    columns: {
      platform: login,
      mark: withheld(
        login,
        'It is made of your user id with a key of ours, and finds you; the user id itself is handed out',
        '由您的用户编号和我们的密钥算出，用于找到您；用户编号本身会导出',
      ),
      user_id: sealed(login),
      account_id: renamed,
      created_at: plain,
    },
  }),
  consent: table({
    about: {
      en: 'Which version of the privacy notice you agreed to, in which language, and when',
      'zh-CN': '您同意的隐私声明版本、语言和时间',
    },
    purpose: 'keep-rights',
    basis: 'legal-duty',
    owner: owned,
    keep: goesWith('account'),
    export: 'yes',
    erase: deleted,
    columns: { account_id: renamed, version: settings, language: settings, given_at: settings, withdrawn_at: settings },
  }),
  kept_request: table({
    about: {
      en: 'The last picture you asked for before you agreed to the notice, so that it goes on when you do',
      'zh-CN': '您在同意声明之前最后请求的图片，同意后继续处理',
    },
    purpose: 'make',
    basis: 'contract',
    owner: owned,
    keep: days(1, 'kept_at'),
    export: 'yes',
    erase: deleted,
    columns: { account_id: renamed, id: plain, wish: sealedJson(content), kept_at: plain },
  }),
  usage_hourly: table({
    about: {
      en: 'How many requests an hour had for each model, where at least 20 accounts are in the count',
      'zh-CN': '每小时各模型的请求数，仅在至少包含 20 个账户时记录',
    },
    purpose: 'run',
    basis: 'legitimate-interest',
    owner: { nobody: { en: 'Counts over 20 accounts and more', 'zh-CN': '至少 20 个账户的计数' } },
    keep: days(400, 'hour'),
    export: { no: { en: 'Counts over 20 accounts and more', 'zh-CN': '至少 20 个账户的计数' } },
    erase: {
      rule: 'expire',
      because: { en: 'Counts over 20 accounts and more', 'zh-CN': '至少 20 个账户的计数' },
    },
    columns: { hour: plain, model: plain, jobs: plain, accounts: plain },
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
