// An order as its columns: what a person wrote is sealed, what the books and the queue need is not.

import type { Order } from '../core/domain/order.ts';
import type { AccountSeal, Sealed } from './seals.ts';

type OrderParams = Omit<Order, 'prompt' | 'model' | 'creditsEach'>;

type SealedWords = { readonly prompt: Sealed<'generation.prompt'>; readonly params: Sealed<'generation.params'> };

export function sealOrder(seal: AccountSeal, order: Order): SealedWords & { model: string; creditsEach: number } {
  const { prompt, model, creditsEach, ...params } = order;
  return {
    prompt: seal.seal('generation.prompt', prompt),
    params: seal.seal('generation.params', JSON.stringify(params)),
    model,
    creditsEach,
  };
}

export function openOrder(seal: AccountSeal, row: SealedWords & { model: string; credits_each: number }): Order {
  const params = JSON.parse(seal.open('generation.params', row.params)) as OrderParams;
  const prompt = seal.open('generation.prompt', row.prompt);
  return { ...params, prompt, model: row.model, creditsEach: row.credits_each };
}
