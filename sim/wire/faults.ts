// Faults on demand: the next request that matches gets an error, a delay or a cut socket instead of its answer.

/** What goes wrong. `before` means the platform did nothing; `after` means it did everything and the answer was lost. */
export type Fault =
  | { kind: 'status'; status: number; body?: unknown; headers?: Record<string, string> }
  | { kind: 'delay'; ms: number; when?: 'before' | 'after' }
  | { kind: 'reset'; when: 'before' | 'after' };

type FaultRule = {
  /** Upper case; any method when absent. */
  method?: string;
  /** Tested against the decoded path, without the query. */
  path: RegExp;
  /** How many requests it hits before it is spent; 1 when absent, Infinity for ever. */
  times?: number;
  fault: Fault;
};

export type Faults = {
  /** Adds a rule behind those already waiting and returns how to take it away again. */
  add(rule: FaultRule): () => void;
  /** The fault due for this request, counted as used. */
  take(method: string, path: string): Fault | undefined;
  /** How many requests are still going to be hit. */
  waiting(): number;
  clear(): void;
};

export function createFaults(): Faults {
  let waiting: { rule: FaultRule; left: number }[] = [];
  return {
    add(rule) {
      const entry = { rule, left: rule.times ?? 1 };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((other) => other !== entry);
      };
    },
    take(method, path) {
      const hit = waiting.find(
        // A sticky or global expression remembers its last position, and a rule must not depend on it.
        ({ rule }) =>
          (rule.method ?? method) === method &&
          new RegExp(rule.path.source, rule.path.flags.replace(/[gy]/g, '')).test(path),
      );
      if (hit === undefined) return undefined;
      hit.left -= 1;
      if (hit.left <= 0) waiting = waiting.filter((other) => other !== hit);
      return hit.rule.fault;
    },
    waiting: () => waiting.reduce((sum, { left }) => sum + left, 0),
    clear() {
      waiting = [];
    },
  };
}
