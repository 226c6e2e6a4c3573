// /deleteme: what goes and what stays, a second step by a button, and what became of it by the number of the receipt.

import type { ErasureReceipt } from '../../core/answers.ts';
import { DATA_CATALOGUE } from '../../core/domain/data-catalogue.ts';
import type { EraseRule, Keep } from '../../core/domain/data-catalogue/types.ts';
import { fromTextForm, textForm, type ErasureId } from '../../core/domain/ids.ts';
import { refuse } from '../../core/domain/refusal.ts';
import type { AccountSummary, ErasureCounts } from '../../core/erasure-rows.ts';
import type { Block, Reply } from '../conversation.ts';
import { creditWords } from '../products.ts';
import type { Texts } from '../texts/texts.ts';
import type { SpokenCommand, Press } from './command.ts';

/** What people write before the number, where a command has no named options. */
const STATUS = /^(?:status\s+)?(\S.*)$/i;

export const deleteme: SpokenCommand = {
  name: 'deleteme',
  describe: 'command-deleteme',
  private: true,
  onlyInPrivate: true,
  options: [{ name: 'status', describe: 'option-receipt', kind: 'text', required: false, maxLength: 64 }],

  async run(call, core, texts) {
    const [, number] = STATUS.exec((call.options['status'] ?? call.text).trim()) ?? [];
    if (number !== undefined) {
      const answer = await core.erasureStatus(call, number);
      return answer.kind === 'repeated' ? null : receiptReply(answer, texts);
    }
    const answer = await core.askErasure(call);
    return answer.kind === 'repeated' ? null : question(answer, texts);
  },
};

export const ERASING = {
  erase: {
    answer: 'edit',
    onlyInPrivate: true,
    async run(press, core, texts) {
      const id = fromTextForm('ers', press.subject) ?? refuse('not-found', {});
      const answer = await core.confirmErasure(press, id);
      return answer.kind === 'repeated' ? null : receiptReply(answer, texts);
    },
  },
  'keep-account': {
    answer: 'edit',
    onlyInPrivate: true,
    async run(press, core, texts) {
      if (!(await core.firstSight(press))) return null;
      return { blocks: [{ style: 'text', text: texts.say('erase-kept') }], private: true };
    },
  },
} as const satisfies Record<string, Press>;

function question(asked: { id: ErasureId; summary: AccountSummary; until: Date }, texts: Texts): Reply {
  const { id, summary, until } = asked;
  const { say } = texts;
  const subject = textForm('ers', id);
  const lines = [
    say('erase-goes', { what: whatGoes(summary, texts) }),
    ...(summary.credits > 0 ? [say('erase-credits', { credits: creditWords(summary.credits, texts) })] : []),
    ...(summary.plan ? [say('erase-plan')] : []),
  ];
  return {
    blocks: [
      { style: 'title', text: say('erase-title') },
      { style: 'text', text: lines.join('\n') },
      { style: 'text', text: [whatStays(texts), ...(summary.lifted ? [holdStays(texts)] : [])].join('\n') },
      {
        style: 'small',
        text: say('sentences', { first: say('erase-outside'), second: say('erase-confirm', { time: until }) }),
      },
    ],
    buttons: [
      [
        { verb: 'erase', subject, label: say('button-erase'), style: 'danger' },
        { verb: 'keep-account', subject, label: say('button-keep-account'), style: 'plain' },
      ],
    ],
    private: true,
  };
}

function whatGoes({ pictures, prompts, runs, tickets }: AccountSummary, texts: Texts): string {
  const { say } = texts;
  return texts.allOf([
    say('erase-account'),
    ...(pictures > 0 ? [say('pictures', { count: pictures })] : []),
    ...(prompts > 0 ? [say('erase-prompts', { count: prompts })] : []),
    ...(runs > 0 ? [say('erase-uploads', { count: runs })] : []),
    ...(tickets > 0 ? [say('erase-tickets', { count: tickets })] : []),
  ]);
}

/** For how long the books are kept, as the catalogue says. */
function whatStays({ say }: Texts): string {
  const { payment, erasure } = DATA_CATALOGUE.tables;
  return say('erase-stays', { payments: yearsOf(payment.keep), years: yearsOf(erasure.erase) });
}

function holdStays({ say }: Texts): string {
  return say('erase-hold', { years: yearsOf(DATA_CATALOGUE.tables.lifted_hold.keep) });
}

function yearsOf(rule: Keep | EraseRule): number {
  if ('unit' in rule && rule.unit === 'years') return rule.amount;
  throw new Error(`books are kept for years, and the catalogue says ${rule.rule}`);
}

function receiptReply(receipt: ErasureReceipt, texts: Texts): Reply {
  const { say } = texts;
  const { number, counts, waitsForProvider } = receipt;
  const blocks: Block[] = [
    { style: 'text', text: howFar(receipt, texts) },
    ...(Object.keys(counts).length > 0
      ? [{ style: 'text' as const, text: say('receipt-counts', { what: whatWent(counts, texts) }) }]
      : []),
    ...(waitsForProvider ? [{ style: 'text' as const, text: say('receipt-provider') }] : []),
    { style: 'text', text: whatStays(texts) },
    { style: 'text', text: say('erase-outside') },
    { style: 'text', text: say('receipt-number') },
    { style: 'code', text: number },
    { style: 'small', text: say('receipt-ask', { number }) },
  ];
  return { blocks, private: true };
}

function howFar({ erasedAt, doneAt }: ErasureReceipt, { say }: Texts): string {
  if (!erasedAt) return say('receipt-under-way');
  return doneAt ? say('receipt-done', { day: erasedAt }) : say('receipt-erased', { day: erasedAt, time: erasedAt });
}

function whatWent(counts: ErasureCounts, texts: Texts): string {
  const { say } = texts;
  const of = (name: string): number => counts[name] ?? 0;
  return texts.allOf([
    say('erase-account'),
    say('pictures', { count: of('image') }),
    say('erase-prompts', { count: of('generation') }),
    say('erase-files', { count: of('files') }),
    say('erase-messages', { count: of('messages') }),
  ]);
}
