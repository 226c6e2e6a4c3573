// Errands about money: products, payments, freezes, and the proof of the ledger.

import { textForm } from '../core/domain/ids.ts';
import { count, failed, timeOf, times, well, type Errand } from './done.ts';

export const syncStripe: Errand = async (core, { publicUrl }) => {
  if (publicUrl === null)
    return failed(
      'PUBLIC_URL is not set. Stripe has to be told where to send its events: the address of the web side.',
    );
  const { done, secrets } = await core.publishProducts(publicUrl);
  const width = Math.max(...done.map(({ outcome }) => outcome.length));
  return well(
    ...done.map(({ what, outcome }) => `${outcome.padEnd(width)}  ${what}`),
    ...(secrets.length === 0
      ? []
      : [
          '',
          'Stripe shows the signing secrets of new endpoints once, and Easel does not keep them. Put this into the settings,',
          'with what was there before, separated by commas, and start Easel again:',
          `STRIPE_WEBHOOK_SECRET=${secrets.map(({ secret }) => secret).join(',')}`,
        ]),
  );
};

export function readReconcile(words: readonly string[]): Errand | null {
  const [word, ...more] = words;
  if (word === undefined) return reconcile(null);
  const [, day = ''] = /^--since=(\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?Z)?)$/.exec(word) ?? [];
  const since = new Date(day);
  return Number.isNaN(since.getTime()) || more.length > 0 ? null : reconcile(since);
}

function reconcile(since: Date | null): Errand {
  return async (core) => {
    if (!core.takesMoney) return failed('Nothing is sold here: neither STRIPE_SECRET_KEY nor TELEGRAM_TOKEN is set.');
    const account = await core.reconcile({ since });
    const { objects, mended, paidWithoutGrant, grantWithoutPayment, failed: left } = account;
    const lines = [
      `Looked at ${count(objects, 'object')} since ${timeOf(account.since)}.`,
      ...mended.map(({ kind, id, what }) => `  mended  ${kind} ${id}: ${what}`),
      ...(mended.length === 0 ? ['Everything was as it should be.'] : []),
      ...(paidWithoutGrant > 0
        ? [`Money had come without credits ${times(paidWithoutGrant)}; they are granted now.`]
        : []),
      ...(grantWithoutPayment > 0
        ? [`Credits had no money behind them ${times(grantWithoutPayment)}; those accounts are frozen now.`]
        : []),
      ...(left > 0
        ? [`${count(left, 'object')} could not be settled; the log says why, and the next run tries again.`]
        : []),
    ];
    return { lines, ok: left === 0 };
  };
}

export function refundStars(charge: string): Errand {
  return async (core) => {
    const outcome = await core.refundStars(charge);
    switch (outcome) {
      case 'refunded':
        return well('The Stars have gone back, and the credits they bought are taken back.');
      case 'refunded-before':
        return well('These Stars had gone back before. The credits they bought are taken back.');
      case 'unknown-charge':
        return failed(
          'No payment with this charge was made here, or there is no Telegram token to give it back with. Nothing was done.',
        );
    }
  };
}

export function thaw(name: string): Errand {
  return async (core) => {
    const lifted = await core.thaw(name);
    if (lifted.length === 0) return failed('Nothing is frozen under this name. Nothing was done.');
    return well(...lifted.map(({ accountId, ref }) => `Lifted ${ref} from ${textForm('acc', accountId)}.`));
  };
}

export const verifyLedger: Errand = async (core) => {
  const { accounts, operations, movements, rules } = await core.proveLedger();
  const broken = rules.filter((each) => each.broken.length > 0);
  const lines = [
    `The ledger: ${accounts} accounts, ${operations} operations, ${movements} movements.`,
    '',
    ...rules.map(({ rule, broken }) =>
      broken.length === 0 ? `  holds   ${rule}` : `  BROKEN  ${rule}: ${broken.join(', ')}`,
    ),
    '',
    broken.length === 0 ? `All ${rules.length} rules hold.` : `${broken.length} of ${rules.length} rules are broken.`,
  ];
  return { lines, ok: broken.length === 0 };
};
