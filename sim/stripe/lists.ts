// Lists as Stripe pages them: newest first, a cursor that is an object's id, ten unless asked otherwise.

import { impossible, noSuch, ParameterRefusal } from './refusals.ts';
import { listOf, type ListOf } from './shapes.ts';

type Paging = {
  ending_before?: string | undefined;
  starting_after?: string | undefined;
  limit?: number | undefined;
};

/**
 * One page of `all` (oldest first, as it is kept). The cursor is looked for in the whole list, so it may be an object
 * that `keeps` leaves out.
 */
export function pageOf<T extends { id: string }>(
  all: Iterable<T>,
  paging: Paging,
  about: { kind: string; url: string; keeps?: (item: T) => boolean },
): ListOf<T> {
  const { limit = 10, starting_after: after, ending_before: before } = paging;
  if (limit < 1 || limit > 100)
    throw new ParameterRefusal('Invalid limit: must be between 1 and 100', 'limit', 'parameter_invalid_integer');
  if (after !== undefined && before !== undefined)
    throw impossible('You may only specify one of these parameters: starting_after, ending_before.', {
      param: 'starting_after',
      code: 'parameters_exclusive',
    });
  const newestFirst = [...all].toReversed();
  const place = (id: string, param: string) => {
    const index = newestFirst.findIndex((item) => item.id === id);
    if (index === -1) throw noSuch(about.kind, id, param);
    return index;
  };
  const from = after === undefined ? 0 : place(after, 'starting_after') + 1;
  const until = before === undefined ? newestFirst.length : place(before, 'ending_before');
  const kept = newestFirst.slice(from, until).filter(about.keeps ?? (() => true));
  // Going backwards, the page is the one that ends at the cursor.
  const page = before === undefined ? kept.slice(0, limit) : kept.slice(-limit);
  return listOf(page, about.url, kept.length > page.length);
}
