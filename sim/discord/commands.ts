// The commands an app registered, refused where Discord refuses: names, lengths, 25 of each, required options first.

import {
  ApplicationCommandOptionType as OptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  Locale,
  type APIApplicationCommand,
} from 'discord-api-types/v10';
import { characters, createForm, fieldsOf, oneOf, type Form, type Path } from './form.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Discord's own pattern for command and option names. */
const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const LOCALES: ReadonlySet<string> = new Set(Object.values(Locale));
const BASIC_TYPES = [
  OptionType.String,
  OptionType.Integer,
  OptionType.Boolean,
  OptionType.User,
  OptionType.Channel,
  OptionType.Role,
  OptionType.Mentionable,
  OptionType.Number,
  OptionType.Attachment,
];
const MAX_COMMAND_TEXT = 8000;

export type CommandIdentity = { newId(): string; applicationId: string };

/** Throws a 50035 that lists every problem, or returns the whole new set; ids of known names are kept. */
export function readCommands(
  json: unknown,
  known: readonly APIApplicationCommand[],
  identity: CommandIdentity,
): APIApplicationCommand[] {
  const form = createForm();
  const definitions = Array.isArray(json) ? json.map(fieldsOf) : [];
  if (!Array.isArray(json)) form.fail([], 'LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType');
  if (definitions.length > 100)
    form.fail([], 'APPLICATION_COMMAND_TOO_MANY', 'Maximum number of application commands reached (100).');
  const names = new Set<unknown>();
  for (const [index, command] of definitions.entries()) {
    checkCommand(form, [index], command);
    if (names.has(command['name']))
      form.fail([index], 'APPLICATION_COMMANDS_DUPLICATE_NAME', 'Application command names must be unique');
    names.add(command['name']);
  }
  form.refuse();
  return definitions.map((command) => complete(command, known, identity));
}

/** What Discord adds to a definition; a command that keeps its name keeps its id. */
function complete(
  command: Fields,
  known: readonly APIApplicationCommand[],
  identity: CommandIdentity,
): APIApplicationCommand {
  const definition: Fields = {
    type: ApplicationCommandType.ChatInput,
    default_member_permissions: null,
    integration_types: [ApplicationIntegrationType.GuildInstall],
    contexts: null,
    ...command,
    id: known.find((other) => other.name === command['name'])?.id ?? identity.newId(),
    application_id: identity.applicationId,
    version: identity.newId(),
  };
  if (!isCommand(definition)) throw new Error('The checks let something through that is no command');
  return definition;
}

function checkCommand(form: Form, path: Path, command: Fields): void {
  const type = command['type'] ?? ApplicationCommandType.ChatInput;
  if (type !== ApplicationCommandType.ChatInput) throw new Error('The little Discord knows slash commands only');
  checkNameAndDescription(form, path, command);
  checkChoiceOf(
    form,
    [...path, 'integration_types'],
    command['integration_types'],
    Object.values(ApplicationIntegrationType),
  );
  checkChoiceOf(form, [...path, 'contexts'], command['contexts'], Object.values(InteractionContextType));
  checkOptions(form, [...path, 'options'], command['options'], 0);
  if (textOf(command) > MAX_COMMAND_TEXT)
    form.fail(path, 'APPLICATION_COMMAND_TOO_LARGE', `Command exceeds maximum size (${MAX_COMMAND_TEXT})`);
}

function checkNameAndDescription(form: Form, path: Path, named: Fields): void {
  checkName(form, [...path, 'name'], form.text([...path, 'name'], named['name'], { min: 1, max: 32, required: true }));
  form.text([...path, 'description'], named['description'], { min: 1, max: 100, required: true });
  for (const [locale, name] of Object.entries(
    localisations(form, [...path, 'name_localizations'], named['name_localizations']),
  )) {
    const place = [...path, 'name_localizations', locale];
    checkName(form, place, form.text(place, name, { min: 1, max: 32, required: true }));
  }
  const described = localisations(form, [...path, 'description_localizations'], named['description_localizations']);
  for (const [locale, text] of Object.entries(described))
    form.text([...path, 'description_localizations', locale], text, { min: 1, max: 100, required: true });
}

