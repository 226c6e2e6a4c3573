// What a status message says and offers at a moment: views in, words and buttons out.

import type { Accepted } from '../core/answers.ts';
import type { View } from '../core/domain/view.ts';
import type { Block, Reply } from './conversation.ts';
import { exportStatus } from './export-status.ts';
import { generationStatus } from './generation-status.ts';
import { historyReply } from './history.ts';
import { noticeReply } from './notice.ts';
import { pictureStatus } from './picture-status.ts';
import { purchaseStatus } from './purchase-status.ts';
import { runStatus } from './run-status.ts';
import type { Texts } from './texts/texts.ts';

/** What a messenger knows about the sending itself. */
export type StatusFacts = {
  /** A send whose fate is unknown is not repeated: the person is asked to look. */
  readonly uncertain?: boolean;
  /** The result could not be put into this message and came elsewhere. */
  readonly arrived?: 'below' | 'direct';
  /** Names of files this chat cannot carry. */
  readonly tooLarge?: readonly string[];
};

/** The status message for a view. Buttons follow from the view alone, so that they still work after a restart. */
export function renderStatus(view: View, texts: Texts, facts: StatusFacts = {}): Reply {
  const status = statusOf(view, texts);
  const { uncertain = false, arrived, tooLarge = [] } = facts;
  const notes: string[] = [];
  if (uncertain) notes.push(texts.say('uncertain'));
  if (arrived) notes.push(texts.say(arrived === 'below' ? 'arrived-below' : 'arrived-direct'));
  if (tooLarge.length > 0)
    notes.push(texts.say('too-large-for-chat', { names: texts.allOf(tooLarge), count: tooLarge.length }));
  return { ...status, blocks: [...status.blocks, ...notes.map((text): Block => ({ style: 'text', text }))] };
}

function statusOf(view: View, texts: Texts): Reply {
  switch (view.kind) {
    case 'generation':
      return generationStatus(view, texts);
    case 'run':
      return runStatus(view, texts);
    case 'picture':
      return pictureStatus(view, texts);
    case 'history':
      return historyReply(view, texts);
    case 'purchase':
      return purchaseStatus(view, texts);
    case 'export':
      return exportStatus(view, texts);
    case 'notice':
      return noticeReply(view, texts);
  }
}

/** The answer to accepted work: its status message, which the delivery goes on to edit. */
export function statusReply({ view, deliveryId, introduces }: Accepted<View>, texts: Texts): Reply {
  const plain = renderStatus(view, texts);
  const notice: Block = { style: 'small', text: texts.say('agree-first-use') };
  const status = introduces ? { ...plain, blocks: [...plain.blocks, notice] } : plain;
  return deliveryId === null ? status : { ...status, shows: deliveryId };
}
