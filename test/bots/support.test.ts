// What a machine has refused comes with the way to a human, wherever it is said.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dispatch } from '../../src/bots/commands/index.ts';
import { BY_A_MACHINE } from '../../src/bots/refusal-reply.ts';
import { Refusal, type RefusalFacts } from '../../src/core/domain/refusal.ts';
import { renderStatus } from '../../src/bots/status.ts';
import { textsFor } from '../../src/bots/texts/texts.ts';
import { command, coreWith, IN_GROUP, LOCALES, person, press } from './calls.ts';
import { generationView, said, verbs } from './status-views.ts';

const signal = new AbortController().signal;

/** Everything that is decided about a person without one. */
const NOES = [
  { code: 'policy', facts: {} },
  { code: 'provider-refused', facts: {} },
  { code: 'account-frozen', facts: { reason: 'operator' } },
  { code: 'erasure-held', facts: {} },
  { code: 'buy-too-often', facts: { max: 5, afterMinutes: 12 } },
  { code: 'export-too-many', facts: { max: 3, afterHours: 4 } },
] as const satisfies readonly RefusalFacts[];

describe('P46: a no that a machine has given', () => {
  test('has the button to a human, in both languages', async () => {
    assert.deepEqual(new Set(NOES.map(({ code }) => code)), BY_A_MACHINE);
    for (const says of NOES)
      for (const locale of LOCALES) {
        const here = coreWith({ askExport: () => Promise.reject(new Refusal(says)) });
        const reply = await dispatch(command('export', { person: { ...person, locale } }), here, signal);
        assert.ok(reply && verbs(reply).includes('ask-human'), says.code);
      }
  });

  test('has it below pictures as well, and a failure of ours has not', () => {
    const shown = (failure: 'policy' | 'provider-unavailable', images: readonly ('failed' | 'ready')[]): string[] =>
      verbs(
        renderStatus(
          generationView({ phase: 'finished', images, failures: images.map(() => failure) }),
          textsFor('en'),
        ),
      );
    assert.ok(shown('policy', ['failed']).includes('ask-human'));
    assert.ok(shown('policy', ['failed', 'ready']).includes('ask-human'));
    assert.ok(shown('policy', ['failed', 'ready', 'ready']).includes('ask-human'));
    assert.ok(!shown('provider-unavailable', ['failed', 'ready']).includes('ask-human'));
  });

  test('whose button is pressed says how to ask, once an event, to strangers and in groups too', async () => {
    for (const rest of [{}, IN_GROUP]) {
      const here = coreWith({ supportContact: 'help@easel.example' });
      const reply = await dispatch(press('ask-human', 'all', rest), here, signal);
      assert.match(reply ? said(reply) : '', /Write after \/support[^]*\/support My prompt[^]*help@easel\.example$/);
      assert.equal(await dispatch(press('ask-human', 'all', rest), here, signal), null);
    }
  });
});
