// What Discord's client lets a person type into a command: only options that exist, of the right type, range and choice.

import {
  ApplicationCommandOptionType as OptionType,
  type APIApplicationCommand,
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandInteractionDataOption,
  type APIApplicationCommandOption,
  type APIInteractionDataResolved,
  type InteractionType,
} from 'discord-api-types/v10';
import { characters } from './form.ts';
import { Person, type AttachedFile, type OptionValue } from './person.ts';
import type { Uploads } from './uploads.ts';

type DataOption = APIApplicationCommandInteractionDataOption<InteractionType.ApplicationCommand>;

export type Filled = { options: DataOption[]; resolved: APIInteractionDataResolved };

/** `path` is what follows the command's name: none, a subcommand, or a group and a subcommand. Throws when Discord's client would not send it. */
export function fillOptions(
  command: APIApplicationCommand,
  path: readonly string[],
  values: Readonly<Record<string, OptionValue>>,
  upload: (file: AttachedFile) => ReturnType<Uploads['toApi']>,
): Filled {
  const resolved: APIInteractionDataResolved = {};
  const spoken = `/${[command.name, ...path].join(' ')}`;
  const options = descend(command.options ?? [], path);
  return { options, resolved };

  function descend(level: readonly APIApplicationCommandOption[], rest: readonly string[]): DataOption[] {
    const [name, ...deeper] = rest;
    if (name !== undefined) {
      const sub = level.find((option) => option.name === name);
      if (sub?.type === OptionType.SubcommandGroup) {
        const inner = descend(sub.options ?? [], deeper).filter((option) => option.type === OptionType.Subcommand);
        return [{ type: sub.type, name, options: inner }];
      }
      if (sub?.type !== OptionType.Subcommand) throw new Error(`There is no ${spoken}`);
      const inner = descend(sub.options ?? [], deeper).filter(isBasicValue);
      return [{ type: sub.type, name, options: inner }];
    }
    const basic = level.filter(isBasic);
    if (basic.length < level.length)
      throw new Error(`${spoken} needs a subcommand: ${level.map((option) => option.name).join(', ')}`);
    const unknown = Object.keys(values).filter((key) => !basic.some((option) => option.name === key));
    if (unknown.length > 0) throw new Error(`${spoken} has no option ${unknown.join(', ')}`);
    return basic.flatMap((option) => {
      const value = values[option.name];
      if (value !== undefined) return [fill(option, value)];
      if (option.required) throw new Error(`${spoken} needs the option ${option.name}`);
      return [];
    });
  }

  function fill(option: APIApplicationCommandBasicOption, value: OptionValue): DataOption {
    const { name } = option;
    const wrong = (why: string): Error => new Error(`${spoken}: the option ${name} ${why}`);
    switch (option.type) {
      case OptionType.String: {
        if (typeof value !== 'string') throw wrong('takes text');
        const chosen = choose(option.choices, value, wrong);
        if (typeof chosen !== 'string') throw wrong('has choices that are no text');
        const length = characters(chosen);
        if (length < Math.max(1, option.min_length ?? 0) || length > (option.max_length ?? 6000))
          throw wrong('is too short or too long');
        return { type: option.type, name, value: chosen };
      }
      case OptionType.Integer:
      case OptionType.Number: {
        const chosen = choose(option.choices, value, wrong);
        if (typeof chosen !== 'number' || (option.type === OptionType.Integer && !Number.isSafeInteger(chosen)))
          throw wrong('takes a number');
        if (chosen < (option.min_value ?? -Infinity) || chosen > (option.max_value ?? Infinity))
          throw wrong('is out of range');
        return { type: option.type, name, value: chosen };
      }
      case OptionType.Boolean:
        if (typeof value !== 'boolean') throw wrong('takes true or false');
        return { type: option.type, name, value };
      case OptionType.User:
        if (!(value instanceof Person)) throw wrong('takes a person');
        resolved.users = { ...resolved.users, [value.id]: value.user };
        return { type: option.type, name, value: value.id };
      case OptionType.Attachment: {
        if (typeof value !== 'object' || value instanceof Person) throw wrong('takes a file');
        const attachment = upload(value);
        resolved.attachments = { ...resolved.attachments, [attachment.id]: attachment };
        return { type: option.type, name, value: attachment.id };
      }
      case OptionType.Channel:
      case OptionType.Role:
      case OptionType.Mentionable:
        break;
    }
    throw wrong('is of a type the little Discord does not know');
  }
}

/** Choices are picked by what is shown or by what is sent. */
function choose(
  choices: readonly { name: string; value: string | number }[] | undefined,
  value: OptionValue,
  wrong: (why: string) => Error,
): OptionValue {
  if (!choices || choices.length === 0) return value;
  const choice = choices.find((candidate) => candidate.value === value || candidate.name === value);
  if (!choice) throw wrong(`is one of ${choices.map((candidate) => candidate.name).join(', ')}`);
  return choice.value;
}

function isBasic(option: APIApplicationCommandOption): option is APIApplicationCommandBasicOption {
  return option.type !== OptionType.Subcommand && option.type !== OptionType.SubcommandGroup;
}

function isBasicValue(option: DataOption): option is Exclude<DataOption, { options?: unknown }> {
  return option.type !== OptionType.Subcommand && option.type !== OptionType.SubcommandGroup;
}
