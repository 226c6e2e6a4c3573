// One operation of the API: its method, its path, what it accepts and what it answers.

import type { Branch } from './form.ts';
import { readParams, type Read, type Schema } from './schema.ts';

export type Endpoint = {
  method: 'GET' | 'POST' | 'DELETE';
  /** `/v1/customers/:id`; the second API (`/v2/…`) reads JSON. */
  path: string;
  /** Reads the parameters and does it; throws a StripeRefusal. Nothing in here waits, so no two requests interleave. */
  run(tree: Branch, ids: Record<string, string>): object;
};

export function endpoint<S extends Schema>(
  method: Endpoint['method'],
  path: string,
  accepts: S,
  answer: (params: Read<S>, id: string) => object,
): Endpoint {
  return { method, path, run: (tree, ids) => answer(readParams(accepts, tree), ids['id'] ?? '') };
}
