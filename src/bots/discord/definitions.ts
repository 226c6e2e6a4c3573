// The command table as Discord's JSON; a definition that Discord would refuse stops the program when it starts.

import {
  ApplicationCommandOptionType as OptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOptionChoice,
  type RESTPostAPIChatInputApplicationCommandsJSONBody as Definition,
} from 'discord.js';
import type { Command, CommandOption, Models } from '../commands/command.ts';
import { textsFor } from '../texts/texts.ts';

/** https://discord.com/developers/docs/interactions/application-commands */
const LIMITS = { commands: 100, options: 25, choices: 25, description: 100, label: 100, value: 100, total: 8000 };
const NAME = /^[-_'\p{L}\p{N}]{1,32}$/u;
/** Discord's key for the language that is not the default. */
const OTHER = 'zh-CN';

/** @throws Error naming every limit of Discord's that a definition breaks */
export function defineCommands(commands: readonly Command[], models: Models): Definition[] {
  const definitions = commands.map((command): Definition => ({
    type: ApplicationCommandType.ChatInput,
    name: command.name,
    description: textsFor('en').say(command.describe),
    description_localizations: { [OTHER]: textsFor('zh-CN').say(command.describe) },
    // Wherever people are: in servers, in the bot's DM, and with the app installed for themselves alone.
    integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
    contexts: [InteractionContextType.Guild, InteractionContextType.BotDM, InteractionContextType.PrivateChannel],
    options: command.options.map((option) => defineOption(option, models)),
  }));
  const broken = [...definitions.flatMap(brokenLimits), ...tooMany('commands', definitions.length, LIMITS.commands)];
  if (broken.length > 0) throw new Error(`Discord would refuse these commands: ${broken.join('; ')}`);
  return definitions;
}

/** Whether what is registered says the same, so that nothing needs to be registered. */
export function isRegistered(registered: readonly object[], definitions: readonly Definition[]): boolean {
  return fingerprint(registered) === fingerprint(definitions);
}

function defineOption(option: CommandOption, models: Models): APIApplicationCommandBasicOption {
  const common = {
    name: option.name,
    description: textsFor('en').say(option.describe),
    description_localizations: { [OTHER]: textsFor('zh-CN').say(option.describe) },
    required: option.required,
  };
  switch (option.kind) {
    case 'text':
      return { ...common, type: OptionType.String, ...(option.maxLength && { max_length: option.maxLength }) };
    case 'integer':
      return {
        ...common,
        type: OptionType.Integer,
        ...(option.min !== undefined && { min_value: option.min }),
        ...(option.max !== undefined && { max_value: option.max }),
      };
    case 'boolean':
      return { ...common, type: OptionType.Boolean };
    case 'file':
      return { ...common, type: OptionType.Attachment };
    case 'choice':
      return { ...common, type: OptionType.String, choices: defineChoices(option, models) };
  }
}

function defineChoices(option: CommandOption, models: Models): APIApplicationCommandOptionChoice<string>[] {
  const others = option.choices?.(models, textsFor('zh-CN')) ?? [];
  return (option.choices?.(models, textsFor('en')) ?? []).map(({ value, label }, index) => ({
    name: label,
    name_localizations: { [OTHER]: others[index]?.label ?? label },
    value,
  }));
}

function brokenLimits(definition: Definition): string[] {
  const options = optionsOf(definition);
  const named = [definition, ...options];
  const firstOptional = options.findIndex((option) => option.required !== true);
  const lateRequired = options.slice(firstOptional === -1 ? options.length : firstOptional);
  return [
    ...tooMany('options', options.length, LIMITS.options),
    ...named.flatMap(brokenWords),
    ...options.flatMap(brokenChoices),
    ...repeated(options.map((option) => option.name)).map((name) => `option ${name} twice`),
    ...lateRequired.filter((option) => option.required === true).map(({ name }) => `${name} is required but not first`),
    ...tooMany('characters', sizeOf(definition), LIMITS.total),
  ].map((complaint) => `/${definition.name}: ${complaint}`);
}

function brokenWords({
  name,
  description,
  description_localizations: others,
}: Definition | APIApplicationCommandBasicOption): string[] {
  const isName = NAME.test(name) && name === name.toLowerCase();
  const descriptions = [description, ...Object.values(others ?? {})];
  return [
    ...(isName ? [] : [`${name} is no name`]),
    ...descriptions.flatMap((text) => wrongLength(`description of ${name}`, text ?? '', LIMITS.description)),
  ];
}

function brokenChoices(option: APIApplicationCommandBasicOption): string[] {
  const choices = choicesOf(option);
  const labels = choices.flatMap(({ name, name_localizations: others }) => [name, ...Object.values(others ?? {})]);
  return [
    ...tooMany(`choices of ${option.name}`, choices.length, LIMITS.choices),
    ...repeated(choices.map((choice) => choice.name)).map((name) => `choice ${name} of ${option.name} twice`),
    ...labels.flatMap((label) => wrongLength(`choice of ${option.name}`, label ?? '', LIMITS.label)),
    ...choices.flatMap(({ value }) => wrongLength(`value of ${option.name}`, value, LIMITS.value)),
  ];
}

function wrongLength(what: string, text: string, max: number): string[] {
  const length = countCharacters(text);
  return length >= 1 && length <= max ? [] : [`${what} has ${length} characters of 1 to ${max}`];
}

function tooMany(what: string, count: number, max: number): string[] {
  return count <= max ? [] : [`${count} ${what} where ${max} are allowed`];
}

function repeated(names: readonly string[]): string[] {
  return names.filter((name, index) => names.indexOf(name) !== index);
}

/** Names, descriptions and values count together, each in its longest language. */
function sizeOf(definition: Definition): number {
  return [definition, ...optionsOf(definition)].reduce((sum, part) => {
    const chosen = choicesOf(part).map((each) => longest(each.name, each.name_localizations) + each.value.length);
    const described = longest(part.description, part.description_localizations);
    return chosen.reduce((all, one) => all + one, sum + part.name.length + described);
  }, 0);
}

function longest(text: string, others: object | null | undefined): number {
  return Math.max(...[text, ...Object.values(others ?? {})].map((each) => countCharacters(String(each))));
}

function countCharacters(text: string): number {
  return Array.from(text).length;
}

/** Every option of ours is a plain value: there are no subcommands. */
function optionsOf(definition: Definition): APIApplicationCommandBasicOption[] {
  return (definition.options ?? []) as APIApplicationCommandBasicOption[];
}

/** Every choice of ours is text. */
function choicesOf(part: Definition | APIApplicationCommandBasicOption): APIApplicationCommandOptionChoice<string>[] {
  return 'choices' in part ? ((part.choices ?? []) as APIApplicationCommandOptionChoice<string>[]) : [];
}

/** Discord adds ids and defaults of its own to what was registered: only what we say is compared. */
const SAID: ReadonlySet<string> = new Set([
  'name',
  'description',
  'description_localizations',
  'integration_types',
  'contexts',
  'options',
  'type',
  'required',
  'choices',
  'name_localizations',
  'value',
  'min_value',
  'max_value',
  'max_length',
  OTHER,
]);

function fingerprint(commands: readonly object[]): string {
  const sorted = commands.toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)));
  return JSON.stringify(sorted.map(said));
}

function said(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(said);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value)
    .filter(([key, each]) => SAID.has(key) && each !== null && each !== undefined && each !== false)
    // An empty list is what Discord leaves out.
    .filter(([, each]) => !(Array.isArray(each) && each.length === 0))
    .map(([key, each]): [string, unknown] => [key, said(each)])
    .toSorted(([a], [b]) => a.localeCompare(b));
  return Object.fromEntries(kept);
}

function nameOf(command: object): string {
  return 'name' in command ? String(command.name) : '';
}
