// The way to the shop from anywhere else, and from where others read along to where they do not.

import type { ChatCore } from '../core/answers.ts';
import type { Button, Call, LinkButton, Reply } from './conversation.ts';
import type { Texts } from './texts/texts.ts';

/** A press on it answers with the shop as a message of its own. */
export function shopButton(texts: Texts): Button {
  return { verb: 'shop', subject: 'all', label: texts.say('button-shop'), style: 'primary' };
}

/** The row that offers to buy; none where nothing is sold. */
export function shopRows(
  call: Pick<Call, 'kind' | 'person' | 'privateChat'>,
  core: Pick<ChatCore, 'rails'>,
  texts: Texts,
): readonly (readonly Button[])[] {
  if (core.rails(call.person.platform).length === 0) return [];
  if (call.privateChat === undefined) return [[shopButton(texts)]];
  // Whoever pressed something in a group is answered by an alert, which only they see, and which has no buttons.
  return call.kind === 'press'
    ? []
    : [[{ ...privateChatLink(call.privateChat, 'buy', texts), label: texts.say('button-shop') }]];
}

/** @param start the command that the private chat opens with */
export function privateChatLink(privateChat: string, start: string, texts: Texts): LinkButton {
  return { url: `${privateChat}?start=${start}`, label: texts.say('button-private-chat') };
}

/** The answer to what is nobody else's business, where others would read it. */
export function pointToPrivateChat(privateChat: string, start: string, texts: Texts): Reply {
  return {
    blocks: [{ style: 'text', text: texts.say('no-private-only') }],
    buttons: [[privateChatLink(privateChat, start, texts)]],
    private: true,
  };
}
