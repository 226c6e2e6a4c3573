// /privacy: the notice in short, and its parts. It answers everybody: strangers, who stay strangers, and whoever may do nothing else.

import type { ChatCore } from '../../core/answers.ts';
import { DATA_CATALOGUE } from '../../core/domain/data-catalogue.ts';
import { refuse } from '../../core/domain/refusal.ts';
import { agreementButtons, readAgreeing, noticeUrl, versionLine } from '../consent.ts';
import type { Block, Button, Call, Reply } from '../conversation.ts';
import { meBlocks } from '../held-about-me.ts';
import { whereToWrite, recipientBlocks, securityBlocks } from '../privacy-parts.ts';
import { pointToPrivateChat } from '../shop-button.ts';
import { statusReply } from '../status.ts';
import type { PlainTextId, Texts } from '../texts/texts.ts';
import type { SpokenCommand, Press } from './command.ts';

const PARTS = ['summary', 'me', 'recipients', 'security', 'contact'] as const;
type Part = (typeof PARTS)[number];

const LABELS = {
  summary: 'privacy-part-summary',
  me: 'privacy-part-me',
  recipients: 'privacy-part-recipients',
  security: 'privacy-part-security',
  contact: 'privacy-part-contact',
} as const satisfies Record<Part, PlainTextId>;

/** The commands by which somebody uses their rights, in the order they are named. */
const RIGHTS: readonly string[] = ['history', 'export', 'delete', 'deleteme', 'settings', 'pause'];

/** @param commands the names of those that are there; a function because the table contains this command */
export function privacyCommand(commands: () => readonly string[]): SpokenCommand {
  return {
    name: 'privacy',
    describe: 'command-privacy',
    private: true,
    options: [
      {
        name: 'part',
        describe: 'option-privacy-part',
        kind: 'choice',
        required: false,
        choices: (_, texts) => PARTS.map((value) => ({ value, label: texts.say(LABELS[value]) })),
      },
    ],
    async run(call, core, texts) {
      const part = partNamed(call.options['part'] ?? call.text.trim().toLowerCase());
      if (part === 'me' && call.privateChat !== undefined)
        return (await core.firstSight(call)) ? pointToPrivateChat(call.privateChat, 'privacy', texts) : null;
      return partReply(part, call, core, texts, commands());
    },
  };
}

/** @param commands as for the command */
export function privacyPresses(commands: () => readonly string[]) {
  return {
    privacy: {
      answer: 'edit',
      run: async (press, core, texts) => {
        const part = partNamed(press.subject);
        // Whoever presses in a group, what comes of it is read by all of it.
        if (part === 'me' && press.privateChat !== undefined) refuse('private-only', {});
        return partReply(part, press, core, texts, commands());
      },
    },
    agree: {
      answer: 'edit',
      async run(press, core, texts) {
        const agreeing = readAgreeing(press.subject) ?? refuse('not-found', {});
        const answer = await core.agree(press, agreeing);
        if (answer.kind === 'repeated') return null;
        if (answer.kind === 'accepted') return statusReply(answer, texts);
        // Of what is not kept any more nobody knows whose it was: then it is said to whoever pressed.
        return answer.lost ? { ...said(texts.say('agreed-lost')), private: true } : said(texts.say('agreed'));
      },
    },
    /** No, before an agreement and after it. */
    disagree: {
      answer: 'edit',
      async run(press, core, texts) {
        // Beside a request only whoever asked for it says no; others see the buttons too.
        const answer = await core.disagree(press, readAgreeing(press.subject)?.goesOn ?? null);
        if (answer.kind === 'repeated') return null;
        if (!answer.isKnown) return { ...said(texts.say('disagreed-stranger')), private: true };
        const blocks = [block(texts.say('disagreed'))];
        if (answer.images > 0) {
          const pictures = texts.say('pictures', { count: answer.images });
          blocks.push(block(texts.say('disagreed-cancelled', { pictures })));
        }
        return { blocks };
      },
    },
  } as const satisfies Record<string, Press>;
}

function partNamed(word: string): Part {
  return PARTS.find((part) => part === word) ?? 'summary';
}

async function partReply(
  part: Part,
  call: Call,
  core: ChatCore,
  texts: Texts,
  commands: readonly string[],
): Promise<Reply | null> {
  if (part === 'summary') return summary(call, core, texts, commands);
  const buttons = [partButtons(part, texts)];
  if (part === 'me') {
    const answer = await core.privacyMe(call);
    if (answer.kind === 'repeated') return null;
    return { blocks: meBlocks(answer.held, call.person.platform, texts), buttons, private: call.kind === 'command' };
  }
  if (!(await core.firstSight(call))) return null;
  const blocks =
    part === 'recipients'
      ? recipientBlocks(texts)
      : part === 'security'
        ? securityBlocks(texts)
        : whereToWrite(core, texts);
  return { blocks, buttons, private: call.kind === 'command' };
}

async function summary(call: Call, core: ChatCore, texts: Texts, commands: readonly string[]): Promise<Reply | null> {
  const { say } = texts;
  const answer = await core.privacySummary(call);
  if (answer.kind === 'repeated') return null;
  // Some of these names have commas of their own.
  const names = Object.values(DATA_CATALOGUE.recipients)
    .map(({ name }) => name)
    .join(' · ');
  const rights = ['/privacy me', ...RIGHTS.filter((name) => commands.includes(name)).map((name) => `/${name}`)];
  const blocks: Block[] = [
    { style: 'title', text: say('privacy-title') },
    block(say('privacy-what')),
    block(say('privacy-how-long')),
    block(say('privacy-with-whom', { names })),
    block(say('privacy-not-done')),
    block(say('privacy-rights', { commands: rights.join(', ') })),
    { style: 'small', text: versionLine(core.notice, texts) },
  ];
  const { version, url } = core.notice;
  const link: Button[] = url === null ? [] : [{ url: noticeUrl(url, texts.locale), label: say('privacy-full') }];
  const buttons: (readonly Button[])[] = [partButtons('summary', texts)];
  // Only where nobody else could mean it for themselves.
  const alone = call.privateChat === undefined;
  if (answer.agreement === 'missing' && alone)
    buttons.push(...agreementButtons({ version, goesOn: null }, core, texts));
  else if (answer.agreement === 'stands' && alone)
    buttons.push([{ verb: 'disagree', subject: 'all', label: say('button-take-back'), style: 'plain' }, ...link]);
  else if (link.length > 0) buttons.push(link);
  return { blocks, buttons, private: call.kind === 'command' };
}

/** The other parts; each takes this one's place. */
function partButtons(shown: Part, texts: Texts): Button[] {
  return PARTS.filter((part) => part !== shown).map((part) => ({
    verb: 'privacy',
    subject: part,
    label: texts.say(LABELS[part]),
    style: 'plain',
  }));
}

function said(text: string): Reply {
  return { blocks: [block(text)] };
}

function block(text: string): Block {
  return { style: 'text', text };
}
