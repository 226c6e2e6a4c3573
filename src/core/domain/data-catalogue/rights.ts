// The data catalogue: what is kept so that people's rights are kept.

import {
  blanked,
  chat,
  content,
  days,
  deleted,
  goesWith,
  owned,
  plain,
  renamed,
  sealedJson,
  table,
  withheld,
  years,
} from './types.ts';

const operator = withheld(plain, 'Names of people who work on it', '经办人员的名字');

export const RIGHTS = {
  erasure: table({
    about: {
      en: 'The receipt of your erasure: when, and how many of what. Only its number leads to it',
      'zh-CN': '您的删除回执：时间和数量。只能凭编号查到',
    },
    purpose: 'keep-rights',
    basis: 'legal-duty',
    owner: owned,
    keep: days(1, 'asked_at', { unless: 'confirmed_at' }),
    export: 'yes',
    erase: {
      rule: 'receipt',
      amount: 10,
      unit: 'years',
      because: {
        en: 'It shows that you were erased, and is the owner of the books that stay',
        'zh-CN': '用于证明已删除，并作为所保留账簿的归属',
      },
    },
    columns: {
      id: plain,
      number: plain,
      account_id: renamed,
      receipt_id: plain,
      state: plain,
      asked_at: plain,
      confirmed_at: plain,
      erased_at: plain,
      done_at: plain,
      old_id: blanked(plain),
      to_withdraw: sealedJson(
        blanked(
          withheld(
            chat,
            'Which of our messages are still to be taken out of your chats; it is there for minutes, after you have confirmed',
            '仍需从您的聊天中撤回的消息；仅在您确认后的几分钟内存在',
          ),
        ),
      ),
      at_provider: blanked(plain),
      counts: plain,
    },
  }),
  export: table({
    about: {
      en: 'When you asked for a copy of your data, and what became of it. The file itself stays for a day',
      'zh-CN': '您索取数据副本的时间及结果。文件本身保留一天',
    },
    purpose: 'keep-rights',
    basis: 'legal-duty',
    owner: owned,
    keep: days(30, 'asked_at'),
    export: 'yes',
    erase: deleted,
    columns: {
      id: plain,
      account_id: renamed,
      state: plain,
      files: plain,
      packed: plain,
      stale: plain,
      way: plain,
      parts: withheld(content, 'Names of files of ours, which are gone after a day', '我们的文件名，文件一天后删除'),
      link_hash: withheld(plain, 'It recognises the link, which only you have', '用于识别仅您持有的链接'),
      asked_at: plain,
      finished_at: plain,
      expires_at: plain,
      fetched_at: plain,
    },
  }),
  suppression: table({
    about: {
      en: 'A mark of who was erased lately, which only we can make from a user id: a backup does not bring them back',
      'zh-CN': '最近删除者的标记，只有我们能由用户编号算出：恢复备份时不会把其数据带回',
    },
    purpose: 'keep-rights',
    basis: 'legal-duty',
    owner: {
      nobody: {
        en: 'A keyed mark, from which no user id can be read',
        'zh-CN': '带密钥的标记，无法还原出用户编号',
      },
    },
    keep: days(40, 'marked_at'),
    export: { no: { en: 'There is no account any more', 'zh-CN': '账户已不存在' } },
    erase: {
      rule: 'expire',
      because: { en: 'It is what keeps you erased', 'zh-CN': '正是它保证您的数据不会恢复' },
    },
    columns: { mark: plain, marked_at: plain },
  }),
  legal_request: table({
    about: {
      en: 'That an authority wanted to have data of yours, for which case, and whether it was handed out',
      'zh-CN': '主管机关索取您数据的案件编号、范围，以及是否已提供',
    },
    purpose: 'keep-rights',
    basis: 'legal-duty',
    owner: owned,
    keep: years(3, 'opened_at'),
    export: {
      no: {
        en: 'You are told in the chat as soon as no law forbids it',
        'zh-CN': '一旦法律不再禁止，会在聊天中告知您',
      },
    },
    erase: deleted,
    columns: {
      id: plain,
      account_id: renamed,
      reference: plain,
      scope: plain,
      secret: plain,
      opened_by: operator,
      opened_at: plain,
      approved_by: operator,
      handed_out_at: plain,
      told_at: plain,
    },
  }),
  legal_hold: table({
    about: {
      en: 'That a court or an authority has asked us to keep your account',
      'zh-CN': '法院或主管机关要求保留您的账户',
    },
    purpose: 'keep-rights',
    basis: 'legal-duty',
    owner: owned,
    keep: goesWith('account'),
    export: 'yes',
    erase: deleted,
    columns: {
      account_id: renamed,
      reference: plain,
      placed_at: plain,
      in_force: plain,
      opened_by: operator,
      approved_by: operator,
      lift_asked_by: operator,
      lift_reason: plain,
    },
  }),
  lifted_hold: table({
    about: {
      en: 'That your account was kept for a court or an authority, since when, when that ended and why; who ended it stands there as a mark, not as a name',
      'zh-CN': '您的账户曾应法院或主管机关要求保留：起止时间和解除原因；经办人只以标记记录，不记姓名',
    },
    purpose: 'keep-rights',
    basis: 'legal-duty',
    owner: owned,
    keep: years(3, 'lifted_at'),
    export: 'yes',
    erase: {
      rule: 'receipt',
      amount: 3,
      unit: 'years',
      because: {
        en: 'It shows that nothing was deleted while a court wanted it, counted from the day that ended. The number of the case is taken out',
        'zh-CN': '用于证明在法院要求保留期间没有删除任何内容；自解除之日起计算。案件编号会被抹去',
      },
    },
    columns: {
      id: plain,
      account_id: renamed,
      reference: blanked(plain),
      reason: plain,
      placed_at: plain,
      lifted_at: plain,
      asked_mark: operator,
      approved_mark: operator,
    },
  }),
};
