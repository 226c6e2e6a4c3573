// One chat, as far as sending goes: replies and files in, message ids out, Telegram's refusals as decisions.

import { Api } from 'grammy';
import type { InputMediaDocument, InputMediaPhoto, ReplyParameters } from 'grammy/types';
import type { TelegramAddress } from '../../core/domain/chat.ts';
import type { MessageRef } from '../../core/ports.ts';
import type { Invoice, OutFile, Reply } from '../conversation.ts';
import { clip } from '../fit.ts';
import { editError, isRefusedAs, sendError } from './errors.ts';
import { TELEGRAM_LIMITS, toInputFile, toKeyboard, toText } from './render.ts';

export type TelegramAccess = {
  readonly token: string;
  /** grammY's `apiRoot`, such as `https://api.telegram.org`. */
  readonly apiUrl: string;
};

/** A file to show with a reply, and how. */
type Media = { readonly file: OutFile; readonly as: 'photo' | 'document' };

export type Chat = {
  /** @throws MessengerError, of kind `fault` when nobody knows whether it was sent */
  send(reply: Reply, media?: Media): Promise<MessageRef>;
  /** Something to pay in Stars, with Telegram's own Pay button. Throws like `send`. */
  sendInvoice(invoice: Invoice): Promise<MessageRef>;
  /** Two to ten files in one go, without text and buttons; `albumMessages` reads what comes back. Throws like `send`. */
  sendAlbum(files: readonly OutFile[], as: Media['as']): Promise<MessageRef>;
  /**
   * Replaces a message; text becomes a picture when media is given.
   * @returns false when there is no such message any more
   * @throws MessengerError
   */
  edit(message: MessageRef, reply: Reply, media?: Media): Promise<boolean>;
  /**
   * Deletes a message of ours; one that is not there any more is fine.
   * @returns false when Telegram does not let us: after 48 hours
   * @throws MessengerError
   */
  remove(message: MessageRef): Promise<boolean>;
};

/** Which file of an album is in which message. */
export function albumMessages(album: MessageRef | null): readonly { name: string; message: MessageRef }[] {
  return (album ?? '').split(' ').flatMap((each) => {
    const [, name, message] = /^(.+)=(\d+)$/.exec(each) ?? [];
    return name === undefined || message === undefined ? [] : [{ name, message }];
  });
}

/** Every call is tried once: whoever calls knows whether a repetition is harmless. */
export function createTelegramApi({ token, apiUrl }: TelegramAccess): Api {
  return new Api(token, { apiRoot: apiUrl, timeoutSeconds: 60 });
}

type ApiSignal = NonNullable<Parameters<Api['getMe']>[0]>;

/** grammY is typed for the signal of another package; Node's own is one at run time. */
export function toApiSignal(signal: AbortSignal): ApiSignal {
  return signal as unknown as ApiSignal;
}

