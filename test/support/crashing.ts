// A process that dies after so many answers: from then on nothing it asks of the outside comes back.

import { createCore, type Core } from '../../src/core/core.ts';
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

/** @param after how many answers of database, bucket, keyring, chats and providers it lives to see */
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
  const { bucket, keyring, provider, payments, stars, messengers } = ports;
  return {
    ports: {
      ...ports,
      // The dead say nothing.
      log: (event) => void (answers < after && ports.log(event)),
      store,
      bucket: wrap(bucket),
      keyring: wrap(keyring),
      provider: wrap(provider),
      payments: payments && wrap(payments),
      stars: stars && wrap(stars),
      messengers: wrap(messengers),
    },
    answers: () => answers,
  };
}

/** What a process does, and what is seen when it is gone. */
export type Verb = {
  /** Gets everything ready for the process that dies after so many answers; what that one does. */
  begin(dies: number): Promise<(core: Core) => Promise<unknown>>;
  /** Another process comes, and ends it. */
  end(dies: number): Promise<void>;
};

/**
 * A death after the first answer, the second, and so on, each with its end; until one lives. Returns how many answers that one had.
 * @param from which one to begin with: what comes before is tried out by somebody else
 */
export async function dieAfterEach(ports: Ports, verb: Verb, from = 1): Promise<number> {
  for (let dies = from; ; dies++) {
    const run = await verb.begin(dies);
    const process = mortal(ports, dies);
    await run(createCore(process.ports)).catch((error: unknown) => {
      // What goes wrong in a process that is alive is a bug.
      if (process.answers() < dies) throw error;
    });
    try {
      await verb.end(dies);
    } catch (error) {
      throw new Error(`after answer ${dies}`, { cause: error });
    }
    if (process.answers() < dies) return process.answers();
  }
}
