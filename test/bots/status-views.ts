// Views as the core would give them, for the tests of what they look like.

import assert from 'node:assert/strict';
import { fromTextForm } from '../../src/core/domain/ids.ts';
import type { Order } from '../../src/core/domain/order.ts';
import type { GenerationView, ImageState, RunView } from '../../src/core/domain/view.ts';
import { isLink, type Reply } from '../../src/bots/conversation.ts';

const SHORT = 'AAAAAAAAAAAAAAAAAAAAAA';

/** An id of some kind; which one does not matter to how things look. */
export function anyId<P extends Parameters<typeof fromTextForm>[0]>(prefix: P) {
  return fromTextForm(prefix, `${prefix}_${SHORT}`) ?? assert.fail();
}

const ORDER: Order = {
  prompt: 'a red fox in fresh snow',
  negativePrompt: null,
  model: 'sketch',
  aspectRatio: '16:9',
  resolution: '1k',
  width: 1376,
  height: 768,
  seed: 42,
  count: 4,
  style: null,
  creditsEach: 2,
};

export type GenerationShape = Omit<Partial<GenerationView>, 'order' | 'images'> & {
  order?: Partial<Order>;
  images?: readonly ImageState[];
  failures?: readonly GenerationView['images'][number]['failure'][];
  /** Which of them are saved, and until when the others are kept. */
  saved?: readonly number[];
  keptUntil?: Date | null;
};

/** A request of as many pictures as there are states, with seeds from 42. */
export function generationView({
  order,
  images,
  failures = [],
  saved = [],
  keptUntil = null,
  ...rest
}: GenerationShape = {}): GenerationView {
  const states = images ?? ['owed', 'owed', 'owed', 'owed'];
  return {
    kind: 'generation',
    id: anyId('gen'),
    order: { ...ORDER, count: states.length, ...order },
    modelLabel: 'Sketch (not AI)',
    images: states.map((state, index) => ({
      id: anyId('img'),
      index,
      seed: order?.seed === null ? null : 42 + index,
      state,
      failure: failures[index] ?? null,
      saved: saved.includes(index),
      keptUntil: state === 'ready' && !saved.includes(index) ? keptUntil : null,
    })),
    phase: 'queued',
    ahead: 0,
    creditsCaptured: 0,
    creditsReleased: 0,
    gone: 0,
    ...rest,
  };
}

/** A run of 100 good rows and as many pictures. */
export function runView(rest: Partial<RunView> = {}): RunView {
  return {
    kind: 'run',
    id: anyId('run'),
    state: 'proposed',
    stopped: false,
    fileName: 'prompts.csv',
    firstPrompt: 'a lighthouse at dusk',
    rows: 100,
    problemRows: 0,
    unknownColumns: [],
    images: 100,
    creditsNeeded: 200,
    creditsAvailable: 500,
    ready: 0,
    failed: 0,
    cancelled: 0,
    gone: 0,
    creditsCaptured: 0,
    creditsReleased: 0,
    parts: [],
    ...rest,
  };
}

/** Everything a reply says, a block a line. */
export function said(reply: Reply): string {
  return reply.blocks.map((block) => block.text).join('\n');
}

/** The verbs of a reply's buttons, in order; `link` for those that open a page. */
export function verbs(reply: Reply): string[] {
  return (reply.buttons ?? []).flat().map((button) => (isLink(button) ? 'link' : button.verb));
}

/** The labels of a reply's buttons, a row a line. */
export function labels(reply: Reply): string[] {
  return (reply.buttons ?? []).map((row) => row.map(({ label }) => label).join(' | '));
}
