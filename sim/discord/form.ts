// Reading a request body field by field, collecting every complaint the way Discord's 50035 lists them.

import { RESTJSONErrorCodes } from 'discord-api-types/v10';
import { DiscordRefusal, type ErrorTree } from './refusals.ts';

export type Path = readonly (string | number)[];

/** Collects complaints; `refuse()` throws them all as one 50035 when there are any. */
export type Form = {
  fail(path: Path, code: string, message: string): void;
  /** Text of an allowed length in characters; undefined (and a complaint when `required`) otherwise. */
  text(path: Path, value: unknown, size: { min?: number; max: number; required?: boolean }): string | undefined;
  /** A list of at most `max` entries; undefined when absent. */
  list(path: Path, value: unknown, size: { min?: number; max: number }): readonly unknown[] | undefined;
  /** True when nothing below `path` was complained about. */
  isClean(path: Path): boolean;
  refuse(): void;
};

/** `root` goes before every path: a callback's message lives under `data`. */
export function createForm(root: Path = []): Form {
  const tree: ErrorTree = {};
  const spoiled: string[] = [];

  const form: Form = {
    fail(path, code, message) {
      const full = [...root, ...path].map(String);
      spoiled.push(full.join('.'));
      let node = tree;
      for (const step of full) {
        const next = node[step];
        // A field literally named like the leaf cannot occur: no body of Discord's has one.
        const child = next === undefined || isLeaf(next) ? {} : next;
        node[step] = child;
        node = child;
      }
      const said = node['_errors'];
      node['_errors'] = [...(said !== undefined && isLeaf(said) ? said : []), { code, message }];
    },
    text(path, value, { min = 0, max, required = false }) {
      if (value === undefined || value === null || (value === '' && min > 0)) {
        if (required) form.fail(path, 'BASE_TYPE_REQUIRED', 'This field is required');
        return undefined;
      }
      if (typeof value !== 'string') {
        form.fail(path, 'STRING_TYPE_CONVERT', 'Could not interpret value as string.');
        return undefined;
      }
      const length = characters(value);
      if (length >= min && length <= max) return value;
      if (min > 0) form.fail(path, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`);
      else form.fail(path, 'BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`);
      return undefined;
    },
    list(path, value, { min = 0, max }) {
      if (value === undefined || value === null) return undefined;
      if (!Array.isArray(value)) {
        form.fail(path, 'LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType');
        return undefined;
      }
      if (value.length > max || value.length < min) {
        if (min > 0) form.fail(path, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`);
        else form.fail(path, 'BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`);
      }
      return value;
    },
    isClean(path) {
      const prefix = [...root, ...path].join('.');
      return !spoiled.some((place) => place === prefix || place.startsWith(`${prefix}.`));
    },
    refuse() {
      if (spoiled.length > 0)
        throw new DiscordRefusal(400, RESTJSONErrorCodes.InvalidFormBodyOrContentType, 'Invalid Form Body', tree);
    },
  };
  return form;
}

/** A JSON object as a bag of unknown fields; anything else is an empty bag. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The `flags` of a body that sends or defers a message. */
export function flagsOf(body: unknown): number {
  const { flags } = fieldsOf(body);
  return typeof flags === 'number' ? flags : 0;
}

/** The one of `allowed` that `value` is, if it is one. */
export function oneOf<T>(allowed: readonly T[], value: unknown): T | undefined {
  return allowed.find((candidate) => candidate === value);
}

/** Discord counts characters, not UTF-16 units: an emoji is one. */
export function characters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function isLeaf(node: ErrorTree[string]): node is readonly { code: string; message: string }[] {
  return Array.isArray(node);
}
