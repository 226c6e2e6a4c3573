// The wire form of buttons: short, readable for ever, and closed to anything we never made.

import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { textForm } from '../../src/core/domain/ids.ts';
import { decodeButton, encodeButton } from '../../src/bots/conversation.ts';
import { PRESSES } from '../../src/bots/commands/presses.ts';

const SUBJECT = textForm('gen', '01890000-0000-7000-8000-000000000001');

describe('a button', () => {
  test('comes back as what it was, for every verb there is', () => {
    for (const verb of Object.keys(PRESSES))
      assert.deepEqual(decodeButton(encodeButton({ verb, subject: SUBJECT })), { verb, subject: SUBJECT });
  });

  test('fits into the 64 bytes Telegram allows', () => {
    for (const verb of Object.keys(PRESSES))
      assert.ok(Buffer.byteLength(encodeButton({ verb, subject: SUBJECT })) <= 64, verb);
  });

  test('is not read when it is not one of ours', () => {
    const forged = ['', 'v1', 'v1:show', 'v2:show:gen_1', 'v1:SHOW:gen_1', 'v1:show:', 'v1:show:a b', 'v1:show:a:b'];
    for (const payload of [...forged, `v1:show:${'x'.repeat(41)}`, 'v1:show:gen_1\n'])
      assert.equal(decodeButton(payload), null, payload);
  });
});
