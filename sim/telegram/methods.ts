// The table of Bot API methods this world plays, held against the published types so that drift does not compile.

import type { ApiMethods, Message } from '@grammyjs/types';
import { answerCallbackQuery, createProfile, getChat, getFile, type Profile } from './about.ts';
import {
  deleteMessage,
  deleteMessages,
  editMessageCaption,
  editMessageMedia,
  editMessageReplyMarkup,
  editMessageText,
} from './editing.ts';
import type { Hooks } from './hooks.ts';
import { createInvoiceLink, sendInvoice } from './invoices.ts';
import type { MethodCall } from './params.ts';
import type { Realm } from './realm.ts';
import { sendChatAction, sendDocument, sendMediaGroup, sendMessage, sendPhoto } from './sending.ts';
import { answerPreCheckoutQuery, getMyStarBalance, getStarTransactions, refundStarPayment } from './stars.ts';

type Played =
  | 'getMe'
  | 'getUpdates'
  | 'setWebhook'
  | 'deleteWebhook'
  | 'getWebhookInfo'
  | 'sendMessage'
  | 'sendPhoto'
  | 'sendDocument'
  | 'sendMediaGroup'
  | 'sendChatAction'
  | 'editMessageText'
  | 'editMessageCaption'
  | 'editMessageMedia'
  | 'editMessageReplyMarkup'
  | 'deleteMessage'
  | 'deleteMessages'
  | 'answerCallbackQuery'
  | 'sendInvoice'
  | 'createInvoiceLink'
  | 'answerPreCheckoutQuery'
  | 'refundStarPayment'
  | 'getStarTransactions'
  | 'getMyStarBalance'
  | 'getFile'
  | 'getChat'
  | 'setMyCommands'
  | 'deleteMyCommands'
  | 'getMyCommands'
  | 'setMyName'
  | 'getMyName'
  | 'setMyDescription'
  | 'getMyDescription'
  | 'setMyShortDescription'
  | 'getMyShortDescription';

/** The published types tell a text message from a photo; the store keeps one shape for all of them. */
type Loose<Result> = Result extends Message ? Message : Result extends readonly (infer Item)[] ? Loose<Item>[] : Result;

type Handler<Result> = (call: MethodCall, gone: AbortSignal) => Loose<Result> | Promise<Loose<Result>>;

type Table = { readonly [Name in Played]: Handler<ReturnType<ApiMethods<string>[Name]>> };

/** What a method call leads to, found by its name in any case; undefined when there is no such method. */
export type Methods = {
  readonly profile: Profile;
  find(name: string): ((call: MethodCall, gone: AbortSignal) => unknown) | undefined;
};

export function createMethods(realm: Realm, hooks: Hooks): Methods {
  const profile = createProfile();
  const table: Table = {
    getMe: () => realm.bot,
    getUpdates: (call, gone) => hooks.getUpdates(call, gone),
    setWebhook: (call) => hooks.setWebhook(call),
    deleteWebhook: (call) => hooks.deleteWebhook(call),
    getWebhookInfo: () => hooks.getWebhookInfo(),
    sendMessage: (call) => sendMessage(realm, call),
    sendPhoto: (call) => sendPhoto(realm, call),
    sendDocument: (call) => sendDocument(realm, call),
    sendMediaGroup: (call) => sendMediaGroup(realm, call),
    sendChatAction: (call) => sendChatAction(realm, call),
    editMessageText: (call) => editMessageText(realm, call),
    editMessageCaption: (call) => editMessageCaption(realm, call),
    editMessageMedia: (call) => editMessageMedia(realm, call),
    editMessageReplyMarkup: (call) => editMessageReplyMarkup(realm, call),
    deleteMessage: (call) => deleteMessage(realm, call),
    deleteMessages: (call) => deleteMessages(realm, call),
    answerCallbackQuery: (call) => answerCallbackQuery(realm, call),
    sendInvoice: (call) => sendInvoice(realm, call),
    createInvoiceLink: (call) => createInvoiceLink(realm, call),
    answerPreCheckoutQuery: (call) => answerPreCheckoutQuery(realm, call),
    refundStarPayment: (call) => refundStarPayment(realm, call),
    getStarTransactions: (call) => getStarTransactions(realm, call),
    getMyStarBalance: () => getMyStarBalance(realm),
    getFile: (call) => getFile(realm, call),
    getChat: (call) => getChat(realm, call),
    setMyCommands: (call) => profile.setCommands(call),
    deleteMyCommands: (call) => profile.deleteCommands(call),
    getMyCommands: (call) => profile.getCommands(call),
    setMyName: (call) => profile.setText('name', call),
    getMyName: (call) => ({ name: profile.getText('name', call) || realm.bot.first_name }),
    setMyDescription: (call) => profile.setText('description', call),
    getMyDescription: (call) => ({ description: profile.getText('description', call) }),
    setMyShortDescription: (call) => profile.setText('short_description', call),
    getMyShortDescription: (call) => ({ short_description: profile.getText('short_description', call) }),
  };
  const byLowerCase = new Map(Object.entries(table).map(([name, handler]) => [name.toLowerCase(), handler]));
  return { profile, find: (name) => byLowerCase.get(name.toLowerCase()) };
}
