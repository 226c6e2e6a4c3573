// What people read of their credits, and the ways to the portal and to a human, in both languages.

import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import type { CreditStatement } from '../../src/core/answers.ts';
import type { Rail } from '../../src/core/payment-ports.ts';
import { Refusal } from '../../src/core/domain/refusal.ts';
import { commandsFor, dispatch } from '../../src/bots/commands/index.ts';
import { command, coreWith, LOCALES, person } from './calls.ts';
import { BOTH, plan, renewsAt, statement } from './money-views.ts';
import { labels, said } from './status-views.ts';

const signal = AbortSignal.timeout(60_000);

describe('A frozen account', () => {
  for (const reason of ['dispute', 'fraud-warning', 'payment-missing', 'operator'] as const)
    test(`is told why and how to ask a human: ${reason}`, async () => {
      const says = { code: 'account-frozen', facts: { reason } } as const;
      const here = coreWith({
        requestGeneration: () => Promise.reject(new Refusal(says)),
        supportContact: 'help@easel.example',
      });
      for (const locale of LOCALES) {
        const event = { platform: 'telegram', id: locale } as const;
        const call = command('imagine', { text: 'a fox', person: { ...person, locale }, event });
        const reply = (await dispatch(call, here, signal)) ?? assert.fail();
        assert.match(said(reply), /\/paysupport/);
        assert.match(said(reply), /help@easel\.example/);
      }
    });
});

describe('/balance', () => {
  const lookAt = async (
    rest: Partial<CreditStatement>,
    rails: readonly Rail[] = BOTH,
    locale: 'en' | 'zh-CN' = 'en',
  ) => {
    const here = coreWith({ balance: () => Promise.resolve(statement(rest)), rails: () => rails });
    return (await dispatch(command('balance', { person: { ...person, locale } }), here, signal)) ?? assert.fail();
  };

  test('says no more than the sum when there is no more to say, and offers to buy', async () => {
    assert.equal(said(await lookAt({})), 'You have 120 credits.');
    assert.deepEqual(labels(await lookAt({})), ['Buy credits']);
    assert.deepEqual(labels(await lookAt({}, [])), []);
  });

  test('says what is held, owed, frozen and ending, the plan, and what happened lately', async () => {
    const text = said(
      await lookAt({
        held: 4,
        debt: 20,
        frozen: ['dispute'],
        plan: { ...plan, quantity: 2 },
        expiring: [{ credits: 300, at: new Date('2026-12-31T10:00:00Z') }],
        movements: [
          { at: new Date('2026-11-28T10:00:00Z'), what: 'clawback', credits: -80 },
          { at: new Date('2026-11-27T10:00:00Z'), what: 'pack', credits: 100 },
        ],
      }),
    );
    assert.equal(
      text,
      [
        'You have 120 credits.',
        'And 4 credits set aside for work in progress; what is not used comes back.',
        'You owe 20 credits: they had been spent before their payment went back. New credits pay this first, and I can start nothing new until it is paid.',
        'One of your payments is being disputed with your bank, so I cannot start anything new until that is settled. If that is a surprise, write /paysupport and what happened: a human will look into it.',
        'Your Basic plan × 2 renews on Dec 28, 2026.',
        '300 credits end on Dec 31, 2026.',
        'Lately',
        'Nov 28, 2026 · -80 · taken back',
        'Nov 27, 2026 · +100 · bought',
      ].join('\n'),
    );
  });

  test('folds what is alike into one line a day, and leaves out what is only set aside', async () => {
    const at = new Date('2026-11-28T10:00:00Z');
    const before = new Date('2026-11-27T10:00:00Z');
    const { blocks } = await lookAt({
      movements: [
        { at, what: 'release', credits: 1 },
        { at, what: 'spent', credits: -1 },
        { at, what: 'spent', credits: -2 },
        { at, what: 'hold', credits: -4 },
        { at: before, what: 'spent', credits: -1 },
        { at: before, what: 'pack', credits: 100 },
        { at: before, what: 'hold', credits: -1 },
      ],
    });
    assert.deepEqual(blocks.at(-1)?.text.split('\n'), [
      'Nov 28, 2026 · -3 · used for pictures',
      'Nov 27, 2026 · -1 · used for pictures',
      'Nov 27, 2026 · +100 · bought',
    ]);
    const held = await lookAt({ movements: [{ at, what: 'hold', credits: -4 }] });
    assert.doesNotMatch(said(held), /Lately/);
  });

  test('says when a plan ends, or has not been paid', async () => {
    assert.match(said(await lookAt({ plan: { ...plan, endsAt: renewsAt } })), /Your Basic plan ends on Dec 28, 2026\./);
    assert.match(said(await lookAt({ plan: { ...plan, pastDue: true } })), /has not been paid\. With \/billing/);
    assert.match(said(await lookAt({ plan: { ...plan, product: null, renewsAt: null } })), /You have the plan\./);
  });

  test('has words for every movement in both languages, and stays short', async () => {
    const all = ['starter', 'pack', 'plan', 'stars', 'dispute-won', 'operator'] as const;
    const others = ['spent', 'clawback', 'expiry'] as const;
    for (const locale of LOCALES)
      for (const kinds of [all, others]) {
        const movements = kinds.map((what) => ({ at: renewsAt, what, credits: 7 }));
        const text = said(await lookAt({ movements }, BOTH, locale));
        assert.equal(text.split('\n').filter((each) => each.includes('+7')).length, kinds.length);
        const many = Array.from({ length: 30 }, () => ({ credits: 7, at: renewsAt }));
        const long = said(await lookAt({ movements, expiring: many, held: 7, debt: 7, frozen: ['dispute'], plan }));
        assert.ok(long.length < 1_900, `${long.length} characters`);
      }
  });
});

describe('/billing', () => {
  test('is a link for one person alone', async () => {
    const url = 'https://billing.stripe.com/p/session/1';
    const here = coreWith({ billing: () => Promise.resolve({ kind: 'billing', url }) });
    const reply = await dispatch(command('billing'), here, signal);
    assert.deepEqual(reply?.buttons, [[{ url, label: 'Open billing' }]]);
    assert.equal(reply?.private, true);
  });
});

for (const name of ['support', 'paysupport'])
  describe(`P48: /${name}`, () => {
    test('is there where nothing is sold, too: whoever is frozen by an operator is told to use it', () => {
      for (const rails of [[], ['stars'], ['stripe']] as const)
        assert.ok(commandsFor(rails).some((each) => each.name === name));
    });

    test('opens a ticket with a number, from words after it or beside it', async () => {
      const asked: string[] = [];
      const here = coreWith({
        supportContact: 'help@easel.example',
        openTicket: (_, text) =>
          Promise.resolve({
            kind: 'ticket',
            number: 1000 + asked.push(text),
            expectedBy: new Date('2026-12-24T12:00:00Z'),
          }),
      });
      const typed = await dispatch(command(name, { text: ' It never came ' }), here, signal);
      assert.match(
        typed ? said(typed) : '',
        /ticket #1001\.[^\n]*24[^\n]*2026[^\n]*\nYou can also reach us here:\nhelp@easel\.example$/,
      );
      await dispatch(command(name, { options: { question: 'Where is it?' } }), here, signal);
      assert.deepEqual(asked, ['It never came', 'Where is it?']);
    });

    test('without words says how', async () => {
      for (const locale of LOCALES) {
        const reply = await dispatch(command(name, { person: { ...person, locale } }), coreWith(), signal);
        assert.equal(reply?.blocks[1]?.style, 'code');
        assert.match(reply?.blocks[1]?.text ?? '', new RegExp(`^/${name} .`));
      }
    });
  });
