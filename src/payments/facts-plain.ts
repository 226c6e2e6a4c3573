// The small things that every object of Stripe's has: references and times.

/** The id of a reference, whether its object was asked for or not. */
export function idOf(reference: string | { id: string } | null | undefined): string | null {
  if (reference === null || reference === undefined) return null;
  return typeof reference === 'string' ? reference : reference.id;
}

/** Stripe counts seconds. */
export function timeOf(seconds: number): Date {
  return new Date(seconds * 1000);
}

export function secondsOf(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
