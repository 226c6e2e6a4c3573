// The data catalogue: what lies outside our tables, what a job and a log line may say, and who else gets something.

import type { Recipient, StoreRule, Words } from './types.ts';

const GOES_BY_ITSELF: Words = {
  en: 'Names a task by its id; without the task it means nothing',
  'zh-CN': '仅含任务编号；任务删除后即无意义',
};

const JOB_FIELDS = ['taskId', 'gen'] as const;

export const STORES = {
  queueInRedis: {
    pattern: 'easel:{<installation>}:easel-<pool>:<key>',
    about: { en: 'The queue that wakes workers, where it lives in Redis', 'zh-CN': '存于 Redis 的任务队列' },
    fields: JOB_FIELDS,
    holds: 'ids',
    keep: { en: 'Until the job is done', 'zh-CN': '到任务完成为止' },
    erase: GOES_BY_ITSELF,
  },
  queueInPostgres: {
    pattern: 'bullmq.<table>',
    about: { en: 'The same queue, where it lives in PostgreSQL', 'zh-CN': '存于 PostgreSQL 的同一任务队列' },
    fields: JOB_FIELDS,
    holds: 'ids',
    keep: { en: 'Until the job is done', 'zh-CN': '到任务完成为止' },
    erase: GOES_BY_ITSELF,
  },
  migrations: {
    pattern: 'public.kysely_<table>',
    about: { en: 'Which changes of the tables have been made', 'zh-CN': '已执行的数据表变更' },
    fields: ['name', 'timestamp', 'is_locked'],
    holds: 'ids',
    keep: { en: 'As long as the database', 'zh-CN': '与数据库同期' },
    erase: { en: 'Holds nothing about a person', 'zh-CN': '不含任何个人信息' },
  },
  doorbell: {
    pattern: 'notify easel',
    about: { en: 'What processes tell each other; it is stored nowhere', 'zh-CN': '进程间的通知；不存储' },
    fields: ['kind', 'subject'],
    holds: 'ids',
    keep: { en: 'Not at all', 'zh-CN': '不保存' },
    erase: { en: 'Nothing is stored', 'zh-CN': '没有存储内容' },
  },
  pictures: {
    pattern: 't/<account>/images/<image>',
    about: { en: 'Your pictures', 'zh-CN': '您的图片' },
    fields: ['bytes'],
    holds: 'content',
    keep: {
      en: 'As long as their row: 30 days, or until you delete what you saved',
      'zh-CN': '与记录同期：30 天；已保存的到您删除为止',
    },
    erase: { en: 'Deleted, every version', 'zh-CN': '删除所有版本' },
  },
  uploads: {
    pattern: 't/<account>/runs/<run>/source',
    about: { en: 'The tables you uploaded', 'zh-CN': '您上传的表格' },
    fields: ['bytes'],
    holds: 'content',
    keep: {
      en: 'As long as a picture of the run: until its last one goes, or you delete the run, the lines of deleted ones are in it too',
      'zh-CN': '与批次的图片同期：在最后一张图片消失或您删除该批次之前，其中仍含已删除图片的行',
    },
    erase: { en: 'Deleted, every version', 'zh-CN': '删除所有版本' },
  },
  archives: {
    pattern: 't/<account>/runs/<run>/part-<n>',
    about: { en: 'The ZIP files of your runs', 'zh-CN': '您批次的 ZIP 文件' },
    fields: ['bytes'],
    holds: 'content',
    keep: { en: 'As long as the row of the run', 'zh-CN': '与批次记录同期' },
    erase: { en: 'Deleted, every version', 'zh-CN': '删除所有版本' },
  },
  exports: {
    pattern: 't/<account>/exports/<export>/part-<n>',
    about: { en: 'The copies of your data you asked for', 'zh-CN': '您索取的数据副本' },
    fields: ['bytes'],
    holds: 'content',
    keep: {
      en: 'A day; gone at once when it was fetched by its link, or when you delete something that may be in it',
      'zh-CN': '一天；通过链接取走后，或您删除其中可能包含的内容后，立即删除',
    },
    erase: { en: 'Deleted, every version', 'zh-CN': '删除所有版本' },
  },
  marks: {
    pattern: 'marks/<time>-<mark>',
    about: {
      en: 'The marks of who was erased lately, once more, so that they outlast a database that is restored',
      'zh-CN': '最近删除者的标记的另一份，恢复数据库后仍在',
    },
    fields: ['mark', 'time'],
    holds: 'ids',
    keep: { en: '40 days', 'zh-CN': '40 天' },
    erase: {
      en: 'They are what keeps you erased, and go by their date',
      'zh-CN': '正是它们保证您的数据不会恢复；到期删除',
    },
  },
  keys: {
    pattern: 'keyring: account_key',
    about: {
      en: 'The key under which what you write and your pictures are sealed; wrapped, in a database of its own',
      'zh-CN': '用于加密您的文字和图片的密钥；经封装后存于独立的数据库',
    },
    fields: ['account_id', 'wrapped', 'master_id', 'made_at'],
    holds: 'ids',
    keep: { en: 'As long as your account', 'zh-CN': '与账户同期' },
    erase: {
      en: 'Destroyed before anything else: from then on nothing that was sealed with it can be read anywhere',
      'zh-CN': '最先销毁：此后用其加密的内容在任何地方都无法读取',
    },
  },
  destroyedKeys: {
    pattern: 'keyring: destroyed_key',
    about: {
      en: 'A mark of a key that was destroyed, so that there is never another one in its place',
      'zh-CN': '已销毁密钥的标记，使其不会被重新生成',
    },
    fields: ['mark', 'destroyed_at'],
    holds: 'ids',
    keep: { en: '40 days', 'zh-CN': '40 天' },
    erase: {
      en: 'It is what keeps the key destroyed, and goes by its date',
      'zh-CN': '正是它保证密钥已销毁；到期删除',
    },
  },
  installation: {
    pattern: 'keyring: keyring, secret; installation.keyring_pair',
    about: {
      en: 'Which keyring belongs to which database, and the secret from which marks are made',
      'zh-CN': '密钥库与数据库的对应关系，以及生成标记所用的密钥',
    },
    fields: ['id', 'environment', 'master_id', 'wrapped', 'made_at', 'paired_at'],
    holds: 'ids',
    keep: { en: 'As long as the database', 'zh-CN': '与数据库同期' },
    erase: { en: 'Holds nothing about a person', 'zh-CN': '不含任何个人信息' },
  },
  drafts: {
    pattern: '.drafts/<name>',
    about: { en: 'Files being written to a bucket on disk', 'zh-CN': '正在写入磁盘的文件' },
    fields: ['bytes'],
    holds: 'content',
    keep: { en: 'Until written; what a crash left, a day', 'zh-CN': '写完即移走；崩溃残留保留一天' },
    erase: { en: 'Removed within a day', 'zh-CN': '一天内移除' },
  },
} as const satisfies Readonly<Record<string, StoreRule>>;

