// What a person is told without having asked just then: about their money, an answer, the notice, or something new.

import type { Notice } from '../core/domain/notice.ts';
import type { NoticeView } from '../core/domain/view.ts';
import { productNamed } from '../core/domain/products.ts';
import { noticeChangeReply } from './consent.ts';
import type { Block, Reply } from './conversation.ts';
import { creditWords, productWords } from './products.ts';
import { shopButton } from './shop-button.ts';
import type { Texts } from './texts/texts.ts';

export function noticeReply({ notice }: NoticeView, texts: Texts): Reply {
  if (notice.about === 'notice-changed') return noticeChangeReply(notice, texts);
  const blocks = noticeBlocks(notice, texts);
  return OFFERS_TO_BUY.has(notice.about) ? { blocks, buttons: [[shopButton(texts)]] } : { blocks };
}

/** After these somebody may want to try again. */
const OFFERS_TO_BUY: ReadonlySet<Notice['about']> = new Set<Notice['about']>(['payment-failed', 'plan-ended']);

function noticeBlocks(notice: Exclude<Notice, { about: 'notice-changed' }>, texts: Texts): Block[] {
  const { say } = texts;
  const credits = (count: number): string => creditWords(count, texts);
  switch (notice.about) {
    case 'credits-arrived':
      return [title(arrived(notice, texts)), words(say('balance-available', { credits: credits(notice.available) }))];
    case 'payment-waits':
      return [words(say('notice-waits', { product: productWords(notice.product, texts) }))];
    case 'payment-failed':
      return [words(say('notice-failed', { product: productWords(notice.product, texts) }))];
    case 'renewal-failed':
      return [words(say('notice-renewal-failed', { product: productWords(notice.product, texts) }))];
    case 'refunded':
      return [
        words(refunded(notice, texts)),
        ...(notice.debt > 0 ? [words(say('balance-debt', { credits: credits(notice.debt) }))] : []),
      ];
    case 'disputed':
      return [title(say('notice-disputed')), words(say('no-account-frozen', { reason: 'dispute' }))];
    case 'fraud-warned':
      return [title(say('notice-fraud-warned')), words(say('no-account-frozen', { reason: 'fraud-warning' }))];
    case 'dispute-won':
      return [
        words(
          notice.credits > 0
            ? say('notice-dispute-won', { credits: credits(notice.credits) })
            : say('notice-dispute-over'),
        ),
      ];
    case 'plan-changed':
      return [words(say('notice-plan-changed', { product: productWords(notice.product, texts) }))];
    case 'plan-ends':
      return [
        words(say('notice-plan-ends', { product: productWords(notice.product, texts), day: new Date(notice.at) })),
      ];
    case 'plan-ended':
      return [words(say('notice-plan-ended', { product: productWords(notice.product, texts) }))];
    case 'account-idle':
      return [
        title(say('notice-idle', { day: new Date(notice.at) })),
        words(say('notice-idle-keep')),
        words(say('receipt-number')),
        { style: 'code', text: notice.number },
        words(say('receipt-ask', { number: notice.number })),
      ];
    case 'handed-out':
      return [
        title(say('notice-handed-out')),
        words(say('notice-handed-out-what', { scope: notice.scope, reference: notice.reference })),
        words(say('notice-handed-out-ask')),
      ];
    case 'announcement':
      return [words(notice.words[texts.locale])];
    case 'ticket-answered':
      return [title(say('notice-ticket-answered', { number: String(notice.number) })), words(notice.answer)];
  }
}

function arrived({ product, credits }: Extract<Notice, { about: 'credits-arrived' }>, texts: Texts): string {
  const facts = { credits: creditWords(credits, texts) };
  return productNamed(product)?.kind === 'plan'
    ? texts.say('notice-arrived-plan', { ...facts, product: productWords(product, texts) })
    : texts.say('notice-arrived', facts);
}

function refunded({ money, credits }: Extract<Notice, { about: 'refunded' }>, texts: Texts): string {
  const facts = { money: texts.money(money) };
  return credits > 0
    ? texts.say('notice-refunded-credits', { ...facts, credits: creditWords(credits, texts) })
    : texts.say('notice-refunded', facts);
}

function title(text: string): Block {
  return { style: 'title', text };
}

function words(text: string): Block {
  return { style: 'text', text };
}
