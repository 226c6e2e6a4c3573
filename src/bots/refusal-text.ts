// Every refusal in words: one or two sentences per code, the same in a chat and in a list of problems.

import type { Platform } from '../core/domain/chat.ts';
import type { RefusalCode, RefusalFacts } from '../core/domain/refusal.ts';
import { clip } from './fit.ts';
import { productWords } from './products.ts';
import type { Texts } from './texts/texts.ts';

/** Why one picture of an accepted request was not drawn. */
export function failureSentence(code: RefusalCode | null, texts: Texts): string {
  if (code === 'policy') return texts.say('failure-policy');
  if (code === 'provider-refused') return texts.say('failure-refused');
  return texts.say(code === 'provider-unavailable' ? 'failure-unavailable' : 'failure-other');
}

/** The refusal in one or two sentences; a code without words does not compile. */
export function refusalSentence(says: RefusalFacts, texts: Texts, platform: Platform): string {
  const { say, anyOf, allOf, bytes } = texts;
  switch (says.code) {
    case 'prompt-empty':
      return say('no-prompt');
    case 'prompt-too-long':
      return say('no-prompt-too-long', says.facts);
    case 'prompt-control-character':
      return say('no-prompt-control-character', says.facts);
    case 'flag-unknown':
      return didYouMean(
        texts,
        say('no-flag-unknown', { flag: quoted(says.facts.flag) }),
        marked('--', says.facts.nearest),
      );
    case 'flag-value-missing':
      return say('no-flag-value-missing', says.facts);
    case 'flag-twice':
      return say('no-flag-twice', says.facts);
    case 'model-unknown':
      return say('no-model-unknown', { model: quoted(says.facts.model), allowed: anyOf(says.facts.allowed) });
    case 'model-not-configured':
      return say('no-model-not-configured', { ...says.facts, allowed: anyOf(says.facts.allowed) });
    case 'ratio-unsupported':
      return say('no-ratio', {
        ...says.facts,
        ratio: quoted(says.facts.ratio),
        allowed: anyOf(says.facts.allowed),
      });
    case 'resolution-unsupported':
      return say('no-resolution', {
        ...says.facts,
        resolution: quoted(says.facts.resolution),
        allowed: anyOf(says.facts.allowed),
      });
    case 'style-unknown':
      return say('no-style', { style: quoted(says.facts.style), allowed: allOf(says.facts.allowed) });
    case 'seed-invalid':
      return say('no-seed', { seed: quoted(says.facts.seed), max: String(says.facts.max) });
    case 'seed-unsupported':
      return say('no-seed-unsupported', says.facts);
    case 'count-invalid':
      return say('no-count', { count: quoted(says.facts.count), max: says.facts.max });
    case 'image-unsupported':
      return say('no-image-unsupported', says.facts);
    case 'image-unreadable':
      return say('no-image-unreadable', says.facts);
    case 'file-missing':
      return say('no-file', { platform });
    case 'file-too-many':
      return say('no-file-too-many', says.facts);
    case 'file-too-large':
      return say('no-file-too-large', { size: bytes(says.facts.bytes), max: bytes(says.facts.maxBytes) });
    case 'file-kind':
      return say('no-file-kind', { name: says.facts.name, allowed: anyOf(says.facts.allowed) });
    case 'file-unavailable':
      return say('no-file-unavailable');
    case 'csv-unreadable':
      return say('no-csv-unreadable', says.facts);
    case 'csv-no-prompt-column':
      return promptColumn(says.facts, texts);
    case 'csv-empty':
      return say('no-csv-empty');
    case 'csv-nothing-left':
      return say('no-csv-nothing-left');
    case 'csv-too-many-rows':
      return say('no-csv-too-many-rows', says.facts);
    case 'csv-too-many-columns':
      return say('no-csv-too-many-columns', says.facts);
    case 'csv-no-good-rows':
      return say('no-csv-good-rows');
    case 'credits-short':
      return say('no-credits', {
        needed: say('credits', { count: says.facts.needed }),
        available: say('credits', { count: says.facts.available }),
      });
    case 'account-frozen':
      return say('no-account-frozen', says.facts);
    case 'payments-off':
      return say('no-payments-off');
    case 'payments-unavailable':
      return say('no-payments-unavailable');
    case 'product-unknown':
      return say('no-product', { allowed: allOf(says.facts.allowed.map((name) => productWords(name, texts))) });
    case 'plan-active':
      return say('no-plan-active');
    case 'buy-too-often':
      return say('no-buy-too-often', { max: says.facts.max, minutes: says.facts.afterMinutes });
    case 'purchase-over':
      return say('no-purchase-over');
    case 'nothing-bought':
      return say('no-nothing-bought');
    case 'private-only':
      return say('no-private-only');
    case 'ticket-empty':
      return say('no-ticket-empty', says.facts);
    case 'ticket-too-many':
      return say('no-ticket-too-many', says.facts);
    case 'being-erased':
      return say('no-being-erased');
    case 'erasure-held':
      return say('no-erasure-held');
    case 'erasure-expired':
      return say('no-erasure-expired', { minutes: says.facts.afterMinutes });
    case 'nothing-to-erase':
      return say('no-nothing-to-erase');
    case 'receipt-unknown':
      return say('no-receipt-unknown');
    case 'paused':
      return say('no-paused');
    case 'notice-first':
      return say('no-notice-first');
    case 'notice-changed':
      return say('no-notice-changed');
    case 'export-running':
      return say('no-export-running');
    case 'export-too-many':
      return say('no-export-too-many', { max: says.facts.max, hours: says.facts.afterHours });
    case 'nothing-to-export':
      return say('no-nothing-to-export');
    case 'not-yours':
      return say('no-not-yours');
    case 'picture-unknown':
      return say('no-picture-unknown');
    case 'not-found':
      return say('no-not-found');
    case 'run-not-waiting':
      return say('no-run-not-waiting', says.facts);
    case 'run-under-way':
      return say('no-run-under-way');
    case 'permutations-too-many':
      return say('no-permutations-too-many', says.facts);
    case 'price-changed':
      return say('no-price-changed', {
        quoted: say('credits', { count: says.facts.quoted }),
        now: say('credits', { count: says.facts.now }),
      });
    case 'nothing-to-cancel':
      return say('no-nothing-to-cancel');
    case 'nothing-to-retry':
      return say('no-nothing-to-retry');
    case 'nothing-to-show':
      return say('no-nothing-to-show');
    case 'command-unknown':
      return didYouMean(texts, say('no-command', { command: says.facts.command }), `/${says.facts.nearest ?? 'help'}`);
    case 'policy':
    case 'provider-refused':
    case 'provider-unavailable':
      return failureSentence(says.code, texts);
  }
}

/** Enough of what somebody typed to find it again: a whole misread prompt may stand where a word should. */
const QUOTED_CHARS = 40;

function quoted(text: string): string {
  return clip(text, QUOTED_CHARS);
}

function promptColumn(facts: { columns: readonly string[]; nearest: string | null }, texts: Texts): string {
  const no = texts.say('no-csv-prompt-column', {
    columns: texts.allOf(facts.columns.map(quoted)),
  });
  if (facts.nearest === null) return no;
  const hint = texts.say('no-csv-prompt-column-hint', { column: quoted(facts.nearest) });
  return texts.say('sentences', { first: no, second: hint });
}

/** A no, and what was probably meant. */
export function didYouMean(texts: Texts, no: string, word: string | null): string {
  if (word === null) return no;
  return texts.say('sentences', { first: no, second: texts.say('did-you-mean', { word }) });
}

function marked(mark: string, nearest: string | null): string | null {
  return nearest === null ? null : mark + nearest;
}
