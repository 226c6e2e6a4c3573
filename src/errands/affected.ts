// The errand after a breach: a list of who is affected and where they can be told, and telling them.

import { textForm } from '../core/domain/ids.ts';
import { LEGAL_SCOPES } from '../core/domain/legal-scope.ts';
import { count, well, type Errand } from './done.ts';

const ANSWER_MAX = 1_500;
const TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?Z)?$/;

/** `login|payments|content|everything SINCE UNTIL`, and to tell them: `NAME "English" "中文"` */
export function readAffected([kind, from = '', to = '', ...telling]: readonly string[]): Errand | null {
  const what = LEGAL_SCOPES.find((each) => each === kind);
  const [since, until] = [new Date(TIME.test(from) ? from : ''), new Date(TIME.test(to) ? to : '')];
  if (!what || Number.isNaN(since.getTime()) || Number.isNaN(until.getTime()) || since > until) return null;
  const [name = '', en = '', zh = '', ...more] = telling;
  const words = { en: en.trim(), 'zh-CN': zh.trim() };
  const isTold = telling.length > 0;
  const makesSense =
    /^[\w-]{1,40}$/.test(name) && Object.values(words).every((text) => text && text.length <= ANSWER_MAX);
  if (isTold && (!makesSense || more.length > 0)) return null;
  return async (core) => {
    const lines = [];
    let unreached = 0;
    for await (const each of core.affected.accounts({ what, since, until })) {
      const { accountId, platform, userId, locale } = each;
      if (isTold && !(await core.tellAffected(each, name, words))) unreached += 1;
      lines.push([textForm('acc', accountId), platform ?? '-', userId ?? '-', locale].join('  '));
    }
    const erased = await core.affected.erasedSince(since);
    return well(
      ...lines,
      `${count(lines.length, 'account')} affected.`,
      ...(erased > 0 ? [`${count(erased, 'account')} erased since then may have been, and cannot be told.`] : []),
      ...(isTold ? [`A message is on its way to ${lines.length - unreached} of them.`] : []),
    );
  };
}
