// Sketch (not AI): the embedded image provider, a small pool of threads that draw pictures from words by a formula.

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { ProviderError, type DrawnImage, type DrawRequest, type ImageProvider } from '../../core/ports.ts';

type Job = {
  readonly request: DrawRequest;
  readonly done: PromiseWithResolvers<DrawnImage>;
};

/** A thread and what it is drawing; a job whose caller gave up stays until the thread has finished it. */
type Thread = { readonly worker: Worker; job: Job | null };

/**
 * Starts nothing by itself: a thread comes with the first picture that finds none free.
 *
 * The same request gives the same pixels. An abort rejects with the signal's reason at once; a picture already being
 * drawn (well under a second) is finished and thrown away. A thread that dies fails its picture with
 * `backoff`, and the next picture gets a new thread.
 * @param options.threads pictures drawn at the same time; by default the cores, at most 2
 */
export function createSketch(options: { threads?: number } = {}): ImageProvider & { close(): Promise<void> } {
  const most = options.threads ?? Math.min(2, availableParallelism());
  const threads = new Set<Thread>();
  const waiting: Job[] = [];
  let closed = false;

  function startThread(): Thread {
    const thread: Thread = { worker: new Worker(new URL('./sketch-thread.ts', import.meta.url)), job: null };
    thread.worker.on('message', (bytes: Uint8Array) => {
      thread.job?.done.resolve({ bytes, mediaType: 'image/png' });
      thread.job = null;
      next();
    });
    // An uncaught error is followed by 'exit', which is where the job fails.
    let cause: unknown;
    thread.worker.on('error', (error) => {
      cause = error;
    });
    thread.worker.on('exit', () => {
      threads.delete(thread);
      thread.job?.done.reject(new ProviderError({ kind: 'backoff' }, { cause }));
      thread.job = null;
      next();
    });
    threads.add(thread);
    return thread;
  }

  function next(): void {
    while (waiting.length > 0) {
      const thread = [...threads].find(({ job }) => job === null) ?? (threads.size < most ? startThread() : undefined);
      const job = thread && waiting.shift();
      if (!job) return;
      thread.job = job;
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      thread.worker.postMessage(job.request);
    }
  }

  return {
    async draw(request, signal) {
      signal.throwIfAborted();
      if (closed) throw new ProviderError({ kind: 'backoff' });
      const job: Job = { request, done: Promise.withResolvers<DrawnImage>() };
      const giveUp = () => {
        const place = waiting.indexOf(job);
        if (place !== -1) waiting.splice(place, 1);
        job.done.reject(signal.reason);
      };
      signal.addEventListener('abort', giveUp, { once: true });
      waiting.push(job);
      next();
      try {
        return await job.done.promise;
      } finally {
        signal.removeEventListener('abort', giveUp);
      }
    },

    /** Ends the threads. Pictures not finished fail with `backoff`: whoever owes them can have them drawn elsewhere. */
    async close() {
      closed = true;
      for (const job of waiting.splice(0)) job.done.reject(new ProviderError({ kind: 'backoff' }));
      await Promise.all([...threads].map(async ({ worker }) => await worker.terminate()));
    },
  };
}
