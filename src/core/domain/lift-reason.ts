// Why a legal hold was lifted: a closed list, since it stays when the words of the case are gone.

export type LiftReason = 'case-closed' | 'order-withdrawn' | 'order-expired' | 'opened-by-mistake';

export const LIFT_REASONS: readonly LiftReason[] = [
  'case-closed',
  'order-withdrawn',
  'order-expired',
  'opened-by-mistake',
];
