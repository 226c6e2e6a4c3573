// Who can be told to stop: the signals of running tasks, by the subject they work for.

import type { StopReason } from '../core/usecases/run-task.ts';

export interface Stops {
  /** A signal for one piece of work; call `done` when it has ended. */
  stopFor(subjects: readonly string[]): { signal: AbortSignal; done(): void };
  /** Tells everything that works for a subject. */
  stop(subject: string, reason: StopReason): void;
  /** Tells everything. */
  stopAll(reason: StopReason): void;
}

export function createStops(): Stops {
  const running = new Map<AbortController, readonly string[]>();
  return {
    stopFor(subjects) {
      const controller = new AbortController();
      running.set(controller, subjects);
      return { signal: controller.signal, done: () => running.delete(controller) };
    },
    stop(subject, reason) {
      for (const [controller, subjects] of running) if (subjects.includes(subject)) controller.abort(reason);
    },
    stopAll(reason) {
      for (const controller of running.keys()) controller.abort(reason);
    },
  };
}
