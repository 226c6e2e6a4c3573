// What Discord's refusals mean for a chat, code by code.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DiscordAPIError, HTTPError } from 'discord.js';
import { codeOf, editError, failureOf, sendError } from '../../src/bots/discord/errors.ts';
import { MessengerError } from '../../src/core/ports.ts';

const SECRET = 'https://discord.example/api/v10/webhooks/1/a-secret-token/messages';

function answered(code: number, status: number): DiscordAPIError {
  const request = { body: { content: 'a secret fox' }, files: [] };
  return new DiscordAPIError({ code, message: 'Whatever it says' }, code, status, 'POST', SECRET, request);
}

function network(code: string): Error {
  return Object.assign(new Error(`connect ${code} ${SECRET}`), { code });
}

describe('A refusal of Discord', () => {
  test('is final for chats, messages and tokens that are gone', () => {
    for (const code of [10003, 10004, 10008, 10015, 50001, 50007, 50013, 50027, 50278, 40094])
      assert.deepEqual(failureOf(answered(code, 400)), { kind: 'gone' }, String(code));
    assert.deepEqual(failureOf(answered(0, 403)), { kind: 'gone' });
    assert.deepEqual(failureOf(answered(0, 404)), { kind: 'gone' });
  });

  test('is a matter of time for edits of old messages, and of the operator for our own token', () => {
    assert.equal(failureOf(answered(30046, 400))?.kind, 'wait');
    assert.deepEqual(failureOf(answered(0, 401)), { kind: 'fault' });
    assert.deepEqual(failureOf(new HTTPError(503, 'x', 'POST', SECRET, { body: {}, files: [] })), { kind: 'fault' });
  });

  test('of what we sent is a mistake of ours, and its error carries no token and no prompt', () => {
    const refused = answered(50035, 400);
    for (const error of [editError(refused), sendError(refused)]) {
      assert.ok(!(error instanceof MessengerError));
      assert.equal(codeOf(error), '50035');
      assert.doesNotMatch(`${error.message}\n${error.stack}\n${JSON.stringify(error)}`, /secret/);
    }
  });
});

describe('A call to Discord that broke off', () => {
  test('may have arrived when the connection stood, and certainly did not when there was none', () => {
    const kindOf = (error: Error): string => (error instanceof MessengerError ? error.what.kind : 'none');
    assert.equal(kindOf(sendError(network('ECONNRESET'))), 'fault');
    assert.equal(kindOf(sendError(network('UND_ERR_SOCKET'))), 'fault');
    assert.equal(kindOf(sendError(new DOMException('x', 'AbortError'))), 'fault');
    assert.equal(kindOf(sendError(network('ECONNREFUSED'))), 'wait');
    assert.equal(kindOf(editError(network('ECONNREFUSED'))), 'fault');
  });

  test('is not mistaken for a bug, nor a bug for it', () => {
    const bug = new TypeError('x is not a function');
    assert.equal(failureOf(bug), null);
    assert.equal(sendError(bug), bug);
  });
});