export function createChat(api: Api, address: TelegramAddress, abort: AbortSignal): Chat {
  const signal = toApiSignal(abort);
  const chatId = address.chatId;
  const place = {
    ...(address.threadId !== null && { message_thread_id: address.threadId }),
    ...(address.replyTo !== null && { reply_parameters: replyParameters(address.replyTo) }),
  };

  async function sendMedia(reply: Reply, { file, as }: Media): Promise<number> {
    const { text: caption, entities: caption_entities } = toText(reply.blocks, TELEGRAM_LIMITS.caption);
    const other = { ...place, caption, caption_entities, ...keyboardOf(reply) };
    const sent =
      as === 'photo'
        ? await api.sendPhoto(chatId, toInputFile(file), other, signal)
        : await api.sendDocument(chatId, toInputFile(file), { ...other, ...AS_IT_IS }, signal);
    return sent.message_id;
  }

  async function sendText(reply: Reply): Promise<number> {
    const { text, entities } = toText(reply.blocks, TELEGRAM_LIMITS.text);
    const sent = await api.sendMessage(
      chatId,
      text,
      { ...place, ...NO_PREVIEW, entities, ...keyboardOf(reply) },
      signal,
    );
    return sent.message_id;
  }

  async function editText(messageId: number, reply: Reply): Promise<void> {
    const { text, entities } = toText(reply.blocks, TELEGRAM_LIMITS.text);
    await api.editMessageText(chatId, messageId, text, { ...NO_PREVIEW, entities, ...keyboardOf(reply) }, signal);
  }

  async function editCaption(messageId: number, reply: Reply): Promise<void> {
    const { text: caption, entities: caption_entities } = toText(reply.blocks, TELEGRAM_LIMITS.caption);
    await api.editMessageCaption(chatId, messageId, { caption, caption_entities, ...keyboardOf(reply) }, signal);
  }

  async function editMedia(messageId: number, reply: Reply, { file, as }: Media): Promise<void> {
    const { text: caption, entities: caption_entities } = toText(reply.blocks, TELEGRAM_LIMITS.caption);
    const media = { ...toInputMedia(file, as), caption, caption_entities };
    await api.editMessageMedia(chatId, messageId, media, keyboardOf(reply), signal);
  }

  return {
    async send(reply, media) {
      try {
        if (!media) return String(await sendText(reply));
        return String(await asDocumentIfRefused(media, (these) => sendMedia(reply, these)));
      } catch (error) {
        throw sendError(error, address);
      }
    },

    async sendInvoice({ title, description, payload, stars }) {
      const prices = [{ label: title, amount: stars }];
      try {
        const shown = {
          title: clip(title, TELEGRAM_LIMITS.invoiceTitle),
          about: clip(description, TELEGRAM_LIMITS.invoiceAbout),
        };
        const sent = await api.sendInvoice(chatId, shown.title, shown.about, payload, STARS, prices, place, signal);
        return String(sent.message_id);
      } catch (error) {
        throw sendError(error, address);
      }
    },

    async sendAlbum(files, as) {
      try {
        const sent = await asDocumentIfRefused({ as }, (these) => {
          const media = files.map((file) => toInputMedia(file, these.as));
          return api.sendMediaGroup(chatId, media as InputMediaPhoto[] | InputMediaDocument[], place, signal);
        });
        return sent.map(({ message_id: id }, at) => `${files[at]?.name}=${id}`).join(' ');
      } catch (error) {
        throw sendError(error, address);
      }
    },

    async edit(message, reply, media) {
      const messageId = Number(message);
      try {
        if (media) await asDocumentIfRefused(media, (these) => editMedia(messageId, reply, these));
        else await editWords(messageId, reply);
        return true;
      } catch (error) {
        if (isRefusedAs(error, 'not-modified')) return true;
        if (isRefusedAs(error, 'message-lost')) return false;
        throw editError(error, address);
      }
    },

    async remove(message) {
      try {
        await api.deleteMessage(chatId, Number(message), signal);
        return true;
      } catch (error) {
        if (isRefusedAs(error, 'delete-lost')) return true;
        if (isRefusedAs(error, 'delete-late')) return false;
        throw editError(error, address);
      }
    },
  };

  async function editWords(messageId: number, reply: Reply): Promise<void> {
    try {
      await editText(messageId, reply);
    } catch (error) {
      // The message has become a picture meanwhile, and then its words are a caption.
      if (!isRefusedAs(error, 'no-text')) throw error;
      await editCaption(messageId, reply);
    }
  }
}

/** Documents stay what they are: Telegram would turn some pictures into stickers. */
const AS_IT_IS = { disable_content_type_detection: true };
/** https://core.telegram.org/bots/payments-stars */
const STARS = 'XTR';
const NO_PREVIEW = { link_preview_options: { is_disabled: true } };

function keyboardOf(reply: Reply): { reply_markup?: NonNullable<ReturnType<typeof toKeyboard>> } {
  const keyboard = toKeyboard(reply.buttons);
  return keyboard ? { reply_markup: keyboard } : {};
}

function replyParameters(messageId: number): ReplyParameters {
  return { message_id: messageId, allow_sending_without_reply: true };
}

function toInputMedia(file: OutFile, as: Media['as']): InputMediaPhoto | InputMediaDocument {
  const media = toInputFile(file);
  return as === 'photo' ? { type: 'photo', media } : { type: 'document', media, ...AS_IT_IS };
}

/** What Telegram does not take as a photo, it takes as a file. */
async function asDocumentIfRefused<M extends Pick<Media, 'as'>, T>(
  media: M,
  call: (media: M) => Promise<T>,
): Promise<T> {
  try {
    return await call(media);
  } catch (error) {
    if (media.as === 'document' || !isRefusedAs(error, 'photo-refused')) throw error;
    return call({ ...media, as: 'document' });
  }
}
