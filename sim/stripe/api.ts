// The HTTP side of the API: who asks, in which version, with which key; parameters in, objects or refusals out.

import type { Answer, Call, Route } from '../wire/http.ts';
import type { Endpoint } from './endpoint.ts';
import { expandAnswer } from './expand.ts';
import { growTree, itemsOf, treeOfJson, type Branch } from './form.ts';
import { createIdempotencyKeys } from './idempotency.ts';
import type { Realm } from './realm.ts';
import { ParameterRefusal, StripeRefusal, wrongKey } from './refusals.ts';
import { newId } from './store.ts';

/** Lets requests wait before they are executed, for tests of what happens meanwhile. */
export type Gate = { waiting: number; open: Promise<void> | undefined };

export function apiRoutes(realm: Realm, endpoints: readonly Endpoint[], gate: Gate): Route[] {
  const keys = createIdempotencyKeys(realm.clock);

  async function handle(endpoint: Endpoint, call: Call): Promise<Answer> {
    const requestId = newId('req_', 14);
    const key = endpoint.method === 'GET' ? undefined : call.headers['idempotency-key']?.toString();
    const headers = {
      'request-id': requestId,
      'stripe-version': realm.apiVersion,
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    };
    const answer = await answerOnce(endpoint, call, requestId, key).catch(refusalToAnswer);
    return { ...answer, headers: { ...headers, ...answer.headers } };
  }

  async function answerOnce(
    endpoint: Endpoint,
    call: Call,
    requestId: string,
    key: string | undefined,
  ): Promise<Answer> {
    const tree = readTree(endpoint, call);
    if (key === undefined) return execute(endpoint, call, tree, requestId, null);
    const before = keys.take(key, { url: call.path, asked: JSON.stringify(tree), id: requestId });
    if (before) return before;
    try {
      const answer = await execute(endpoint, call, tree, requestId, key);
      keys.keep(key, answer);
      return answer;
    } catch (error) {
      // A refusal of what was executed is kept like any answer; one of the parameters leaves the key unused.
      if (error instanceof StripeRefusal && !(error instanceof ParameterRefusal)) keys.keep(key, error.toAnswer());
      else keys.forget(key);
      throw error;
    }
  }

  async function execute(
    endpoint: Endpoint,
    call: Call,
    tree: Branch,
    requestId: string,
    idempotencyKey: string | null,
  ): Promise<Answer> {
    if (gate.open) {
      gate.waiting += 1;
      realm.changes.announce();
      await gate.open;
      gate.waiting -= 1;
    }
    realm.clock.catchUp();
    realm.request = { id: requestId, idempotencyKey };
    try {
      const found = endpoint.run(tree, call.params);
      const expand = typeof tree['expand'] === 'object' ? (itemsOf(tree['expand']) ?? []) : [];
      return { status: 200, json: expandAnswer(realm.store, found, expand.map(String)) };
    } finally {
      realm.request = null;
      realm.changes.announce();
    }
  }

  return endpoints.map((one) => ({ method: one.method, path: one.path, handle: (call) => handle(one, call) }));
}

/** The key, and the version the client speaks: the simulator knows one. */
export function checkCaller(realm: Realm, call: Call, secretKey: string): Answer | undefined {
  const [, bearer] = /^Bearer (.+)$/u.exec(call.headers.authorization ?? '') ?? [];
  const version = call.headers['stripe-version'];
  if (bearer !== secretKey) return stamped(wrongKey(bearer).toAnswer());
  if (version !== undefined && version !== realm.apiVersion)
    return stamped(new StripeRefusal(400, `Invalid Stripe API version: ${String(version)}`).toAnswer());
  return undefined;
}

function stamped(answer: Answer): Answer {
  return { ...answer, headers: { 'request-id': newId('req_', 14), ...answer.headers } };
}

function readTree(endpoint: Endpoint, call: Call): Branch {
  // Both in one, as `DELETE` may carry parameters either way.
  if (endpoint.path.startsWith('/v2/') && endpoint.method !== 'GET') return treeOfJson(call.json);
  return growTree([...call.query, ...Object.entries(call.fields)]);
}

function refusalToAnswer(error: unknown): Answer {
  if (error instanceof StripeRefusal) return error.toAnswer();
  throw error;
}
