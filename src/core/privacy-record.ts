// The record of processing activities (GDPR Art. 30), made of the data catalogue, and the version of what the catalogue promises.

import { createHash } from 'node:crypto';
import type { Locale } from './domain/chat.ts';
import { DATA_CATALOGUE, TABLES } from './domain/data-catalogue.ts';
import type { Basis, Category, EraseRule, Keep, Period, Purpose, TableRule } from './domain/data-catalogue/types.ts';

/** Changes when anything does that the catalogue promises: a category, a purpose, a period, a recipient, a word of it. */
export function policyVersion(promised: unknown = DATA_CATALOGUE): string {
  return createHash('sha256').update(JSON.stringify(promised)).digest('hex').slice(0, 12);
}

/** The record as a Markdown file, in one language. */
export function privacyRecord(locale: Locale): string {
  const say = SAYINGS[locale];
  return [
    ...Object.entries(TABLES).flatMap(([name, rule]) => tableLines(name, rule, locale)),
    `### ${say.stores}`,
    '',
    ...Object.values(DATA_CATALOGUE.stores).map(
      ({ pattern, about, fields, keep, erase }) =>
        `- \`${pattern}\`: ${about[locale]} (${fields.join(', ')}). ${say.kept}: ${keep[locale]}. ${say.erased}: ${erase[locale]}.`,
    ),
    '',
    `### ${say.logs}`,
    '',
    `${Object.keys(DATA_CATALOGUE.logs)
      .map((field) => `\`${field}\``)
      .join(', ')}.`,
    '',
    `### ${say.recipients}`,
    '',
    ...Object.values(DATA_CATALOGUE.recipients).map(
      ({ name, host, fields, purpose, country, transfer, erase }) =>
        `- ${name} (${[host, country].filter((part) => part !== null).join(', ') || say.configured}): ${fields[locale]}. ${PURPOSES[purpose][locale]}. ${transfer[locale]}. ${say.erased}: ${erase[locale]}.`,
    ),
    '',
  ].join('\n');
}

/** docs/privacy.md as a whole. */
export function privacyDocument(): string {
  return `# Records of processing

<!-- Made of src/core/domain/data-catalogue.ts. Change that, then: npm run privacy:record -->

Version ${policyVersion()}. This is what GDPR Art. 30 asks for, table by table. Where the two languages differ, English prevails.

## English

${privacyRecord('en')}
## 中文

如有出入，以英文为准。

${privacyRecord('zh-CN')}`;
}

function tableLines(name: string, rule: TableRule, locale: Locale): string[] {
  const say = SAYINGS[locale];
  const held = Object.groupBy(Object.entries(rule.columns), ([, { category }]) => category);
  const exported = rule.export === 'yes' ? say.yes : `${say.no}: ${rule.export.no[locale]}`;
  const { owner } = rule;
  return [
    `### \`${name}\``,
    '',
    rule.about[locale],
    '',
    ...Object.entries(held).map(
      ([category, columns]) =>
        `- ${CATEGORIES[category as Category][locale]}: ${columns.map(([column]) => `\`${column}\``).join(', ')}`,
    ),
    `- ${say.purpose}: ${PURPOSES[rule.purpose][locale]}; ${BASES[rule.basis][locale]}`,
    ...('nobody' in owner ? [`- ${say.nobody}: ${owner.nobody[locale]}`] : []),
    ...('maybeEmpty' in owner && owner.maybeEmpty ? [`- ${say.nobody}: ${owner.maybeEmpty[locale]}`] : []),
    `- ${say.kept}: ${keptFor(rule.keep, locale)}`,
    `- ${say.exported}: ${exported}`,
    `- ${say.erased}: ${erasedBy(rule.erase, locale)}`,
    '',
  ];
}

/** A period in words: `30 days`. */
export function periodIn({ amount, unit }: Period, locale: Locale): string {
  if (locale === 'zh-CN') return `${amount} ${{ days: '天', months: '个月', years: '年' }[unit]}`;
  return `${amount} ${amount === 1 ? unit.slice(0, -1) : unit}`;
}

/** A keep rule in words. */
function keptFor(keep: Keep, locale: Locale): string {
  const zh = locale === 'zh-CN';
  switch (keep.rule) {
    case 'after': {
      const or = keep.or ? (zh ? `（或 \`${keep.or}\`）` : ` (or \`${keep.or}\`)`) : '';
      const unless = keep.unless ? (zh ? `，除非有 \`${keep.unless}\`` : `, unless there is a \`${keep.unless}\``) : '';
      const period = periodIn(keep, locale);
      return zh ? `\`${keep.since}\`${or} 之后 ${period}${unless}` : `${period} after \`${keep.since}\`${or}${unless}`;
    }
    case 'with': {
      const tables = keep.tables.map((name) => `\`${name}\``).join(', ');
      return zh ? `与所属的 ${tables} 同期` : `as long as the row it belongs to in ${tables}`;
    }
    case 'after-last': {
      const period = periodIn(keep, locale);
      return zh
        ? `至 \`${keep.table}\` 中不再有所属记录，且 \`${keep.since}\` 之后满 ${period}`
        : `until nothing in \`${keep.table}\` belongs to it, and at least ${period} after \`${keep.since}\``;
    }
    case 'idle':
      return zh
        ? `至您删除账户，或 ${periodIn(keep, locale)} 未使用`
        : `until you delete it, or ${periodIn(keep, locale)} without use`;
  }
}

