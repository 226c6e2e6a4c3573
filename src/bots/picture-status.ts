// One picture by itself, with what can be done with it.

import { textForm } from '../core/domain/ids.ts';
import type { PictureView } from '../core/domain/view.ts';
import type { Reply } from './conversation.ts';
import { clip } from './fit.ts';
import { keepButtons, keptWords, orderDetails } from './generation-status.ts';
import type { Texts } from './texts/texts.ts';

/** A caption of 1,024 characters has to hold everything else too. */
const PROMPT_QUOTED = 500;

export function pictureStatus(view: PictureView, texts: Texts): Reply {
  const id = textForm('img', view.id);
  const made = texts.say('picture-made', { day: view.finishedAt, id });
  const kept = keptWords([view], texts);
  return {
    blocks: [
      { style: 'quote', text: clip(view.order.prompt, PROMPT_QUOTED) },
      { style: 'text', text: orderDetails(view.order, view.modelLabel, [view], texts) },
      { style: 'small', text: kept === null ? made : `${made} · ${kept}` },
    ],
    buttons: [
      [
        {
          verb: 'reroll',
          subject: textForm('gen', view.generationId),
          label: texts.say('button-reroll'),
          style: 'primary',
        },
        ...keepButtons(id, view.saved, texts),
      ],
    ],
  };
}
