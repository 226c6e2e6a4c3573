// A copy of somebody's data as its message shows it: waiting, packing with a bar, in the chat or behind a link.

import type { ExportView } from '../core/domain/view.ts';
import type { Block, Button, Reply } from './conversation.ts';
import type { PlainTextId, Texts } from './texts/texts.ts';

const BAR_CELLS = 12;

const TITLES = {
  waiting: 'export-waiting',
  packing: 'export-packing',
  ready: 'export-ready',
  failed: 'export-failed',
  gone: 'export-gone',
} as const satisfies Record<ExportView['state'], PlainTextId>;

export function exportStatus(view: ExportView, texts: Texts): Reply {
  const title: Block = { style: 'title', text: texts.say(TITLES[view.state]) };
  return { blocks: [title, ...body(view, texts)], buttons: buttons(view, texts) };
}

function body(view: ExportView, texts: Texts): Block[] {
  switch (view.state) {
    case 'waiting':
      return [{ style: 'text', text: texts.say('export-coming') }];
    case 'packing':
      return view.files === 0 ? [{ style: 'text', text: texts.say('export-coming') }] : progress(view, texts);
    case 'ready':
      return view.byLink ? link(view, texts) : inChat(view, texts);
    case 'failed':
      return [{ style: 'text', text: texts.say('export-retry') }];
    case 'gone':
      return [];
  }
}

function progress({ files, packed }: ExportView, texts: Texts): Block[] {
  const share = packed / files;
  const cells = Math.floor(share * BAR_CELLS);
  const bar = '▰'.repeat(cells) + '▱'.repeat(BAR_CELLS - cells);
  return [
    { style: 'text', text: texts.say('run-bar', { bar, percent: Math.floor(share * 100) }) },
    { style: 'text', text: texts.say('export-files', { done: packed, count: files }) },
  ];
}

function inChat({ parts }: ExportView, texts: Texts): Block[] {
  const sizes = parts.map(({ name, bytes }) => texts.say('run-part', { name, size: texts.bytes(bytes) }));
  const blocks: Block[] = [{ style: 'text', text: sizes.join('\n') }];
  if (parts.length > 1) blocks.push({ style: 'text', text: texts.say('export-parts', { count: parts.length }) });
  return [...blocks, { style: 'small', text: texts.say('export-inside') }];
}

function link({ bytes, expiresAt }: ExportView, texts: Texts): Block[] {
  const until = expiresAt ?? new Date(0);
  return [
    { style: 'text', text: texts.say('export-link', { size: texts.bytes(bytes), day: until, time: until }) },
    { style: 'text', text: texts.say('export-link-elsewhere') },
    { style: 'small', text: texts.say('export-inside') },
  ];
}

/** A button and no text: what stands in a text is looked at by the platform, to show a preview of it. */
function buttons({ url }: ExportView, texts: Texts): readonly (readonly Button[])[] {
  return url === null ? [] : [[{ url, label: texts.say('button-fetch') }]];
}