export function erasedBy(erase: EraseRule, locale: Locale): string {
  const zh = locale === 'zh-CN';
  switch (erase.rule) {
    case 'delete':
      return zh ? '删除' : 'deleted';
    case 'receipt': {
      const period = periodIn(erase, locale);
      return zh
        ? `仅以回执编号保留 ${period}：${erase.because[locale]}`
        : `kept for ${period} under the number of the receipt alone: ${erase.because[locale]}`;
    }
    case 'expire':
      return zh ? `到期自动清除：${erase.because[locale]}` : `goes by its own date: ${erase.because[locale]}`;
  }
}

type Both = Readonly<Record<Locale, string>>;

export const CATEGORIES: Readonly<Record<Category, Both>> = {
  login: { en: 'Platform login', 'zh-CN': '平台身份' },
  settings: { en: 'Settings', 'zh-CN': '设置' },
  content: { en: 'What you wrote, uploaded or got', 'zh-CN': '您撰写、上传或获得的内容' },
  chat: { en: 'Where you are in a chat', 'zh-CN': '聊天位置' },
  money: { en: 'Payments and credits', 'zh-CN': '付款与点数' },
  support: { en: 'What was written to and by support', 'zh-CN': '客服往来' },
  operation: { en: 'Ids, states, counters and times', 'zh-CN': '编号、状态、计数和时间' },
};

export const PURPOSES: Readonly<Record<Purpose, Both>> = {
  recognise: { en: 'To recognise you', 'zh-CN': '识别您' },
  make: { en: 'To make the pictures you ask for', 'zh-CN': '生成您请求的图片' },
  deliver: { en: 'To bring answers into your chat', 'zh-CN': '在聊天中回复您' },
  sell: { en: 'To sell credits and plans', 'zh-CN': '销售点数和订阅' },
  'account-for': { en: 'To keep books', 'zh-CN': '记账' },
  answer: { en: 'To answer what you write to us', 'zh-CN': '答复您的来信' },
  'keep-rights': { en: 'To do what you ask for about your data', 'zh-CN': '处理您对数据的请求' },
  run: { en: 'To keep the service running', 'zh-CN': '维持服务运行' },
};

export const BASES: Readonly<Record<Basis, Both>> = {
  contract: { en: 'contract with you (Art. 6(1)(b))', 'zh-CN': '履行与您的合同（第 6(1)(b) 条）' },
  'legal-duty': { en: 'legal duty (Art. 6(1)(c))', 'zh-CN': '法定义务（第 6(1)(c) 条）' },
  'legitimate-interest': { en: 'legitimate interest (Art. 6(1)(f))', 'zh-CN': '正当利益（第 6(1)(f) 条）' },
};

const SAYINGS = {
  en: {
    purpose: 'For',
    nobody: 'Owner',
    kept: 'Kept',
    exported: 'In `/export`',
    erased: 'On erasure',
    yes: 'yes',
    no: 'no',
    stores: 'Elsewhere',
    logs: 'All that a log line may hold',
    recipients: 'Who else gets something',
    configured: 'as configured',
  },
  'zh-CN': {
    purpose: '用途',
    nobody: '归属',
    kept: '保留',
    exported: '包含在 `/export` 中',
    erased: '删除账户时',
    yes: '是',
    no: '否',
    stores: '其他存储',
    logs: '日志可能包含的全部字段',
    recipients: '其他接收方',
    configured: '以配置为准',
  },
} as const;
