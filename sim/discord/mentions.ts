// Whom a message would call: mentions in its text, as far as allowed_mentions lets them through.

import { AllowedMentionsTypes } from 'discord-api-types/v10';
import { fieldsOf, type Form } from './form.ts';

export type AllowedMentions = { everyone: boolean; users: 'all' | readonly string[]; roles: 'all' | readonly string[] };

/** Without the field everything pings, which is exactly the mistake a test wants to see. */
export function readAllowedMentions(form: Form, value: unknown): AllowedMentions {
  if (value === undefined || value === null) return { everyone: true, users: 'all', roles: 'all' };
  const { parse, users, roles } = fieldsOf(value);
  const parsed = new Set(textsOf(parse));
  const named = { users: textsOf(users), roles: textsOf(roles) };
  const known = Object.values<string>(AllowedMentionsTypes);
  for (const [index, type] of textsOf(parse).entries()) {
    if (!known.includes(type))
      form.fail(
        ['allowed_mentions', 'parse', index],
        'BASE_TYPE_CHOICES',
        `Value must be one of {${known.join(', ')}}.`,
      );
  }
  for (const kind of ['users', 'roles'] as const) {
    if (named[kind].length > 100)
      form.fail(['allowed_mentions', kind], 'BASE_TYPE_MAX_LENGTH', 'Must be 100 or fewer in length.');
    if (parsed.has(kind) && named[kind].length > 0) {
      const message = `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`;
      form.fail(['allowed_mentions'], 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE', message);
    }
  }
  return {
    everyone: parsed.has('everyone'),
    users: parsed.has('users') ? 'all' : named.users,
    roles: parsed.has('roles') ? 'all' : named.roles,
  };
}

/** `everyone`, `here`, user ids, and role ids with a leading `&`. */
export function pingsOf(content: string, allowed: AllowedMentions): string[] {
  const pings: string[] = [];
  for (const [, word, role, id] of content.matchAll(/@(everyone|here)\b|<@(&?)!?(\d{5,25})>/g)) {
    if (word !== undefined) {
      if (allowed.everyone) pings.push(word);
    } else if (id !== undefined) {
      const list = role === '&' ? allowed.roles : allowed.users;
      if (list === 'all' || list.includes(id)) pings.push(`${role ?? ''}${id}`);
    }
  }
  return pings;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
