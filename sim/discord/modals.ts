// Forms that pop up: what a bot may put into one, and what comes back when a person sends it.

import {
  ComponentType,
  type APIModalInteractionResponseCallbackData,
  type APIModalSubmissionComponent,
  type APIModalSubmitTextInputComponent,
  type APITextInputComponent,
} from 'discord-api-types/v10';
import { characters, createForm, fieldsOf, isRecord, type Form, type Path } from './form.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Text inputs only, in rows or under labels; anything else is not simulated and throws. */
export function readModal(data: unknown): APIModalInteractionResponseCallbackData {
  const form = createForm(['data']);
  const modal = fieldsOf(data);
  form.text(['custom_id'], modal['custom_id'], { min: 1, max: 100, required: true });
  form.text(['title'], modal['title'], { min: 1, max: 45, required: true });
  const components = form.list(['components'], modal['components'] ?? [], { min: 1, max: 5 }) ?? [];
  for (const [index, component] of components.entries()) checkField(form, ['components', index], fieldsOf(component));
  form.refuse();
  if (!isModal(modal, form)) throw new Error('The checks let something through that is no form');
  return modal;
}

/** Fills every text input from `values` or its preset; throws where Discord's client would not let the person send it. */
export function fillModal(
  modal: APIModalInteractionResponseCallbackData,
  values: Readonly<Record<string, string>>,
): APIModalSubmissionComponent[] {
  const known = modal.components.flatMap((component) => inputsOf(component).map((input) => input.custom_id));
  const strange = Object.keys(values).filter((key) => !known.includes(key));
  if (strange.length > 0) throw new Error(`The form has no field ${strange.join(', ')}; it has ${known.join(', ')}`);
  return modal.components.flatMap((component): APIModalSubmissionComponent[] => {
    const filled = inputsOf(component).map((input) => fillInput(input, values));
    if (component.type === ComponentType.ActionRow) return [{ type: ComponentType.ActionRow, components: filled }];
    return filled.map((input) => ({ type: ComponentType.Label, component: input }));
  });
}

function inputsOf(component: APIModalInteractionResponseCallbackData['components'][number]): APITextInputComponent[] {
  if (component.type === ComponentType.ActionRow) return component.components;
  if (component.type !== ComponentType.Label) return [];
  return component.component.type === ComponentType.TextInput ? [component.component] : [];
}

function fillInput(
  input: APITextInputComponent,
  values: Readonly<Record<string, string>>,
): APIModalSubmitTextInputComponent {
  const value = values[input.custom_id] ?? input.value ?? '';
  const length = characters(value);
  if (length === 0 && input.required !== false) throw new Error(`The form needs the field ${input.custom_id}`);
  if (length > 0 && (length < (input.min_length ?? 0) || length > (input.max_length ?? 4000)))
    throw new Error(`The field ${input.custom_id} is too short or too long`);
  return { type: ComponentType.TextInput, custom_id: input.custom_id, value };
}

function checkField(form: Form, path: Path, component: Fields): void {
  if (component['type'] === ComponentType.Label) {
    form.text([...path, 'label'], component['label'], { min: 1, max: 45, required: true });
    form.text([...path, 'description'], component['description'], { max: 100 });
    checkInput(form, [...path, 'component'], fieldsOf(component['component']), false);
  } else if (component['type'] === ComponentType.ActionRow) {
    const inputs = form.list([...path, 'components'], component['components'] ?? [], { min: 1, max: 1 }) ?? [];
    for (const [index, input] of inputs.entries())
      checkInput(form, [...path, 'components', index], fieldsOf(input), true);
  } else if (component['type'] !== ComponentType.TextDisplay) {
    form.fail([...path, 'type'], 'UNION_TYPE_CHOICES', 'Value of field "type" must be one of (1, 10, 18).');
  }
}

function checkInput(form: Form, path: Path, input: Fields, labelled: boolean): void {
  if (input['type'] !== ComponentType.TextInput) throw new Error('The little Discord knows text inputs only');
  form.text([...path, 'custom_id'], input['custom_id'], { min: 1, max: 100, required: true });
  if (labelled) form.text([...path, 'label'], input['label'], { min: 1, max: 45, required: true });
  form.text([...path, 'placeholder'], input['placeholder'], { max: 100 });
  form.text([...path, 'value'], input['value'], { max: 4000 });
}

function isModal(modal: Fields, form: Form): modal is Fields & APIModalInteractionResponseCallbackData {
  return form.isClean([]) && Array.isArray(modal['components']) && modal['components'].every(isRecord);
}
