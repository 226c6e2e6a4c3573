// What Discord checks on buttons and select menus: at most five rows of five, lengths, and no custom_id twice.

import { ButtonStyle, ComponentType, type APIMessageTopLevelComponent } from 'discord-api-types/v10';
import { fieldsOf, oneOf, type Form, type Path } from './form.ts';

const STYLES = [
  ButtonStyle.Primary,
  ButtonStyle.Secondary,
  ButtonStyle.Success,
  ButtonStyle.Danger,
  ButtonStyle.Link,
  ButtonStyle.Premium,
];
const SELECTS: ReadonlySet<unknown> = new Set([
  ComponentType.StringSelect,
  ComponentType.UserSelect,
  ComponentType.RoleSelect,
  ComponentType.MentionableSelect,
  ComponentType.ChannelSelect,
]);

/** Complains about everything Discord would; what is returned may be relied on once `form.refuse()` did not throw. */
export function readComponents(form: Form, path: Path, value: unknown): APIMessageTopLevelComponent[] | undefined {
  const rows = form.list(path, value, { max: 5 });
  if (rows === undefined) return undefined;
  const seen = new Set<string>();
  for (const [index, row] of rows.entries()) checkRow(form, [...path, index], row, seen);
  return areComponents(rows, form, path) ? rows : undefined;
}

function checkRow(form: Form, path: Path, value: unknown, seen: Set<string>): void {
  const row = fieldsOf(value);
  if (row['type'] !== ComponentType.ActionRow) {
    form.fail([...path, 'type'], 'UNION_TYPE_CHOICES', 'Value of field "type" must be one of (1,).');
    return;
  }
  const parts = form.list([...path, 'components'], row['components'] ?? [], { min: 1, max: 5 }) ?? [];
  const hasSelect = parts.some((part) => SELECTS.has(fieldsOf(part)['type']));
  for (const [index, part] of parts.entries()) {
    const place = [...path, 'components', index];
    if (hasSelect && index > 0)
      form.fail(place, 'COMPONENT_LAYOUT_WIDTH_EXCEEDED', 'The specified component exceeds the maximum width');
    checkPart(form, place, part, seen);
  }
}

function checkPart(form: Form, path: Path, value: unknown, seen: Set<string>): void {
  const part = fieldsOf(value);
  if (part['type'] === ComponentType.Button) {
    checkButton(form, path, part, seen);
  } else if (SELECTS.has(part['type'])) {
    checkCustomId(form, path, part['custom_id'], seen);
    form.text([...path, 'placeholder'], part['placeholder'], { max: 150 });
    if (part['type'] === ComponentType.StringSelect) checkSelectOptions(form, [...path, 'options'], part['options']);
  } else {
    form.fail([...path, 'type'], 'UNION_TYPE_CHOICES', 'Value of field "type" must be one of (2, 3, 5, 6, 7, 8).');
  }
}

function checkButton(form: Form, path: Path, button: Readonly<Record<string, unknown>>, seen: Set<string>): void {
  const style = oneOf(STYLES, button['style']);
  if (style === undefined) {
    form.fail([...path, 'style'], 'BASE_TYPE_CHOICES', `Value must be one of {${STYLES.join(', ')}}.`);
    return;
  }
  form.text([...path, 'label'], button['label'], { max: 80 });
  if (!button['label'] && !button['emoji'] && style !== ButtonStyle.Premium)
    form.fail(path, 'BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED', 'A button must have a label or emoji');
  if (style === ButtonStyle.Link) {
    if (
      form.text([...path, 'url'], button['url'], { max: 512, required: true }) &&
      !/^(https?|discord):\/\//.test(String(button['url']))
    )
      form.fail([...path, 'url'], 'URL_TYPE_INVALID_SCHEME', "Scheme must be one of ('http', 'https', 'discord').");
    if (button['custom_id'] !== undefined)
      form.fail(
        path,
        'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE',
        'A custom id and url cannot both be specified',
      );
  } else if (style !== ButtonStyle.Premium) {
    checkCustomId(form, path, button['custom_id'], seen);
  }
}

function checkSelectOptions(form: Form, path: Path, value: unknown): void {
  const options = form.list(path, value ?? [], { min: 1, max: 25 }) ?? [];
  const values = new Set<unknown>();
  for (const [index, entry] of options.entries()) {
    const option = fieldsOf(entry);
    form.text([...path, index, 'label'], option['label'], { min: 1, max: 100, required: true });
    form.text([...path, index, 'value'], option['value'], { min: 1, max: 100, required: true });
    form.text([...path, index, 'description'], option['description'], { max: 100 });
    if (values.has(option['value']))
      form.fail(
        [...path, index],
        'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
        'The specified option value is already used',
      );
    values.add(option['value']);
  }
}

function checkCustomId(form: Form, path: Path, value: unknown, seen: Set<string>): void {
  const customId = form.text([...path, 'custom_id'], value, { min: 1, max: 100, required: true });
  if (customId === undefined) return;
  if (seen.has(customId))
    form.fail([...path, 'custom_id'], 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated');
  seen.add(customId);
}

/** The checks above are the proof; this is only where the compiler is told about it. */
function areComponents(rows: readonly unknown[], form: Form, path: Path): rows is APIMessageTopLevelComponent[] {
  return rows.length === 0 || form.isClean(path);
}
