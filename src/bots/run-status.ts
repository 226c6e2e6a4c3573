// A bulk run as its status message shows it: the proposal with its price, progress with a bar, and the result.

import { columnKey, isKnownColumn } from '../core/domain/bulk-row.ts';
import { textForm } from '../core/domain/ids.ts';
import type { RunView } from '../core/domain/view.ts';
import type { Block, Button, PressButton, Reply } from './conversation.ts';
import { askHumanButton } from './contact.ts';
import { clip } from './fit.ts';
import { settledCredits } from './generation-status.ts';
import type { Texts } from './texts/texts.ts';

const BAR_CELLS = 12;

export function runStatus(view: RunView, texts: Texts): Reply {
  const title: Block = { style: 'title', text: runHeadline(view, texts) };
  return { blocks: [title, ...body(view, texts)], buttons: buttons(view, texts) };
}

/** `Drawing prompts.csv`: the state in a few words. */
export function runHeadline(view: RunView, texts: Texts): string {
  const file = clip(view.fileName, 80);
  switch (view.state) {
    case 'proposed':
      return texts.say('run-proposed', { file });
    case 'running':
      return texts.say(view.stopped ? 'run-stopping' : 'run-running', { file });
    case 'assembling':
      return texts.say('run-assembling', { file });
    case 'finished':
      return texts.say(view.stopped ? 'run-cancelled' : 'run-finished', { file });
    case 'cancelled':
      return texts.say(view.ready > 0 ? 'run-cancelled' : 'run-withdrawn', { file });
    case 'expired':
      return texts.say('run-expired', { file });
  }
}

function body(view: RunView, texts: Texts): Block[] {
  switch (view.state) {
    case 'proposed':
      return proposal(view, texts);
    case 'running':
    case 'assembling':
      return progress(view, texts);
    case 'finished':
    case 'cancelled':
      return result(view, texts);
    case 'expired':
      return [{ style: 'text', text: texts.say('run-expired-hint') }];
  }
}

function proposal(view: RunView, texts: Texts): Block[] {
  const pictures = texts.say('pictures', { count: view.images });
  // `view.rows` are the good ones.
  const rows = texts.say('rows', { count: view.rows + view.problemRows });
  const bad = view.problemRows;
  const size =
    bad === 0
      ? texts.say('run-size', { rows, pictures })
      : texts.say('run-size-with-problems', { rows, bad, good: view.rows, pictures });
  const blocks: Block[] = [
    { style: 'text', text: texts.say('run-first-prompt') },
    { style: 'quote', text: clip(view.firstPrompt, 200) },
    { style: 'text', text: `${size}\n${price(view, texts)}` },
  ];
  // A column whose meaning is known and that is not read all the same comes after another one that means it.
  const doubled = view.unknownColumns.filter((name) => isKnownColumn(name));
  const unknown = view.unknownColumns.filter((name) => !isKnownColumn(name));
  if (unknown.length > 0) blocks.push({ style: 'small', text: unknownColumns(unknown, texts) });
  if (doubled.length > 0) {
    const facts = { columns: namesOf(doubled, texts), count: doubled.length };
    blocks.push({ style: 'small', text: texts.say('run-doubled-columns', facts) });
  }
  blocks.push({ style: 'text', text: texts.say(bad === 0 ? 'run-waits' : 'run-has-problems') });
  return blocks;
}

const COLUMNS_NAMED = 6;
const EXAMPLE_CHARS = 30;

function unknownColumns(names: readonly string[], texts: Texts): string {
  // A name that is a whole sentence is no example of anything.
  const example = names.find((name) => name.length <= EXAMPLE_CHARS) ?? 'column';
  const facts = { columns: namesOf(names, texts), count: names.length, example: `{{${columnKey(example)}}}` };
  return texts.say('run-unknown-columns', facts);
}

function namesOf(names: readonly string[], texts: Texts): string {
  const named = names.slice(0, COLUMNS_NAMED).map((name) => clip(name, EXAMPLE_CHARS));
  const left = names.length - named.length;
  if (left === 0) return texts.allOf(named);
  return texts.say('sentences', { first: named.join(', '), second: texts.say('and-more', { count: left }) });
}

