// People acting: what they type and press becomes an interaction, if Discord's client would have sent it.

import {
  ApplicationCommandType,
  ComponentType,
  GatewayDispatchEvents,
  InteractionResponseType,
  InteractionType,
  type APIApplicationCommand,
} from 'discord-api-types/v10';
import type { Channel } from './channel.ts';
import type { Gateway } from './gateway.ts';
import { Interaction } from './interaction.ts';
import type { Message } from './message.ts';
import { fillModal } from './modals.ts';
import { fillOptions, type Filled } from './options.ts';
import { contextOf, interactionPayload, type Deed } from './payloads.ts';
import type { Acts, OptionValue, Person } from './person.ts';
import { messageToApi } from './posting.ts';
import type { State } from './state.ts';

export function createActs(state: State, gateway: () => Gateway): Acts {
  function ask(person: Person, channel: Channel, deed: Deed, source?: Message): Interaction {
    const payload = interactionPayload(state, person, channel, deed);
    const interaction = new Interaction({ payload, channel, person, source }, state.clock, state.changes);
    state.interactions.set(interaction.id, interaction);
    state.tokens.set(interaction.token, interaction);
    gateway().dispatch({ t: GatewayDispatchEvents.InteractionCreate, d: payload });
    return interaction;
  }

  function fill(
    person: Person,
    channel: Channel,
    spoken: string,
    values: Readonly<Record<string, OptionValue>>,
  ): Filled & { command: APIApplicationCommand } {
    if (channel.recipient !== undefined && channel.recipient !== person)
      throw new Error(`${person.name} cannot write in the DM of ${channel.recipient.name}`);
    const [name, ...path] = spoken.split(' ');
    const command = state.commands.find((candidate) => candidate.name === name);
    if (!command) {
      const known = state.commands.map((candidate) => `/${candidate.name}`).join(', ');
      throw new Error(`The bot registered no /${name}; there are: ${known || 'none'}`);
    }
    const { context, installation } = contextOf(channel);
    const offered =
      (command.contexts?.includes(context) ?? true) && (command.integration_types?.includes(installation) ?? true);
    if (!offered) throw new Error(`/${name} is not offered in ${channel.name}: see its contexts and integration_types`);
    const filled = fillOptions(command, path, values, (file) =>
      state.uploads.toApi(
        state.uploads.add(
          { name: file.name, type: file.contentType ?? 'application/octet-stream', bytes: Buffer.from(file.bytes) },
          { channelId: state.applicationId, ephemeral: true },
        ),
      ),
    );
    return { ...filled, command };
  }

  return {
    slash(person, channel, spoken, values) {
      const { command, options, resolved } = fill(person, channel, spoken, values);
      const hasResolved = Object.keys(resolved).length > 0;
      return ask(person, channel, {
        type: InteractionType.ApplicationCommand,
        data: {
          id: command.id,
          name: command.name,
          type: ApplicationCommandType.ChatInput,
          ...(options.length > 0 ? { options } : {}),
          ...(hasResolved ? { resolved } : {}),
        },
      });
    },

    press(person, message, pick) {
      const wanted = 'label' in pick ? `labelled "${pick.label}"` : `with custom id "${pick.customId}"`;
      assertVisible(person, message);
      const button = message.buttons.find((candidate) =>
        'label' in pick ? candidate.label === pick.label : candidate.customId === pick.customId,
      );
      if (!button) throw new Error(`There is no button ${wanted} on ${message.describe()}`);
      if (button.customId === undefined) throw new Error(`The button ${wanted} is a link and tells the bot nothing`);
      if (button.disabled) throw new Error(`The button ${wanted} is disabled`);
      return ask(
        person,
        message.channel,
        {
          type: InteractionType.MessageComponent,
          data: { custom_id: button.customId, component_type: ComponentType.Button },
          message: messageToApi(state, message),
        },
        message,
      );
    },

    choose(person, message, customId, values) {
      assertVisible(person, message);
      const menu = message.components
        .flatMap((row) => (row.type === ComponentType.ActionRow ? row.components : []))
        .find((component) => component.type === ComponentType.StringSelect && component.custom_id === customId);
      if (menu?.type !== ComponentType.StringSelect)
        throw new Error(`There is no menu "${customId}" on ${message.describe()}`);
      const offered = menu.options.map((option) => option.value);
      const strange = values.filter((value) => !offered.includes(value));
      if (menu.disabled || strange.length > 0)
        throw new Error(`The menu "${customId}" does not offer ${strange.join(', ')}; it offers ${offered.join(', ')}`);
      if (values.length < (menu.min_values ?? 1) || values.length > (menu.max_values ?? 1))
        throw new Error(`The menu "${customId}" does not take ${values.length} values`);
      return ask(
        person,
        message.channel,
        {
          type: InteractionType.MessageComponent,
          data: { custom_id: customId, component_type: ComponentType.StringSelect, values: [...values] },
          message: messageToApi(state, message),
        },
        message,
      );
    },

    submit(person, asked, values) {
      if (asked.acknowledgement?.type !== InteractionResponseType.Modal || !asked.modal || asked.person !== person)
        throw new Error(`${person.name} has no form in front of them`);
      const components = fillModal(asked.modal, values);
      const { source } = asked;
      return ask(
        person,
        asked.channel,
        {
          type: InteractionType.ModalSubmit,
          data: { custom_id: asked.modal.custom_id, components },
          ...(source ? { message: messageToApi(state, source) } : {}),
        },
        source,
      );
    },
  };
}

function assertVisible(person: Person, message: Message): void {
  if (!message.visibleTo(person)) throw new Error(`${person.name} does not see ${message.describe()}`);
}
