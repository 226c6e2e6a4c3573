// Deleting a whole run: what would go, and the second step that takes it.

import type { Repeated, RunGoes, RunGone } from '../../core/answers.ts';
import { fromTextForm, textForm, type BulkRunId } from '../../core/domain/ids.ts';
import { refuse } from '../../core/domain/refusal.ts';
import type { Reply } from '../conversation.ts';
import { clip } from '../fit.ts';
import type { Texts } from '../texts/texts.ts';
import type { Press } from './command.ts';

export const RUN_DELETING = {
  'ask-delete-run': {
    answer: 'new',
    run: async (press, core, texts) => askDeleteRun(await core.askDeleteRun(press, runOf(press.subject)), texts),
  },
  'delete-run': {
    answer: 'edit',
    run: async (press, core, texts) => gone(await core.deleteRun(press, runOf(press.subject)), texts),
  },
} as const satisfies Record<string, Press>;

/** What would go, and the button for it. */
export function askDeleteRun(answer: Repeated | RunGoes, texts: Texts): Reply | null {
  if (answer.kind === 'repeated') return null;
  const { id, fileName, images, saved } = answer;
  const { say } = texts;
  const pictures = (count: number): string => say('pictures', { count });
  const goes = say('run-delete-goes', { file: clip(fileName, 80), pictures: pictures(images) });
  const subject = textForm('run', id);
  return {
    blocks: [
      {
        style: 'text',
        text:
          saved > 0
            ? say('sentences', { first: goes, second: say('run-delete-saved', { pictures: pictures(saved) }) })
            : goes,
      },
      { style: 'small', text: say('run-delete-sure') },
    ],
    buttons: [[{ verb: 'delete-run', subject, label: say('button-delete-run-now'), style: 'danger' }]],
    private: true,
  };
}

function gone(answer: Repeated | RunGone, texts: Texts): Reply | null {
  if (answer.kind === 'repeated') return null;
  const { images, left } = answer;
  const pictures = texts.say('pictures', { count: images });
  const text = left === 0 ? texts.say('run-deleted', { pictures }) : texts.say('run-deleting', { pictures, left });
  return { blocks: [{ style: 'text', text }], private: true };
}

/** A forged or foreign subject is an ordinary "no". */
function runOf(subject: string): BulkRunId {
  return fromTextForm('run', subject) ?? refuse('not-found', {});
}
