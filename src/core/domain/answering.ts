// By when whoever asks something of us about themselves is answered: the law gives a month, and nobody waits that long unseen.

/** Telegram's standard policy (7.3(c)) and GDPR Art. 12(3), as the stricter reads. */
const ANSWERED_WITHIN_DAYS = 30;
/** What has waited so long raises an alarm, while there are ten days left. */
export const ALARM_AFTER_DAYS = 20;
const DAY_MS = 86_400_000;

/** The last day of an answer. */
export function expectedBy(receivedAt: Date): Date {
  return new Date(receivedAt.getTime() + ANSWERED_WITHIN_DAYS * DAY_MS);
}
