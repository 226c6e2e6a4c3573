// What each button does, by the verb it carries. Verbs are for ever: buttons sent years ago still arrive here.

import type { Accepted, ChatCore, Pressing, Repeated } from '../../core/answers.ts';
import type { Asks } from '../../core/rights-answers.ts';
import { fromTextForm, type BulkRunId, type GenerationId } from '../../core/domain/ids.ts';
import { refuse } from '../../core/domain/refusal.ts';
import type { View } from '../../core/domain/view.ts';
import { asksReply } from '../consent.ts';
import type { Reply } from '../conversation.ts';
import { proposalReply } from '../proposal.ts';
import { statusReply } from '../status.ts';
import { BUYING } from './buy.ts';
import { PAUSING } from './pause.ts';
import { SETTING } from './settings.ts';
import { ERASING } from './deleteme.ts';
import { LOOKING_BACK } from './pictures.ts';
import { RUN_DELETING } from './delete-run.ts';
import { ASKING_A_HUMAN } from './support.ts';
import type { Texts } from '../texts/texts.ts';
import type { Press } from './command.ts';

export const PRESSES = {
  ...BUYING,
  ...SETTING,
  ...PAUSING,
  ...ERASING,
  ...LOOKING_BACK,
  ...RUN_DELETING,
  ...ASKING_A_HUMAN,
  reroll: {
    answer: 'new',
    run: async (press, core, texts) => begun(await core.reroll(press, generationId(press.subject)), core, texts),
  },
  show: {
    answer: 'new',
    async run(press, core, texts) {
      const run = fromTextForm('run', press.subject);
      const subject = run
        ? ({ kind: 'run', id: run } as const)
        : ({ kind: 'generation', id: generationId(press.subject) } as const);
      const answer = await core.showAgain(press, subject);
      if (answer.kind === 'repeated') return null;
      return { blocks: [{ style: 'text', text: texts.say('show-coming') }], shows: answer.deliveryId };
    },
  },
  cancel: {
    answer: 'edit',
    run: async (press, core, texts) => shown(await core.cancelGeneration(press, generationId(press.subject)), texts),
  },
  retry: {
    answer: 'new',
    run: async (press, core, texts) => proposalReply(await core.retryRun(press, runId(press.subject)), texts),
  },
  start: {
    answer: 'edit',
    run: async (press, core, texts) => begun(await core.startRun(press, runId(press.subject), 'all'), core, texts),
  },
  good: {
    answer: 'edit',
    run: async (press, core, texts) => begun(await core.startRun(press, runId(press.subject), 'good'), core, texts),
  },
  stop: {
    answer: 'edit',
    run: async (press, core, texts) => shown(await core.cancelRun(press, runId(press.subject)), texts),
  },
  /** Cancel as pressed in the list of /jobs: the list stays, and so does the status message, which is edited on its own. */
  drop: {
    answer: 'new',
    async run(press, core, texts) {
      const run = fromTextForm('run', press.subject);
      return run ? dropRun(press, run, core, texts) : dropGeneration(press, generationId(press.subject), core, texts);
    },
  },
} as const satisfies Record<string, Press>;

async function dropRun(press: Pressing, id: BulkRunId, core: ChatCore, texts: Texts): Promise<Reply | null> {
  const answer = await core.cancelRun({ ...press, message: null }, id);
  if (answer.kind === 'repeated') return null;
  return { blocks: [{ style: 'text', text: texts.say('cancelled-run') }], private: true };
}

async function dropGeneration(press: Pressing, id: GenerationId, core: ChatCore, texts: Texts): Promise<Reply | null> {
  const answer = await core.cancelGeneration({ ...press, message: null }, id);
  if (answer.kind === 'repeated') return null;
  return { blocks: [{ style: 'text', text: texts.say('cancelled-one') }], private: true };
}

/** Begun, or what somebody has to agree to before it is. */
function begun(answer: Repeated | Asks | Accepted<View>, core: ChatCore, texts: Texts): Reply | null {
  return answer.kind === 'asks' ? asksReply(answer, core, texts) : shown(answer, texts);
}

function shown(answer: Repeated | Accepted<View>, texts: Texts): Reply | null {
  return answer.kind === 'repeated' ? null : statusReply(answer, texts);
}

/** A forged or foreign subject is an ordinary "no". */
function generationId(subject: string): GenerationId {
  return fromTextForm('gen', subject) ?? refuse('not-found', {});
}

function runId(subject: string): BulkRunId {
  return fromTextForm('run', subject) ?? refuse('not-found', {});
}
