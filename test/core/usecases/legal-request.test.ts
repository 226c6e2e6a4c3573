// Handing one account's data to an authority: refused without a case and two people, of that account alone, and its owner is told.

import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { describe, test, type TestContext } from 'node:test';
import { textForm } from '../../../src/core/domain/ids.ts';
import type { LegalOutcome, LegalStep } from '../../../src/core/usecases/legal-request.ts';
import { opened, type Copy } from '../../support/copies.ts';
import { coreRig, newId, type CoreRig } from '../../support/core.ts';
import { accepted, accountOf, asking, imagine, workOff } from '../../support/people.ts';

const KNOWN = { reference: '7 Gs 12/26', by: 'ann' } as const;

type Rig = {
  readonly rig: CoreRig;
  /** A step about Ada's account. */
  step(step: Omit<LegalStep, 'account' | 'by' | 'reference'> & Partial<LegalStep>): Promise<LegalOutcome>;
  /** What was handed out, a file each. */
  copies(): Promise<readonly Copy[]>;
};

/** Ada and Ben have pictures of their own. */
async function twoPeople(t: TestContext): Promise<Rig> {
  const rig = await coreRig(t);
  await imagine(rig, 'a canary for ada', 1, 'ada');
  await imagine(rig, 'a linnet for ben', 1, 'ben');
  await workOff(rig);
  const written: Buffer[] = [];
  const account = textForm('acc', await accountOf(rig));
  return {
    rig,
    step: (step) =>
      rig.core.legalRequest({ account, ...KNOWN, ...step } as LegalStep, async (zip) => {
        written.push(await buffer(zip));
      }),
    copies: () => Promise.all(written.map((zip) => opened([zip]))),
  };
}

function told({ chat }: CoreRig): readonly unknown[] {
  return chat.notes.flatMap(({ view }) => (view.kind === 'notice' ? [view.notice] : []));
}

describe('P21: what an authority wants', () => {
  test('is handed out for a case that one operator asked for and another approved, once, and its owner is told', async (t) => {
    const { rig, step, copies } = await twoPeople(t);
    assert.equal(await step({ step: 'hand-out' }), 'no-case');
    assert.equal(await step({ step: 'approve', by: 'bob' }), 'no-case');
    const open = { step: 'open', scope: 'everything', secret: false } as const;
    assert.equal(await step({ ...open, account: textForm('acc', newId()) }), 'no-account');
    assert.equal(await step(open), 'asked');
    assert.equal(await step(open), 'asked-before');
    assert.equal(await step({ step: 'hand-out' }), 'not-approved');
    assert.equal(await step({ step: 'approve', by: ' ANN'.trim() }), 'same-person');
    assert.equal(await step({ step: 'approve', by: 'bob' }), 'approved');
    assert.equal(await step({ step: 'approve', by: 'eve' }), 'approved-before');
    assert.deepEqual(await copies(), []);
    assert.equal(await step({ step: 'hand-out' }), 'handed-out');
    assert.equal(await step({ step: 'hand-out' }), 'handed-out-before');
    assert.equal(await step({ step: 'tell' }), 'nothing-to-tell');
    await workOff(rig);
    assert.deepEqual(told(rig), [{ about: 'handed-out', reference: KNOWN.reference, scope: 'everything' }]);
    assert.equal((await copies()).length, 1);
  });

  test('is of one account alone, whatever the scope, and no more of it than the scope says', async (t) => {
    const { rig, step, copies } = await twoPeople(t);
    const scopes = ['login', 'payments', 'content', 'everything'] as const;
    for (const scope of scopes) {
      const reference = `case ${scope}`;
      await step({ step: 'open', scope, secret: true, reference });
      await step({ step: 'approve', by: 'bob', reference });
      assert.equal(await step({ step: 'hand-out', reference }), 'handed-out-secretly');
    }
    const [login, payments, content, everything] = await copies();
    const ben = await accountOf(rig, 'ben');
    const has = (copy: Copy | undefined, what: string): boolean =>
      [...(copy ?? assert.fail())].some(([name, bytes]) => name !== 'README.txt' && bytes.includes(what));
    for (const copy of [login, payments, content, everything])
      for (const foreign of [ben, 'linnet']) assert.ok(!has(copy, foreign), foreign);
    assert.deepEqual(
      [login, payments, content, everything].map((copy) => has(copy, 'canary')),
      [false, false, true, true],
    );
    const pictures = (copy: Copy | undefined): number =>
      [...(copy?.keys() ?? [])].filter((name) => name.endsWith('png')).length;
    assert.deepEqual([login, payments, content, everything].map(pictures), [0, 0, 1, 1]);
    const tables = (copy: Copy | undefined): string[] =>
      [...(copy?.keys() ?? [])].filter((name) => name.startsWith('tables/')).toSorted();
    assert.deepEqual(tables(login), ['tables/account.jsonl', 'tables/identity.jsonl']);
    assert.ok(
      tables(payments).includes('tables/payment.jsonl') && !tables(payments).includes('tables/generation.jsonl'),
    );
  });

  test('is not told while a law forbids that, nor shown by /export and /privacy me, and is told once it does not', async (t) => {
    const { rig, step } = await twoPeople(t);
    await step({ step: 'open', scope: 'login', secret: true });
    await step({ step: 'approve', by: 'bob' });
    assert.equal(await step({ step: 'hand-out' }), 'handed-out-secretly');
    await workOff(rig);
    assert.deepEqual(told(rig), []);
    const { held } = accepted(await rig.core.chat.privacyMe(asking()));
    assert.ok(held && held.holdings.every(({ table }) => table !== 'legal_request'));
    assert.equal(await step({ step: 'tell' }), 'told');
    assert.equal(await step({ step: 'tell' }), 'nothing-to-tell');
    await workOff(rig);
    assert.deepEqual(told(rig), [{ about: 'handed-out', reference: KNOWN.reference, scope: 'login' }]);
  });

  test('that could not be written was not handed out, and nobody is told', async (t) => {
    const { rig, step } = await twoPeople(t);
    await step({ step: 'open', scope: 'login', secret: false });
    await step({ step: 'approve', by: 'bob' });
    const full = rig.core.legalRequest({ step: 'hand-out', account: await accountOf(rig), ...KNOWN }, () =>
      Promise.reject(new Error('disk full')),
    );
    await assert.rejects(full, /disk full/);
    await workOff(rig);
    assert.deepEqual(told(rig), []);
    assert.equal(await step({ step: 'hand-out' }), 'handed-out');
  });

  test('takes two people in the database as well, whoever writes there', async (t) => {
    const { rig, step } = await twoPeople(t);
    await step({ step: 'open', scope: 'login', secret: false });
    await assert.rejects(rig.database.pool.query(`update legal_request set approved_by = opened_by`), /two_people/);
    await assert.rejects(rig.database.pool.query(`update legal_request set handed_out_at = now()`), /approved/);
  });
});
