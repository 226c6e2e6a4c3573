// Parameters as they arrive: `line_items[0][price]=…` in a form or a query, and JSON on the second API, read into one tree.

import { StripeRefusal } from './refusals.ts';

/** Text at the leaves; lists are branches whose keys are numbers. */
export type Tree = string | Branch;
export type Branch = { [key: string]: Tree };

/** Puts `a[b][0]=x` into a tree. Throws Stripe's refusal when a name is used as a value and as a branch. */
export function growTree(pairs: Iterable<[string, string]>): Branch {
  const root = newBranch();
  for (const [name, value] of pairs) {
    const [first = '', ...rest] = name.split(/\[|\]\[?/u).slice(0, name.endsWith(']') ? -1 : undefined);
    put(root, [first, ...rest], value, name);
  }
  return root;
}

/** The same tree from a JSON body. */
export function treeOfJson(json: unknown): Branch {
  const tree = toTree(json ?? {});
  if (typeof tree === 'string') throw new StripeRefusal(400, 'The body of the request has to be a JSON object.');
  return tree;
}

/** The values of a branch that is a list, in their order. */
export function itemsOf(branch: Branch): Tree[] | undefined {
  const keys = Object.keys(branch);
  if (keys.some((key) => !/^\d*$/u.test(key))) return undefined;
  return keys.toSorted((a, b) => Number(a) - Number(b)).map((key) => branch[key] ?? '');
}

function put(branch: Branch, [key = '', ...rest]: string[], value: string, name: string): void {
  // `expand[]=a&expand[]=b` counts on.
  const place = key === '' ? String(Object.keys(branch).length) : key;
  if (rest.length === 0) {
    branch[place] = value;
    return;
  }
  const below = (branch[place] ??= newBranch());
  if (typeof below === 'string') throw new StripeRefusal(400, `Invalid parameters: ${name} is a value and a hash.`);
  put(below, rest, value, name);
}

function toTree(json: unknown): Tree {
  if (json === null) return '';
  if (typeof json !== 'object') return typeof json === 'string' ? json : JSON.stringify(json);
  const branch = newBranch();
  for (const [key, value] of Object.entries(json)) if (value !== undefined) branch[key] = toTree(value);
  return branch;
}

/** Without a prototype, so that no parameter name means anything to JavaScript. */
function newBranch(): Branch {
  return Object.create(null) as Branch;
}
