// A run that waits for Start: its price, and everything that is wrong in its file.

import type { ProposedRun, Repeated } from '../core/answers.ts';
import type { Reply } from './conversation.ts';
import { problemsReply } from './problems.ts';
import { statusReply } from './status.ts';
import type { Texts } from './texts/texts.ts';

/** Null when the file was proposed before. */
export function proposalReply(answer: Repeated | ProposedRun, texts: Texts): Reply | null {
  if (answer.kind === 'repeated') return null;
  const status = statusReply(answer, texts);
  const problems = problemsReply(answer.problems, texts);
  return { ...status, ...problems, blocks: [...status.blocks, ...problems.blocks] };
}