function price(view: RunView, texts: Texts): string {
  if (view.creditsNeeded === 0) return texts.say('run-free');
  const needed = texts.say('credits', { count: view.creditsNeeded });
  const available = texts.say('credits', { count: view.creditsAvailable });
  const short = view.creditsNeeded - view.creditsAvailable;
  if (short <= 0) return texts.say('run-affordable', { needed, available });
  return texts.say('run-short', { needed, available, missing: texts.say('credits', { count: short }) });
}

/** `412 of 1,000 pictures` */
export function runShare(view: RunView, texts: Texts): string {
  return texts.say('run-progress', { done: settledCount(view), pictures: pictures(view.images, texts) });
}

function settledCount(view: RunView): number {
  return view.ready + view.failed + view.cancelled + view.gone;
}

function progress(view: RunView, texts: Texts): Block[] {
  // Rounded down: 100 % is only said when it is true.
  const share = view.images === 0 ? 1 : settledCount(view) / view.images;
  const cells = Math.floor(share * BAR_CELLS);
  const bar = '▰'.repeat(cells) + '▱'.repeat(BAR_CELLS - cells);
  const blocks: Block[] = [
    { style: 'text', text: texts.say('run-bar', { bar, percent: Math.floor(share * 100) }) },
    { style: 'text', text: runShare(view, texts) },
  ];
  if (view.failed > 0)
    blocks.push({ style: 'text', text: texts.say('run-failed', { pictures: pictures(view.failed, texts) }) });
  if (view.stopped) blocks.push({ style: 'text', text: texts.say('run-stopping-hint') });
  return blocks;
}

function result(view: RunView, texts: Texts): Block[] {
  const lines = [texts.say('run-result', { ready: view.ready, pictures: pictures(view.images, texts) })];
  if (view.failed > 0) lines.push(texts.say('run-failed', { pictures: pictures(view.failed, texts) }));
  if (view.gone > 0) lines.push(texts.say('pictures-gone', { pictures: pictures(view.gone, texts) }));
  if (view.cancelled > 0) lines.push(texts.say('run-left', { pictures: pictures(view.cancelled, texts) }));
  const blocks: Block[] = [{ style: 'text', text: lines.join('\n') }];
  const parts = view.parts.map(({ name, bytes }) => texts.say('run-part', { name, size: texts.bytes(bytes) }));
  if (parts.length > 0) blocks.push({ style: 'text', text: parts.join('\n') });
  if (parts.length === 0 && view.ready > 0 && view.gone > 0)
    blocks.push({ style: 'text', text: texts.say('run-parts-gone') });
  blocks.push({ style: 'small', text: settledCredits(view, texts) });
  return blocks;
}

function pictures(count: number, texts: Texts): string {
  return texts.say('pictures', { count });
}

function buttons(view: RunView, texts: Texts): readonly (readonly Button[])[] {
  const subject = textForm('run', view.id);
  const button = (verb: string, label: string, style: PressButton['style']): Button => ({
    verb,
    subject,
    label,
    style,
  });
  const stop = (label: string): Button => button('stop', label, 'danger');
  const show = (label: string): Button => button('show', label, 'plain');
  const isWhole = view.ready + view.gone === view.images && view.problemRows === 0;
  const drop = button('ask-delete-run', texts.say('button-delete-run'), 'danger');
  const human = view.failed > 0 ? [askHumanButton(texts)] : [];
  const retry = isWhole ? [] : [button('retry', texts.say('button-retry'), 'plain')];
  switch (view.state) {
    case 'proposed': {
      const go =
        view.problemRows === 0
          ? button('start', texts.say('button-start'), 'primary')
          : button('good', texts.say('button-good', { rows: view.rows }), 'primary');
      return [[go, stop(texts.say('button-cancel'))]];
    }
    case 'running':
      return view.stopped
        ? [[show(texts.say('button-show-result'))]]
        : [[stop(texts.say('button-stop')), show(texts.say('button-show-result'))]];
    case 'assembling':
      return [[show(texts.say('button-show-result'))]];
    case 'finished':
    case 'cancelled':
      if (view.parts.length > 0) return [[show(texts.say('button-show-again')), ...retry, ...human, drop]];
      return view.ready > 0 && view.gone > 0
        ? [[show(texts.say('button-pack-again')), ...retry, ...human, drop]]
        : [[drop]];
    case 'expired':
      return [[drop]];
  }
}
