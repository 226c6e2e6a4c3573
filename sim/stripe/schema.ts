// What a route accepts, held against Stripe's own request types: an unknown or removed parameter is refused by name.

import type { Stripe } from 'stripe';
import { itemsOf, type Tree } from './form.ts';
import { missingParameter, ParameterRefusal, unknownParameter, unplayedParameter } from './refusals.ts';

/** Reads one parameter or throws Stripe's refusal. `path` is its full name: `line_items[0][price]`. */
export type Field<T> = { read(tree: Tree, path: string): T; required?: true };

export type Schema = Record<string, Field<unknown>>;

/** For `satisfies`: every parameter of the request type, no other one, and each read as that type says. */
export type Accepts<Params> = { [Key in keyof Params]-?: Field<Params[Key]> };

/** What a schema reads. */
export type Read<S extends Schema> = {
  [Key in keyof S]: S[Key] extends { required: true } ? Value<S[Key]> : Value<S[Key]> | undefined;
};

type Value<F> = F extends Field<infer T> ? T : never;

export function readParams<S extends Schema>(schema: S, tree: Tree, path = ''): Read<S> {
  if (typeof tree === 'string') throw new ParameterRefusal('Invalid object', path);
  const name = (key: string) => (path === '' ? key : `${path}[${key}]`);
  for (const key of Object.keys(tree)) if (!Object.hasOwn(schema, key)) throw unknownParameter(name(key));
  const read: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(schema)) {
    const value = tree[key];
    if (value !== undefined) read[key] = field.read(value, name(key));
    else if (field.required) throw missingParameter(name(key));
  }
  return read as Read<S>;
}

function leaf(tree: Tree, path: string): string {
  if (typeof tree !== 'string') throw new ParameterRefusal('Invalid string', path);
  if (tree === '')
    throw new ParameterRefusal(
      `You passed an empty string for '${path}'. We assume empty values are an attempt to unset a parameter; however '${path}' cannot be unset. You should remove '${path}' from your request or supply a non-empty value.`,
      path,
      'parameter_invalid_empty',
    );
  return tree;
}

export const text: Field<string> = {
  read(tree, path) {
    const value = leaf(tree, path);
    if (value.length > 5000)
      throw new ParameterRefusal(`Invalid string: ${value.slice(0, 10)}…; must be at most 5000 characters`, path);
    return value;
  },
};

export const whole: Field<number> = {
  read(tree, path) {
    const value = leaf(tree, path);
    if (!/^-?\d+$/u.test(value))
      throw new ParameterRefusal(`Invalid integer: ${value}`, path, 'parameter_invalid_integer');
    return Number(value);
  },
};

export const flag: Field<boolean> = {
  read(tree, path) {
    const value = leaf(tree, path);
    if (value !== 'true' && value !== 'false') throw new ParameterRefusal(`Invalid boolean: ${value}`, path);
    return value === 'true';
  },
};

export const link: Field<string> = {
  read(tree, path) {
    const value = leaf(tree, path);
    if (!/^https?:\/\/[^\s/]+/u.test(value)) throw new ParameterRefusal('Not a valid URL', path, 'url_invalid');
    return value;
  },
};

/** Up to 50 keys of 40 characters with values of 500; an empty value takes the key away. */
export const metadata: Field<Record<string, string>> = {
  read(tree, path) {
    if (typeof tree === 'string') throw new ParameterRefusal('Invalid object', path);
    const entries = Object.entries(tree).map(([key, value]): [string, string] => {
      if (typeof value !== 'string' || value.length > 500 || key.length > 40)
        throw new ParameterRefusal(
          'Metadata keys have up to 40 characters and values are strings of up to 500 characters.',
          `${path}[${key}]`,
        );
      return [key, value];
    });
    if (entries.length > 50) throw new ParameterRefusal('Metadata can have up to 50 keys.', path);
    return Object.fromEntries(entries);
  },
};

export function oneOf<const Names extends readonly string[]>(...names: Names): Field<Names[number]> {
  return {
    read(tree, path) {
      const value = leaf(tree, path);
      if (names.includes(value)) return value;
      throw new ParameterRefusal(`Invalid ${path}: must be one of ${names.join(', ')}`, path);
    },
  };
}

export function listOfFields<T>(field: Field<T>): Field<T[]> {
  return {
    read(tree, path) {
      const items = typeof tree === 'string' ? undefined : itemsOf(tree);
      if (!items) throw new ParameterRefusal('Invalid array', path);
      return items.map((item, index) => field.read(item, `${path}[${index}]`));
    },
  };
}

export function nested<S extends Schema>(schema: S): Field<Read<S>> {
  return { read: (tree, path) => readParams(schema, tree, path) };
}

/** Also takes the empty string, which unsets it. */
export function clearable<T>(field: Field<T>): Field<T | ''> {
  return { read: (tree, path) => (tree === '' ? '' : field.read(tree, path)) };
}

export function required<T>(field: Field<T>): Field<T> & { required: true } {
  return { ...field, required: true };
}

/** A parameter of Stripe that this simulator has no behaviour for; refused with a status Stripe does not use. */
export const unplayed: Field<never> = {
  read(_tree, path) {
    throw unplayedParameter(path);
  },
};

export const expand = listOfFields(text);

type Range = { gt?: number | undefined; gte?: number | undefined; lt?: number | undefined; lte?: number | undefined };

/** A moment in seconds, or a range of them. */
export const moment: Field<number | Range> = {
  read: (tree, path) =>
    typeof tree === 'string'
      ? whole.read(tree, path)
      : readParams({ gt: whole, gte: whole, lt: whole, lte: whole }, tree, path),
};

export function isWithin(range: number | Range | undefined, atS: number): boolean {
  if (range === undefined) return true;
  if (typeof range === 'number') return atS === range;
  const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = range;
  return atS > gt && atS >= gte && atS < lt && atS <= lte;
}

/** What every list takes. */
export const paging = {
  ending_before: text,
  limit: whole,
  starting_after: text,
  expand,
} satisfies Accepts<Stripe.WebhookEndpointListParams>;