/** All a job may say. */
export const JOBS: readonly (typeof JOB_FIELDS)[number][] = JOB_FIELDS;

/** All a log line may say, by field; kept as long as whoever runs Easel keeps its log. */
export const LOG_FIELDS = {
  about: 'what a line of this event is about, from a closed list',
  attempts: 'how often a task was tried',
  cleanly: 'whether the program closed without a fault',
  code: 'the code of a fault',
  command: 'the name of a command',
  count: 'how many',
  endpoint: 'one of two addresses for news about money, or the one for news of Discord',
  error: 'the class of a fault',
  event: 'which event',
  grantWithoutPayment: 'a counter over everybody',
  images: 'how many pictures',
  kind: 'a kind of task or of money object',
  mended: 'a counter over everybody',
  method: 'the HTTP method',
  object: "a payment provider's name of an object",
  objects: 'a counter over everybody',
  outcome: 'what came of it, from a closed list',
  paidWithoutGrant: 'a counter over everybody',
  platform: 'Discord or Telegram',
  reason: 'why the program stops',
  roles: 'the roles of a process',
  route: 'the pattern of an address, without its values',
  stack: 'places in our code',
  state: 'of a connection',
  status: 'the HTTP status',
  to: 'which server a connection leads to',
  tookMs: 'how long',
  type: 'the kind of an event of the payment provider or of Discord',
  value: 'a setting, from a closed list',
  where: 'a place in our code',
} as const;

