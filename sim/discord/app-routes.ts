// What the bot asks about itself: where the gateway is, who it is, and which commands it offers.

import { ApplicationFlags, type APIApplication, type APIGatewayBotInfo } from 'discord-api-types/v10';
import type { Call, Route } from '../wire/http.ts';
import { readCommands } from './commands.ts';
import { fieldsOf } from './form.ts';
import { refusal } from './refusals.ts';
import type { State } from './state.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** `gatewayUrl` is asked late: the port is known only once the server listens. */
export function appRoutes(state: State, gatewayUrl: () => string): Route[] {
  const assertOwn = (call: Call): void => {
    if (call.params['app'] !== state.applicationId) throw refusal.unknownApplication();
  };
  return [
    {
      method: 'GET',
      path: '/gateway/bot',
      handle() {
        const json: APIGatewayBotInfo = {
          url: gatewayUrl(),
          shards: 1,
          session_start_limit: { total: 1000, remaining: 1000, reset_after: DAY_MS, max_concurrency: 1 },
        };
        return { status: 200, json };
      },
    },
    { method: 'GET', path: '/users/@me', handle: () => ({ status: 200, json: state.bot }) },
    { method: 'GET', path: '/applications/@me', handle: () => ({ status: 200, json: applicationOf(state) }) },
    {
      method: 'GET',
      path: '/users/:user',
      handle(call) {
        const person = state.people.get(call.params['user'] ?? '');
        if (!person) throw refusal.unknownUser();
        return { status: 200, json: person.user };
      },
    },
    {
      method: 'GET',
      path: '/applications/:app/commands',
      handle(call) {
        assertOwn(call);
        return { status: 200, json: state.commands };
      },
    },
    {
      method: 'PUT',
      path: '/applications/:app/commands',
      handle(call) {
        assertOwn(call);
        state.commands = readCommands(call.json, state.commands, state);
        state.changes.announce();
        return { status: 200, json: state.commands };
      },
    },
    {
      method: 'POST',
      path: '/attachments/refresh-urls',
      handle(call) {
        const { attachment_urls: urls } = fieldsOf(call.json);
        const originals = Array.isArray(urls) ? urls.filter((url) => typeof url === 'string') : [];
        const refreshed = originals.map((original) => ({ original, refreshed: state.uploads.refresh(original) }));
        return { status: 200, json: { refreshed_urls: refreshed } };
      },
    },
  ];
}

function applicationOf(state: State): APIApplication {
  return {
    id: state.applicationId,
    name: state.bot.global_name ?? state.bot.username,
    icon: null,
    description: '',
    bot_public: true,
    bot_require_code_grant: false,
    bot: state.bot,
    summary: '',
    verify_key: state.verifyKey,
    team: null,
    flags: ApplicationFlags.ApplicationCommandBadge,
    flags_new: String(ApplicationFlags.ApplicationCommandBadge),
  };
}
