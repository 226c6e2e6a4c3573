// The notice's own sentences: what the data catalogue does not say by itself. `{contact}` is filled in where it is shown.

import type { Words } from './data-catalogue/types.ts';

export type ClauseSection = { readonly title: Words; readonly clauses: readonly Words[] };

export const ABOUT: ClauseSection = {
  title: { en: 'About this notice', 'zh-CN': '关于本声明' },
  clauses: [
    {
      en: 'Easel is a bot for Discord and Telegram that turns prompts into pictures. Whoever runs it here answers for your data. Contact: {contact}.',
      'zh-CN':
        'Easel 是 Discord 和 Telegram 上的机器人，把提示词变成图片。此处的运营者对您的数据负责。联系方式：{contact}。',
    },
    {
      en: 'English prevails. The Chinese text is made from the same source and is there to be read.',
      'zh-CN': '以英文为准。中文文本由同一来源生成，供阅读之用。',
    },
    {
      en: 'Nobody under 13 may use Easel, nor anybody below the age at which the law where they live lets them agree to this by themselves.',
      'zh-CN': '未满 13 岁者不得使用 Easel；未达到当地法律允许自行同意之年龄者亦不得使用。',
    },
  ],
};

export const STORED_TITLE: Words = { en: 'What is stored, what for and how long', 'zh-CN': '存储什么、用途和期限' };
export const ELSEWHERE_TITLE: Words = { en: 'Files and queues', 'zh-CN': '文件与队列' };
export const RECIPIENTS_TITLE: Words = { en: 'Who else gets something', 'zh-CN': '还有谁会收到数据' };

export const NOT_DONE: ClauseSection = {
  title: { en: 'What is not done', 'zh-CN': '不会做的事' },
  clauses: [
    {
      en: 'Your data is not sold, rented or traded, and nobody advertises to you with it.',
      'zh-CN': '不会出售、出租或交易您的数据，也不会用它向您投放广告。',
    },
    {
      en: 'Easel trains no model with your prompts and pictures.',
      'zh-CN': 'Easel 不使用您的提示词和图片训练任何模型。',
    },
    {
      en: 'No password, card number, postal address, network address, browser or device is stored.',
      'zh-CN': '不存储密码、卡号、邮寄地址、网络地址、浏览器或设备信息。',
    },
    {
      en: 'News come only to whoever has asked for them in /settings, and never on Discord.',
      'zh-CN': '仅在您于 /settings 中开启后才会发送资讯，且绝不在 Discord 上发送。',
    },
  ],
};

export const RIGHTS: ClauseSection = {
  title: { en: 'Your rights, by command', 'zh-CN': '您的权利（按命令）' },
  clauses: [
    {
      en: 'Access: /privacy me counts what is stored about you; /history shows your pictures.',
      'zh-CN': '查阅：/privacy me 列出存储的内容数量；/history 显示您的图片。',
    },
    {
      en: 'A copy to take with you: /export gives you all of it as files that machines can read.',
      'zh-CN': '获取副本与可携：/export 以机器可读的文件给您全部数据。',
    },
    {
      en: 'Correction: /settings changes what you have set; your language follows your platform unless you choose one.',
      'zh-CN': '更正：/settings 可更改您的设置；除非您另行选择，语言跟随平台。',
    },
    {
      en: 'Erasure: /delete removes one picture; /deleteme removes your account and what belongs to it, and says what has to stay, why and until when.',
      'zh-CN': '删除：/delete 删除单张图片；/deleteme 删除您的账户及其所有内容，并说明必须保留什么、原因和期限。',
    },
    {
      en: 'Blocking the bot, or taking it off your account or a server, deletes nothing by itself: nothing is announced to whoever has left, and the account goes when it has not been used for as long as is said above. /deleteme does it at once.',
      'zh-CN':
        '屏蔽机器人，或将其从您的账户或服务器中移除，本身不会删除任何内容：不再向离开者发送公告；账户在上述未使用期限届满后删除。/deleteme 可立即删除。',
    },
    {
      en: 'Restriction: /pause stops everything but storing; /pause off takes that back.',
      'zh-CN': '限制处理：/pause 停止存储以外的一切处理；/pause off 恢复。',
    },
    {
      en: 'Objection: /settings takes you out of all statistics.',
      'zh-CN': '反对：/settings 可将您排除在所有统计之外。',
    },
    {
      en: 'Taking your agreement back: the button under /privacy, as easily as you gave it.',
      'zh-CN': '撤回同意：/privacy 下方的按钮，与给出同意一样容易。',
    },
    {
      en: 'A complaint to the data protection authority where you live.',
      'zh-CN': '向您所在地的数据保护机构投诉。',
    },
  ],
};