const BY_CONFIGURATION: Words = {
  en: 'As whoever runs Easel has agreed with the host and names in the notice',
  'zh-CN': '以运营者与服务商的约定为准，并在隐私声明中载明',
};

export const RECIPIENTS = {
  discord: {
    name: 'Discord Inc.',
    host: 'discord.com',
    fields: {
      en: 'Our answers in your chats: texts, pictures and files you asked for',
      'zh-CN': '我们在您聊天中的回复：文字、图片和您索取的文件',
    },
    purpose: 'deliver',
    country: 'US',
    transfer: {
      en: "Standard contractual clauses, module 1, by Discord's developer terms",
      'zh-CN': 'Discord 开发者条款中的标准合同条款（模块 1）',
    },
    erase: {
      en: 'Our status messages are deleted where Discord lets us; you can delete the others yourself',
      'zh-CN': '在 Discord 允许时删除我们的状态消息；其余可由您自行删除',
    },
  },
  telegram: {
    name: 'Telegram FZ-LLC',
    host: 'api.telegram.org',
    fields: {
      en: 'Our answers in your chats: texts, pictures and files you asked for; refunds of Stars',
      'zh-CN': '我们在您聊天中的回复：文字、图片和您索取的文件；Stars 退款',
    },
    purpose: 'deliver',
    country: 'AE',
    transfer: {
      en: 'You chose this messenger: the transfer is what you ask for (GDPR Art. 49(1)(b))',
      'zh-CN': '您选择了该聊天工具：传输系应您的请求（GDPR 第 49(1)(b) 条）',
    },
    erase: {
      en: 'Our messages of the last 48 hours are deleted; you can delete the others yourself',
      'zh-CN': '删除我们最近 48 小时内的消息；其余可由您自行删除',
    },
  },
  stripe: {
    name: 'Stripe Payments Europe, Limited',
    host: 'api.stripe.com',
    fields: {
      en: 'A customer number, your language and what you buy; card, name and address go from you to Stripe, not through us',
      'zh-CN': '客户编号、语言及购买内容；卡号、姓名和地址由您直接提供给 Stripe，不经过我们',
    },
    purpose: 'sell',
    country: 'IE',
    transfer: {
      en: 'Within the EU; onwards to the US under the Data Privacy Framework and standard contractual clauses',
      'zh-CN': '欧盟境内；依据数据隐私框架和标准合同条款转至美国',
    },
    erase: {
      en: 'The customer is deleted, tried daily until it is; Stripe keeps what the law asks of it',
      'zh-CN': '删除客户，每日重试直至完成；Stripe 依法保留必要记录',
    },
  },
  imageProvider: {
    name: 'OpenAI, or the image server that whoever runs Easel has set up',
    host: null,
    fields: {
      en: 'Prompt, size, seed and style; nothing about you',
      'zh-CN': '提示词、尺寸、种子和风格；不含您的任何信息',
    },
    purpose: 'make',
    country: null,
    transfer: BY_CONFIGURATION,
    erase: {
      en: 'Nothing there is under your name, so there is nothing to find by it',
      'zh-CN': '对方没有与您关联的记录，无从查找',
    },
  },
  bucketHost: {
    name: 'The host of the bucket, where whoever runs Easel has set one up',
    host: null,
    fields: {
      en: 'Your pictures, uploads and ZIP files, sealed so that it cannot read them',
      'zh-CN': '您的图片、上传文件和 ZIP 文件，均已加密，对方无法读取',
    },
    purpose: 'make',
    country: null,
    transfer: BY_CONFIGURATION,
    erase: { en: 'Deleted by the erasure itself, every version', 'zh-CN': '由删除流程直接删除所有版本' },
  },
} as const satisfies Readonly<Record<string, Recipient>>;
