// Many callers, one statement: calls that arrive while a statement is under way go together into the next one.

/**
 * Gathers concurrent calls and hands them over in groups, in order. An idle call goes at once, so this adds no latency;
 * under load the group grows to whatever arrived meanwhile.
 * @param run answers a group, one result per item in the same order; when it throws, every call of the group rejects
 */
export function coalesce<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  max: number,
): (item: Item) => Promise<Result> {
  type Waiting = { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void };
  let waiting: Waiting[] = [];
  let scheduled = false;
  let busy = 0;

  const flush = async (): Promise<void> => {
    scheduled = false;
    const group = waiting.splice(0, max);
    if (group.length === 0) return;
    busy++;
    try {
      const results = await run(group.map((each) => each.item));
      for (const [at, each] of group.entries()) each.resolve(results[at] as Result);
    } catch (error) {
      for (const each of group) each.reject(error);
    } finally {
      busy--;
      if (waiting.length > 0) schedule();
    }
  };
  const schedule = (): void => {
    // Two statements at a time: one being answered, one gathering.
    if (scheduled || busy >= 2) return;
    scheduled = true;
    setImmediate(() => void flush());
  };

  return (item) =>
    new Promise<Result>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      schedule();
    });
}