function checkName(form: Form, path: Path, name: string | undefined): void {
  if (name === undefined) return;
  if (!NAME.test(name) || name !== name.toLowerCase())
    form.fail(path, 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
}

function localisations(form: Form, path: Path, value: unknown): Fields {
  const entries = fieldsOf(value);
  for (const locale of Object.keys(entries)) {
    if (!LOCALES.has(locale))
      form.fail([...path, locale], 'BASE_TYPE_CHOICES', `Value must be one of {${[...LOCALES].join(', ')}}.`);
  }
  return entries;
}

function checkOptions(form: Form, path: Path, value: unknown, depth: number): void {
  const options = (form.list(path, value, { max: 25 }) ?? []).map(fieldsOf);
  const names = new Set<unknown>();
  let optionalSeen = false;
  let nested = 0;
  for (const [index, option] of options.entries()) {
    const place = [...path, index];
    checkNameAndDescription(form, place, option);
    if (names.has(option['name']))
      form.fail(place, 'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS', 'Option name already exists');
    names.add(option['name']);
    const type = option['type'];
    if (type === OptionType.Subcommand || type === OptionType.SubcommandGroup) {
      nested += 1;
      if (type === OptionType.SubcommandGroup ? depth > 0 : depth > 1)
        form.fail([...place, 'type'], 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', 'Sub-command option type is invalid');
      checkOptions(form, [...place, 'options'], option['options'], type === OptionType.SubcommandGroup ? 1 : 2);
      continue;
    }
    if (option['required'] !== true) optionalSeen = true;
    else if (optionalSeen)
      form.fail(
        place,
        'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
        'Required options must be placed before non-required options',
      );
    checkBasicOption(form, place, option);
  }
  if (nested > 0 && nested < options.length)
    form.fail(
      path,
      'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
      'Sub-command and sub-command group option types are mutually exclusive to all other types',
    );
}

function checkBasicOption(form: Form, path: Path, option: Fields): void {
  const type = oneOf(BASIC_TYPES, option['type']);
  if (type === undefined) {
    form.fail([...path, 'type'], 'BASE_TYPE_CHOICES', `Value must be one of {1, 2, ${BASIC_TYPES.join(', ')}}.`);
    return;
  }
  const choices = form.list([...path, 'choices'], option['choices'], { max: 25 })?.map(fieldsOf) ?? [];
  if (choices.length > 0 && option['autocomplete'] === true)
    form.fail(
      path,
      'APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES',
      'Autocomplete and choices are mutually exclusive',
    );
  const names = new Set<unknown>();
  for (const [index, choice] of choices.entries()) {
    const place = [...path, 'choices', index];
    form.text([...place, 'name'], choice['name'], { min: 1, max: 100, required: true });
    localisations(form, [...place, 'name_localizations'], choice['name_localizations']);
    const value = choice['value'];
    if (type === OptionType.String) form.text([...place, 'value'], value, { max: 100, required: true });
    else if (typeof value !== 'number')
      form.fail([...place, 'value'], 'NUMBER_TYPE_COERCE', `Value "${String(value)}" is not number.`);
    if (names.has(choice['name']))
      form.fail(
        [...place, 'name'],
        'APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS',
        'Option choice name already exists',
      );
    names.add(choice['name']);
  }
}

function checkChoiceOf(form: Form, path: Path, value: unknown, allowed: readonly unknown[]): void {
  for (const [index, entry] of (form.list(path, value, { max: 25 }) ?? []).entries()) {
    if (!allowed.includes(entry)) form.fail([...path, index], 'BASE_TYPE_CHOICES', 'Value must be one of {0, 1, 2}.');
  }
}

/** Names, descriptions and values of a command and all below it count together, each with its longest localisation. */
function textOf(node: Fields): number {
  const longest = (key: string): number =>
    Math.max(
      0,
      ...[node[key], ...Object.values(fieldsOf(node[`${key}_localizations`]))].map((text) =>
        typeof text === 'string' ? characters(text) : 0,
      ),
    );
  const value = node['value'];
  const below = [node['options'], node['choices']].flatMap((list) => (Array.isArray(list) ? list.map(fieldsOf) : []));
  return (
    longest('name') +
    longest('description') +
    (typeof value === 'string' ? characters(value) : 0) +
    below.reduce((sum, child) => sum + textOf(child), 0)
  );
}

function isCommand(value: Fields): value is Fields & APIApplicationCommand {
  return typeof value['name'] === 'string' && typeof value['id'] === 'string';
}
