// One purchase as its message shows it, from the link to what came of it.

import type { PurchaseView } from '../core/domain/view.ts';
import type { Block, Button, Reply } from './conversation.ts';
import { priceOf, productWords } from './products.ts';
import type { Texts } from './texts/texts.ts';

export function purchaseStatus(view: PurchaseView, texts: Texts): Reply {
  const facts = { product: productWords(view.product, texts), price: priceOf(view.product, view.money, texts) };
  const title: Block = { style: 'title', text: texts.say('purchase-title', facts) };
  return { blocks: [title, ...body(view, texts)], buttons: buttons(view, texts) };
}

function body(view: PurchaseView, texts: Texts): Block[] {
  switch (view.state) {
    case 'creating':
      return [{ style: 'text', text: texts.say('purchase-creating') }];
    case 'open':
      return open(view, texts);
    case 'waiting':
      return [{ style: 'text', text: texts.say('purchase-waiting') }];
    case 'paid':
      return [{ style: 'text', text: texts.say('purchase-paid') }];
    case 'expired':
      return [{ style: 'text', text: texts.say('purchase-expired') }];
    case 'failed':
      return [{ style: 'text', text: texts.say('purchase-failed') }];
  }
}

function open({ expiresAt }: PurchaseView, texts: Texts): Block[] {
  const note: Block = { style: 'small', text: texts.say('purchase-open-note') };
  return expiresAt ? [{ style: 'text', text: texts.say('purchase-open', { time: expiresAt }) }, note] : [note];
}

function buttons(view: PurchaseView, texts: Texts): readonly (readonly Button[])[] {
  const buy = (label: string): Button => ({ verb: 'buy', subject: view.product, label, style: 'primary' });
  switch (view.state) {
    case 'open':
      return view.url === null ? [] : [[{ url: view.url, label: texts.say('button-pay') }]];
    case 'creating':
    case 'expired':
    case 'failed':
      return [[buy(texts.say('button-buy-again'))]];
    case 'waiting':
    case 'paid':
      return [];
  }
}
