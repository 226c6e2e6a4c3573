// Brings progress and results into Discord, without listening to it.

import type { DiscordAddress } from '../../core/domain/chat.ts';
import type { ExportView, GenerationView, NoticeView, PictureView, RunView } from '../../core/domain/view.ts';
import { MessengerError, type Clock, type Delivery, type MessageRef } from '../../core/ports.ts';
import type { Messenger, ResultFiles } from '../../core/ports.ts';
import type { OutFile } from '../conversation.ts';
import { renderStatus } from '../status.ts';
import { textsFor } from '../texts/texts.ts';
import { DISCORD_LIMITS, planFiles, toFilesOnly, toMessage, type FilePlan } from './render.ts';
import { createRest, type DiscordAccess, type DiscordRest } from './rest.ts';
import { byFirstOpen, editMessage, editOriginal, tokenLives, waysFor, type Trip } from './ways.ts';
import { withdraw } from './withdraw.ts';

/** The largest part of a run's ZIP that surely fits beside the request's own frame. */
export const DISCORD_PART_BYTES = DISCORD_LIMITS.fileBytes - 512 * 1024;

export function discordMessenger({ clock, ...access }: DiscordAccess & { readonly clock: Clock }): Messenger {
  const rest = createRest(access);
  return {
    async showProgress(delivery, view, signal) {
      const message = toMessage(renderStatus(view, textsFor(delivery.locale)));
      return editStatus(rest, delivery, message, clock.now(), signal);
    },

    async deliver(delivery, view, files, once, signal) {
      const address = addressOf(delivery);
      const texts = textsFor(delivery.locale);
      const trip = { rest, delivery, address, once, signal };
      if (view.kind === 'notice') return bringNotice(trip, view, clock.now());
      // Where its message is gone, nothing takes its place: what has to be known of a purchase comes as a notice.
      if (view.kind === 'purchase' || view.kind === 'history')
        return editStatus(rest, delivery, toMessage(renderStatus(view, texts)), clock.now(), signal);
      const ways = waysFor(trip, clock.now());
      const { groups, tooLarge } = await planResult(view, files);
      const names = tooLarge.map((file) => file.name);
      const reply = renderStatus(view, texts, names.length > 0 ? { tooLarge: names } : {});

      const first = toMessage({ ...reply, files: await read(groups[0] ?? []) });
      const { way, sent } = await byFirstOpen(ways, (open) => open.main(first));
      let uncertain = sent === 'unknown';
      for (const [n, group] of groups.slice(1).entries()) {
        const further = toFilesOnly(await read(group));
        const next = await byFirstOpen(ways, (open) => open.further(`files-${n + 2}`, further));
        uncertain ||= next.sent === 'unknown';
      }

      const message = sent === 'unknown' ? delivery.message : sent.message;
      if (uncertain) {
        const doubtful = toMessage(renderStatus(view, texts, { uncertain: true }), { keepFiles: true });
        await cosmetic(() => editStatus(rest, { ...delivery, message }, doubtful, clock.now(), signal));
      } else if (way.name !== 'token') {
        const pointer = renderStatus(view, texts, { arrived: way.name === 'dm' ? 'direct' : 'below' });
        await cosmetic(() => editStatus(rest, delivery, toMessage(pointer), clock.now(), signal));
      }
      return message;
    },

    withdraw: (delivery, view, files, steps, signal) =>
      withdraw({ rest, delivery, address: addressOf(delivery), now: clock.now(), signal }, view, files, steps),
  };
}

/** A message of its own that nobody else sees: beside the person's last answer while its token lives, else as a DM. */
async function bringNotice(trip: Trip, view: NoticeView, now: Date): Promise<MessageRef | null> {
  const message = toMessage(renderStatus(view, textsFor(trip.delivery.locale)));
  const ways = waysFor({ ...trip, address: { ...trip.address, ephemeral: true } }, now);
  // One step for all ways: what may have arrived by one of them is not sent by the next.
  const { sent } = await byFirstOpen(ways, (way) => way.further('notice', message));
  return sent === 'unknown' ? null : sent.message;
}

/**
 * Edits the status message, if it can still be reached.
 * @returns the message showing it, or null when there is none to edit
 * @throws MessengerError
 */
async function editStatus(
  rest: DiscordRest,
  delivery: Delivery,
  message: ReturnType<typeof toMessage>,
  now: Date,
  signal: AbortSignal,
): Promise<MessageRef | null> {
  const address = addressOf(delivery);
  if (tokenLives(address, now)) {
    const shown = await unlessGone(() => editOriginal(rest, address, message, signal));
    if (shown !== null) return shown;
  }
  const { message: status } = delivery;
  if (!status || !address.botInChannel || address.ephemeral) return null;
  return unlessGone(() => editMessage(rest, status, message, signal));
}

async function unlessGone(edit: () => Promise<MessageRef>): Promise<MessageRef | null> {
  try {
    return await edit();
  } catch (error) {
    if (error instanceof MessengerError && error.what.kind === 'gone') return null;
    throw error;
  }
}

/** The result itself has arrived: an edit that only tidies up may fail. */
async function cosmetic(edit: () => Promise<unknown>): Promise<void> {
  try {
    await edit();
  } catch (error) {
    if (!(error instanceof MessengerError)) throw error;
  }
}

type Planned = { readonly name: string; readonly bytes: number; read(): Promise<OutFile> };

/** What a result is made of, measured before it is read, so that a run's parts are not all in memory at once. */
async function planResult(
  view: ExportView | GenerationView | PictureView | RunView,
  files: ResultFiles,
): Promise<FilePlan<Planned>> {
  if (view.kind === 'run' || view.kind === 'export') return planFiles(await runFiles(view, files));
  const ready = view.kind === 'picture' || view.images.some((image) => image.state === 'ready');
  const images = ready ? await files.images() : [];
  return planFiles(images.map(inHand));
}

async function runFiles(view: ExportView | RunView, files: ResultFiles): Promise<Planned[]> {
  const sheet = view.kind === 'run' && view.parts.length > 0 ? await files.contactSheet() : null;
  const parts = view.parts.map(({ key, name, bytes }): Planned => {
    const read = async (): Promise<OutFile> => ({ name, bytes: await files.part(key), mediaType: 'application/zip' });
    return { name, bytes, read };
  });
  return [...(sheet ? [inHand({ name: 'contact-sheet.jpg', bytes: sheet, mediaType: 'image/jpeg' })] : []), ...parts];
}

function inHand(file: OutFile): Planned {
  return { name: file.name, bytes: file.bytes.length, read: () => Promise.resolve(file) };
}

function read(group: readonly Planned[]): Promise<OutFile[]> {
  return Promise.all(group.map((file) => file.read()));
}

function addressOf(delivery: Delivery): DiscordAddress {
  if (delivery.address.platform !== 'discord') throw new Error('A Discord messenger was given an address elsewhere');
  return delivery.address;
}
