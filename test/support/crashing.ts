// A process that dies after so many answers: from then on nothing it asks of the outside comes back.

import type { Ports } from '../../src/core/needs.ts';
import type { Rows, Store } from '../../src/core/store.ts';

/** What a process that is gone would have gone on with. */
export class Crash extends Error {
  constructor() {
    super('the process died here');
    this.name = 'Crash';
  }
}

export type Mortal = { readonly ports: Ports; /** How many answers it has had. */ readonly answers: () => number };

/** @param after how many answers of database, bucket, chats and payment provider it lives to see */
export function mortal(ports: Ports, after: number): Mortal {
  let answers = 0;
  const alive = (): void => {
    if (answers >= after) throw new Crash();
  };
  const answered = <T>(value: T): T => {
    answers += 1;
    alive();
    return value;
  };
  async function* listed(items: AsyncIterable<unknown>): AsyncGenerator {
    for await (const item of items) yield answered(item);
  }
  const wrap = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(on, name) {
        const member: unknown = Reflect.get(on, name);
        if (typeof member === 'object' && member !== null) return wrap(member);
        if (typeof member !== 'function') return member;
        return (...words: unknown[]) => {
          alive();
          const answer: unknown = Reflect.apply(member, on, words);
          if (answer instanceof Promise) return answer.then(answered);
          const isList = typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer;
          return isList ? listed(answer as AsyncIterable<unknown>) : answer;
        };
      },
    });
  const store: Store = {
    ...wrap(ports.store),
    ...Object.fromEntries(Object.entries(ports.store).map(([name, rows]) => [name, wrap({ rows }).rows])),
    async transaction<T>(work: (rows: Rows) => Promise<T>): Promise<T> {
      alive();
      // Dead before the commit, it is undone; dead after it, it stands.
      return answered(await ports.store.transaction((rows) => work(wrap(rows))));
    },
  };
  const { bucket, keyring, payments, messengers } = ports;
  return {
    ports: {
      ...ports,
      store,
      bucket: wrap(bucket),
      keyring: wrap(keyring),
      payments: payments && wrap(payments),
      messengers: wrap(messengers),
    },
    answers: () => answers,
  };
}
