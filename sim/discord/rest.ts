// The REST API put together: which routes need the bot's token, rate limits around all of them, refusals in Discord's shape.

import type { Answer, Route, WireOptions } from '../wire/http.ts';
import { appRoutes } from './app-routes.ts';
import { answerInteraction } from './callback.ts';
import type { Channel } from './channel.ts';
import { channelRoutes } from './channel-routes.ts';
import type { LimitGate } from './limits.ts';
import type { Person } from './person.ts';
import { DiscordRefusal, refusal } from './refusals.ts';
import type { State } from './state.ts';
import { deleteWebhookMessage, editWebhookMessage, followUp, readWebhookMessage } from './webhook.ts';

export type RestNeeds = { openDm: (person: Person) => Channel; gatewayUrl: () => string };

/** All routes under `/api/v10`. Interactions and their webhooks are allowed by the token in their path. */
export function restRoutes(state: State, limits: LimitGate, { openDm, gatewayUrl }: RestNeeds): Route[] {
  const byBot = [...appRoutes(state, gatewayUrl), ...channelRoutes(state, openDm)].map((route) =>
    withToken(state, route),
  );
  const byInteraction: Route[] = [
    { method: 'POST', path: '/interactions/:id/:token/callback', handle: (call) => answerInteraction(state, call) },
    { method: 'POST', path: '/webhooks/:app/:token', handle: (call) => followUp(state, call) },
    {
      method: 'GET',
      path: '/webhooks/:app/:token/messages/:message',
      handle: (call) => readWebhookMessage(state, call),
    },
    {
      method: 'PATCH',
      path: '/webhooks/:app/:token/messages/:message',
      handle: (call) => editWebhookMessage(state, call),
    },
    {
      method: 'DELETE',
      path: '/webhooks/:app/:token/messages/:message',
      handle: (call) => deleteWebhookMessage(state, call),
    },
  ];
  return [...byBot, ...byInteraction].map((route) => limited(limits, route));
}

function withToken(state: State, { method, path, handle }: Route): Route {
  return {
    method,
    path,
    handle(call) {
      if (call.headers.authorization !== `Bot ${state.token}`) throw refusal.unauthorized();
      return handle(call);
    },
  };
}

/** Refusals carry the rate limit headers too, so they are turned into answers here already. */
function limited(limits: LimitGate, { method, path, handle }: Route): Route {
  return {
    method,
    path: `/api/v10${path}`,
    async handle(call) {
      const passage = limits.pass(call);
      if ('refused' in passage) return passage.refused;
      const answer = await answerOf(() => handle(call));
      return { ...answer, headers: { ...answer.headers, ...passage.headers } };
    },
  };
}

async function answerOf(handle: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await handle();
  } catch (error) {
    if (error instanceof DiscordRefusal) return error.toAnswer();
    throw error;
  }
}

const KIT_REFUSALS = { 'too-large': refusal.tooLarge, 'not-found': refusal.notFound, 'bad-body': refusal.badJson };

/** How this world says what the HTTP kit finds wrong by itself. */
export const refusing: Pick<WireOptions, 'refuse'> = { refuse: ({ kind }) => KIT_REFUSALS[kind]().toAnswer() };
