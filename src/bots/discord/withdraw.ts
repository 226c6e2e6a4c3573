// Takes deleted pictures out of messages that stand in Discord, where we can still reach them.

import { Routes, type APIMessage } from 'discord.js';
import type { DiscordAddress } from '../../core/domain/chat.ts';
import type { View } from '../../core/domain/view.ts';
import { MessengerError, type Delivery, type MessageRef, type ResultFiles } from '../../core/ports.ts';
import type { OutFile, Reply } from '../conversation.ts';
import { sheetFile } from '../history.ts';
import { isStillShown } from '../shown.ts';
import { renderStatus } from '../status.ts';
import { textsFor } from '../texts/texts.ts';
import { editError } from './errors.ts';
import { toMessage } from './render.ts';
import type { DiscordRest } from './rest.ts';
import { tokenLives } from './ways.ts';

/** A message as it is reached: by the interaction's token, or with the bot's own. */
type Reach = { readonly rest: DiscordRest['asBot']; readonly route: `/${string}`; readonly auth: boolean };

export type Withdrawal = {
  readonly rest: DiscordRest;
  readonly delivery: Delivery;
  readonly address: DiscordAddress;
  readonly now: Date;
  readonly signal: AbortSignal;
};

/** The status message says what is left; further messages lose the pictures that are gone. @throws MessengerError */
export async function withdraw(
  to: Withdrawal,
  view: View | null,
  files: ResultFiles,
  steps: Readonly<Record<string, MessageRef | null>>,
): Promise<void> {
  const texts = textsFor(to.delivery.locale);
  const reply: Reply = view
    ? renderStatus(view, texts)
    : { blocks: [{ style: 'text', text: texts.say('withdrawn') }], buttons: [] };
  const sheet = await freshSheet(view, files);
  await atFirstReached(to, to.delivery.message, (reach) => edit(reach, to.signal, view, reply, sheet));
  for (const [step, message] of Object.entries(steps))
    if (/^files-\d+$/.test(step) && message !== null)
      await atFirstReached(to, message, (reach) => edit(reach, to.signal, view, { blocks: [] }, null));
}

/** A sheet of thumbnails shows what is gone, so another one takes its place. */
async function freshSheet(view: View | null, files: ResultFiles): Promise<OutFile | null> {
  if (view?.kind !== 'history' && view?.kind !== 'run') return null;
  const bytes = await files.contactSheet();
  if (!bytes) return null;
  return view.kind === 'history' ? sheetFile(bytes) : { ...sheetFile(bytes), name: 'contact-sheet.jpg' };
}

async function edit(
  { rest, route, auth }: Reach,
  signal: AbortSignal,
  view: View | null,
  reply: Reply,
  sheet: OutFile | null,
): Promise<void> {
  try {
    const standing = (await rest.get(route, { auth, signal })) as APIMessage;
    const kept = standing.attachments.filter(({ filename }) => isStillShown(filename, view));
    const hadSheet = standing.attachments.some(({ filename }) => filename === sheet?.name);
    const { body, files } = toMessage({ ...reply, files: sheet && hadSheet ? [sheet] : [] });
    const attachments = [...(body.attachments ?? []), ...kept.map(({ id }) => ({ id }))];
    // A message that was nothing but pictures is nothing without them.
    if (reply.blocks.length === 0 && attachments.length === 0) await rest.delete(route, { auth, signal });
    else await rest.patch(route, { auth, body: { ...body, attachments }, files, signal });
  } catch (error) {
    throw editError(error);
  }
}

/** By the token while it lives, else as the bot where it may; where neither leads there, the message stays as it is. */
async function atFirstReached(
  to: Withdrawal,
  message: MessageRef | null,
  work: (reach: Reach) => Promise<void>,
): Promise<void> {
  for (const reach of reaches(to, message)) {
    try {
      return await work(reach);
    } catch (error) {
      if (!(error instanceof MessengerError) || error.what.kind !== 'gone') throw error;
    }
  }
}

function reaches({ rest, address, now }: Withdrawal, message: MessageRef | null): Reach[] {
  const [channelId = '', messageId = '@original'] = message?.split('/') ?? [];
  const byToken = Routes.webhookMessage(address.applicationId, address.token, messageId);
  // What came as a direct message is in another channel than the one it was asked in, and always ours to edit.
  const isOurs = message !== null && (channelId !== address.channelId || (address.botInChannel && !address.ephemeral));
  return [
    ...(tokenLives(address, now) ? [{ rest: rest.asInteraction, route: byToken, auth: false }] : []),
    ...(isOurs ? [{ rest: rest.asBot, route: Routes.channelMessage(channelId, messageId), auth: true }] : []),
  ];
}
