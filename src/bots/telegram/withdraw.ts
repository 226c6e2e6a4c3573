// Takes deleted pictures out of a Telegram chat: a message that shows one is deleted, or shows something else once it is too old.

import type { View } from '../../core/domain/view.ts';
import type { Delivery, MessageRef, ResultFiles } from '../../core/ports.ts';
import type { OutFile, Reply } from '../conversation.ts';
import { sheetFile } from '../history.ts';
import { isStillShown } from '../shown.ts';
import { renderStatus } from '../status.ts';
import { textsFor } from '../texts/texts.ts';
import { blankPicture } from './blank-picture.ts';
import { albumMessages, type Chat } from './chat.ts';

/** @throws MessengerError */
export async function withdraw(
  chat: Chat,
  delivery: Delivery,
  view: View | null,
  files: ResultFiles,
  steps: Readonly<Record<string, MessageRef | null>>,
): Promise<void> {
  const texts = textsFor(delivery.locale);
  const late: Reply = { blocks: [{ style: 'text', text: texts.say('withdrawn-too-late') }] };
  for (const { name, message } of albumMessages(steps['album'] ?? null))
    if (!isStillShown(name, view)) await remove(chat, message, late, blankPicture());
  // A sheet of a run's first pictures; Show again brings another one.
  if (steps['sheet']) await remove(chat, steps['sheet'], late, blankPicture());
  const { message, subject } = delivery;
  if (message === null) return;
  // Beside an album the status message is one of words.
  if (!view && subject.kind !== 'run') return remove(chat, message, late, steps['album'] ? null : blankPicture());
  // The words change; a ZIP that was sent belongs to whoever got it, and so stays.
  if (!view) return void (await chat.edit(message, { blocks: [{ style: 'text', text: texts.say('withdrawn') }] }));
  const sheet = view.kind === 'history' ? await files.contactSheet() : null;
  await chat.edit(message, renderStatus(view, texts), sheet ? { file: sheetFile(sheet), as: 'photo' } : undefined);
}

/** Telegram lets nobody delete what is older than two days, but a bot may edit what it has sent: the picture goes all the same. */
async function remove(chat: Chat, message: MessageRef, late: Reply, blank: OutFile | null): Promise<void> {
  if (await chat.remove(message)) return;
  await chat.edit(message, late, blank ? { file: blank, as: 'photo' } : undefined);
}
