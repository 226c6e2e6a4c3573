// README.txt of a copy of somebody's data: what each file is, in both languages, written from the data catalogue.

import { hash } from 'node:crypto';
import type { Locale } from './domain/chat.ts';
import { TABLES } from './domain/data-catalogue.ts';
import type { Column, TableRule } from './domain/data-catalogue/types.ts';

/** Changes with every rule: it says which catalogue a copy was made by. */
export function catalogueVersion(): string {
  return hash('sha256', JSON.stringify(TABLES)).slice(0, 12);
}

/** What a table holds, in both languages. */
export function describeTable(table: string): string {
  const { about } = TABLES[table] ?? {};
  return about ? `${about.en} · ${about['zh-CN']}` : '';
}

export function copyReadme(): string {
  return `${(['en', 'zh-CN'] as const).map(readmeIn).join(`\n${'='.repeat(72)}\n\n`)}\n`;
}

type Say = {
  readonly title: string;
  readonly intro: readonly string[];
  readonly files: readonly (readonly [name: string, about: string])[];
  readonly tables: string;
  readonly longTables: string;
  readonly withheld: string;
  readonly left: string;
  readonly notYours: string;
};

const SAY: Readonly<Record<Locale, Say>> = {
  en: {
    title: 'Everything Easel has stored about you',
    intro: [
      'This is a copy as of one moment. Pictures that were deleted while it was packed are named in manifest.json under "gone".',
      'If it came in parts, each part is a complete ZIP; unpack them all into one folder.',
    ],
    files: [
      [
        'images.csv',
        'your pictures as a table to open in a spreadsheet; what could run there as a formula begins with an apostrophe',
      ],
      ['files/images/', 'your pictures, by their id'],
      ['files/uploads/', 'the tables you uploaded, by the id of their run'],
      ['tables/<name>.jsonl', 'one JSON object a line, one file for each of the tables below'],
      ['schema/<name>.json', 'a JSON Schema of each of these'],
      ['manifest.json', 'every file with its size and SHA-256 (in the last part)'],
    ],
    tables: 'Ids are UUIDs and the same in every table; times are ISO 8601 in UTC. The tables:',
    longTables: 'A very long table goes on in <name>-2.jsonl and so on.',
    withheld: 'Not handed out:',
    left: 'The ZIP files of your runs are left out: they are made of pictures and tables that are here.',
    notYours: 'Tables that say nothing about who a row is about are not here:',
  },
  'zh-CN': {
    title: 'Easel 存储的关于您的全部数据',
    intro: [
      '这是某一时刻的副本。打包期间被删除的图片列在 manifest.json 的 "gone" 中。',
      '如分为多个文件，每个都是完整的 ZIP；请全部解压到同一文件夹。',
    ],
    files: [
      ['images.csv', '您的图片表格，可用电子表格软件打开；可能被当作公式执行的内容以单引号开头'],
      ['files/images/', '您的图片，以编号命名'],
      ['files/uploads/', '您上传的表格，以批次编号命名'],
      ['tables/<name>.jsonl', '每行一个 JSON 对象，下列每个数据表一个文件'],
      ['schema/<name>.json', '各数据表的 JSON Schema'],
      ['manifest.json', '所有文件及其大小和 SHA-256（在最后一个文件中）'],
    ],
    tables: '编号为 UUID，在各表中一致；时间为 ISO 8601 格式（UTC）。数据表：',
    longTables: '很长的表续存于 <name>-2.jsonl 等文件。',
    withheld: '未导出：',
    left: '批次的 ZIP 文件未包含：它们由此处的图片和表格生成。',
    notYours: '未记录属于谁的数据表不在其中：',
  },
};

function readmeIn(locale: Locale): string {
  const say = SAY[locale];
  const all = Object.entries(TABLES);
  const handedOut = all.filter(([, rule]) => rule.export === 'yes');
  const others = all.flatMap(([name, rule]) => (rule.export === 'yes' ? [] : [`  ${name}: ${rule.export.no[locale]}`]));
  const withheld = handedOut.flatMap(([name, rule]) => withheldOf(name, rule, locale));
  return [
    say.title,
    '',
    ...say.intro,
    '',
    ...say.files.map(([name, about]) => `  ${name}\n      ${about}`),
    '',
    say.tables,
    ...handedOut.map(([name, { about }]) => `  ${name}\n      ${about[locale]}`),
    say.longTables,
    '',
    say.withheld,
    ...withheld,
    say.left,
    '',
    say.notYours,
    ...others,
    '',
  ].join('\n');
}

function withheldOf(table: string, { columns }: TableRule, locale: Locale): string[] {
  return Object.entries<Column>(columns).flatMap(([name, { export: rule }]) =>
    rule === 'yes' ? [] : [`  ${table}.${name}: ${rule.no[locale]}`],
  );
}