export const STATISTICS: ClauseSection = {
  title: { en: 'Statistics', 'zh-CN': '统计' },
  clauses: [
    {
      en: 'To plan for load, Easel counts requests by hour and model. A count is kept only where at least 20 accounts are in it, and it holds no prompt and no id.',
      'zh-CN':
        '为规划负载，Easel 按小时和模型统计请求数。仅当至少包含 20 个账户时才保留该计数，其中没有提示词，也没有编号。',
    },
    {
      en: 'Whoever objects or has paused is not counted.',
      'zh-CN': '提出反对或已暂停的用户不计入统计。',
    },
  ],
};

export const SECURITY: ClauseSection = {
  title: { en: 'Security, as it is today', 'zh-CN': '目前的安全措施' },
  clauses: [
    {
      en: 'Discord and Telegram tell us who you are; there is no password here. Protect that account with a second factor.',
      'zh-CN': '由 Discord 和 Telegram 确认您的身份；此处没有密码。请为该账户启用双重验证。',
    },
    {
      en: 'Connections to Discord, Telegram and Stripe are encrypted.',
      'zh-CN': '与 Discord、Telegram 和 Stripe 的连接均已加密。',
    },
    {
      en: 'Logs hold no prompts, names or platform ids. Buttons on what is yours are refused to everybody else.',
      'zh-CN': '日志不含提示词、姓名或平台编号。属于您的内容上的按钮，他人无法使用。',
    },
    {
      en: 'What you write, upload and get, your user ids, and the chats you were answered in are stored sealed with a key of your account alone. The keys are in another database than the data.',
      'zh-CN':
        '您撰写、上传和获得的内容、您的用户编号以及回复您的聊天位置，均以您账户专属的密钥加密存储。密钥存于另一个数据库。',
    },
    {
      en: '/deleteme destroys that key first: a second later nothing that was sealed with it can be read, and after 7 days in no backup either.',
      'zh-CN': '/deleteme 首先销毁该密钥：一秒后，用其加密的内容即无法读取；7 天后，任何备份中也无法读取。',
    },
    {
      en: 'Amounts, times, models and states are stored as they are: the books and the queue go by them. Whoever runs this bot holds the keys and answers for them.',
      'zh-CN': '金额、时间、模型和状态按原样存储，供账簿和队列使用。运营者持有密钥并对其负责。',
    },
    {
      en: 'No storage and no connection is perfectly safe.',
      'zh-CN': '没有任何存储或连接是绝对安全的。',
    },
  ],
};

export const DISCLOSURE: ClauseSection = {
  title: { en: 'Authorities and successors', 'zh-CN': '主管机关与继任者' },
  clauses: [
    {
      en: 'Data is handed to an authority only on a valid legal order, and you are told unless that is forbidden.',
      'zh-CN': '仅在收到有效的法律命令时才向主管机关提供数据，除非法律禁止，否则会告知您。',
    },
    {
      en: 'Whoever takes this bot over is bound by this notice.',
      'zh-CN': '接手本机器人的一方受本声明约束。',
    },
  ],
};

export const PICTURES: ClauseSection = {
  title: { en: 'Marked pictures', 'zh-CN': '图片标记' },
  clauses: [
    {
      en: 'Every picture says in its metadata that a machine made it. Your prompt, its seed and your account are not written into the file.',
      'zh-CN': '每张图片的元数据都注明由机器生成。提示词、种子和账户不会写入文件。',
    },
  ],
};

export const CHANGES: ClauseSection = {
  title: { en: 'Agreement and changes', 'zh-CN': '同意与变更' },
  clauses: [
    {
      en: 'Before the first picture you are asked to agree to this notice. Who refuses can still use /privacy, /export and /deleteme.',
      'zh-CN': '在画第一张图之前会请您同意本声明。拒绝者仍可使用 /privacy、/export 和 /deleteme。',
    },
    {
      en: 'Of your agreement we keep the version, the language and the time.',
      'zh-CN': '关于您的同意，我们保存版本、语言和时间。',
    },
    {
      en: 'A new kind of data, purpose or recipient, or a longer period, is told to you once, with the difference, and needs your agreement again. Other changes only change the version and the date.',
      'zh-CN':
        '若新增数据类别、用途或接收方，或延长期限，我们会一次性告知您差异，并再次征求您的同意。其他变更仅改变版本和日期。',
    },
  ],
};
