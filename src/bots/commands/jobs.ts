// /jobs: what is being drawn or waiting, numbered, with a button for each.

import { textForm } from '../../core/domain/ids.ts';
import type { GenerationView, RunView } from '../../core/domain/view.ts';
import type { Block, Button } from '../conversation.ts';
import { clip } from '../fit.ts';
import { generationHeadline } from '../generation-status.ts';
import { runHeadline, runShare } from '../run-status.ts';
import type { Texts } from '../texts/texts.ts';
import type { SpokenCommand } from './command.ts';

/** Two rows of five buttons, and a text that is read at a glance. */
const LISTED = 10;
const BUTTONS_A_ROW = 5;

export const jobs: SpokenCommand = {
  name: 'jobs',
  describe: 'command-jobs',
  private: true,
  options: [],

  async run(call, core, texts) {
    const answer = await core.jobs(call);
    if (answer.kind === 'repeated') return null;
    const all = [...answer.runs, ...answer.generations, ...answer.finished];
    if (all.length === 0) return { blocks: [{ style: 'text', text: texts.say('jobs-none') }], private: true };
    const listed = all.slice(0, LISTED);
    const blocks: Block[] = [
      { style: 'title', text: texts.say('jobs-title') },
      { style: 'text', text: listed.map((view, at) => line(view, at + 1, texts)).join('\n') },
    ];
    if (all.length > listed.length)
      blocks.push({ style: 'small', text: texts.say('and-more', { count: all.length - listed.length }) });
    return { blocks, buttons: inRows(listed.map((view, at) => button(view, at + 1, texts))), private: true };
  },
};

function line(view: GenerationView | RunView, number: number, texts: Texts): string {
  if (view.kind === 'generation') {
    const what = clip(view.order.prompt, 80);
    return texts.say('jobs-line', { number, what, status: generationHeadline(view, texts) });
  }
  if (view.state === 'proposed')
    return texts.say('jobs-line', { number, what: clip(view.fileName, 80), status: texts.say('jobs-proposed') });
  return texts.say('jobs-line', { number, what: runHeadline(view, texts), status: runShare(view, texts) });
}

/** Cancel while there is something to cancel, Show after that. The answer is a message of its own: the list stays. */
function button(view: GenerationView | RunView, number: number, texts: Texts): Button {
  const subject = view.kind === 'generation' ? textForm('gen', view.id) : textForm('run', view.id);
  const open =
    view.kind === 'generation'
      ? view.phase !== 'finished'
      : !view.stopped && (view.state === 'proposed' || view.state === 'running');
  return open
    ? { verb: 'drop', subject, label: texts.say('button-cancel-numbered', { number }), style: 'danger' }
    : { verb: 'show', subject, label: texts.say('button-show-numbered', { number }), style: 'plain' };
}

function inRows(buttons: readonly Button[]): readonly (readonly Button[])[] {
  const rows: Button[][] = [];
  for (let at = 0; at < buttons.length; at += BUTTONS_A_ROW) rows.push(buttons.slice(at, at + BUTTONS_A_ROW));
  return rows;
}
