// Brings progress and results into Telegram, without listening to it.

import type { Api } from 'grammy';
import type { TelegramAddress } from '../../core/domain/chat.ts';
import type {
  ExportView,
  GenerationView,
  HistoryView,
  NoticeView,
  PictureView,
  PurchaseView,
  RunView,
  View,
} from '../../core/domain/view.ts';
import {
  MessengerError,
  type Delivery,
  type MessageRef,
  type Messenger,
  type ResultFiles,
  type SendOnce,
} from '../../core/ports.ts';
import type { OutFile, Reply } from '../conversation.ts';
import { wholeText } from '../fit.ts';
import { renderStatus } from '../status.ts';
import { textsFor } from '../texts/texts.ts';
import { createChat, createTelegramApi, type Chat, type TelegramAccess } from './chat.ts';
import { isPhoto, TELEGRAM_LIMITS, toText } from './render.ts';
import { withdraw } from './withdraw.ts';

/** The largest part of a run's ZIP; Telegram takes 50 MB. */
export const TELEGRAM_PART_BYTES = 45_000_000;

export function telegramMessenger(access: TelegramAccess): Messenger {
  const api = createTelegramApi(access);
  return {
    async showProgress(delivery, view, signal) {
      if (!delivery.message) return null;
      const chat = createChat(api, addressOf(delivery), signal);
      const shown = await chat.edit(delivery.message, renderStatus(view, textsFor(delivery.locale)));
      return shown ? delivery.message : null;
    },

    async deliver(delivery, view, files, once, signal) {
      if (view.kind === 'notice') return bringNotice(api, { delivery, once }, view, signal);
      const chat = createChat(api, addressOf(delivery), signal);
      return bring({ chat, delivery, once }, view, files);
    },

    withdraw: (delivery, view, files, steps, signal) =>
      withdraw(createChat(api, addressOf(delivery), signal), delivery, view, files, steps),
  };
}

type Trip = { readonly chat: Chat; readonly delivery: Delivery; readonly once: SendOnce };
/** The message showing the result now; null when there is none, or nobody knows. */
type Brought = MessageRef | null;

async function bring(trip: Trip, view: Exclude<View, NoticeView>, files: ResultFiles): Promise<Brought> {
  switch (view.kind) {
    case 'generation':
    case 'picture':
      return bringPictures(trip, view, files);
    case 'run':
    case 'export':
      return bringParts(trip, view, files);
    // Answered with at once, so that its message is only ever edited.
    case 'history':
    case 'purchase':
      return bringWords(trip, view);
  }
}

/** Where its message is gone, nothing takes its place: what has to be known of a purchase comes as a notice. */
async function bringWords({ chat, delivery }: Trip, view: PurchaseView | HistoryView): Promise<Brought> {
  const reply = renderStatus(view, textsFor(delivery.locale));
  const shown = delivery.message !== null && (await chat.edit(delivery.message, reply));
  return shown ? delivery.message : null;
}

/** A message of its own, to one person: never into a group, and not as an answer to what may be months old. */
async function bringNotice(
  api: Api,
  { delivery, once }: Omit<Trip, 'chat'>,
  view: NoticeView,
  signal: AbortSignal,
): Promise<Brought> {
  const address = addressOf(delivery);
  if (address.group) throw new MessengerError({ kind: 'gone' });
  const chat = createChat(api, { ...address, threadId: null, replyTo: null }, signal);
  const reply = renderStatus(view, textsFor(delivery.locale));
  // A human's answer may be longer than a message.
  const { lost } = toText(reply.blocks, TELEGRAM_LIMITS.text);
  const whole = lost ? ({ file: wholeText(reply.blocks), as: 'document' } as const) : undefined;
  const sent = await once('notice', () => chat.send(reply, whole));
  return sent === 'unknown' ? null : sent.message;
}

async function bringPictures(trip: Trip, view: GenerationView | PictureView, files: ResultFiles): Promise<Brought> {
  const { delivery, chat, once } = trip;
  const texts = textsFor(delivery.locale);
  const ready = view.kind === 'picture' || view.images.some((image) => image.state === 'ready');
  const images = ready ? await files.images() : [];
  const fitting = images.filter(({ bytes }) => bytes.length <= TELEGRAM_LIMITS.uploadBytes);
  const tooLarge = images.filter((image) => !fitting.includes(image)).map(({ name }) => name);
  const facts = tooLarge.length > 0 ? { tooLarge } : {};
  const isShown = fitting.every(({ bytes }) => isPhoto(bytes.length, view.order.width, view.order.height));
  const as = isShown && !files.asDocument ? 'photo' : 'document';

  const [only, second] = fitting;
  if (!second) return show(trip, view, renderStatus(view, texts, facts), only && { file: only, as });
  const album = await once('album', () => chat.sendAlbum(fitting, as));
  if (album === 'unknown') return doubt(trip, view);
  return show(trip, view, renderStatus(view, texts, facts));
}

/** A run or a copy of somebody's data: one ZIP in the message itself, or several by themselves. */
async function bringParts(trip: Trip, view: RunView | ExportView, files: ResultFiles): Promise<Brought> {
  const { delivery, chat, once } = trip;
  const reply = renderStatus(view, textsFor(delivery.locale));
  const read = async ({ key, name }: RunView['parts'][number]): Promise<OutFile> => ({
    name,
    bytes: await files.part(key),
    mediaType: 'application/zip',
  });
  // To look at before anything is unpacked. Nobody misses it much, so a send of unknown fate is left at that.
  const sheet = view.kind === 'run' && view.parts.length > 0 ? await files.contactSheet() : null;
  const preview: OutFile | null = sheet && { name: 'contact-sheet.jpg', bytes: sheet, mediaType: 'image/jpeg' };
  if (preview) await once('sheet', () => chat.send({ blocks: [] }, { file: preview, as: 'photo' }));
  const [only, second] = view.parts;
  if (!only || !second) return show(trip, view, reply, only && { file: await read(only), as: 'document' });
  for (const [n, part] of view.parts.entries()) {
    const sent = await once(`part-${n + 1}`, async () =>
      chat.send({ blocks: [] }, { file: await read(part), as: 'document' }),
    );
    if (sent === 'unknown') return doubt(trip, view);
  }
  return show(trip, view, reply);
}

/** Finishes by editing the status message, which may be repeated; only where that is gone a new one is sent, once. */
async function show(
  trip: Trip,
  view: View,
  reply: Reply,
  media?: { file: OutFile; as: 'photo' | 'document' },
): Promise<Brought> {
  const { chat, delivery, once } = trip;
  if (delivery.message && (await chat.edit(delivery.message, reply, media))) return delivery.message;
  const sent = await once('result', () => chat.send(reply, media));
  return sent === 'unknown' ? doubt(trip, view) : sent.message;
}

/** Telegram has no idempotency key: whether a send arrived is asked of the person, by a button, and not tried again blindly. */
async function doubt({ chat, delivery }: Trip, view: View): Promise<Brought> {
  const reply = renderStatus(view, textsFor(delivery.locale), { uncertain: true });
  const shown = delivery.message !== null && (await chat.edit(delivery.message, reply));
  return shown ? delivery.message : null;
}

function addressOf(delivery: Delivery): TelegramAddress {
  if (delivery.address.platform !== 'telegram') throw new Error('A Telegram messenger was given an address elsewhere');
  return delivery.address;
}
