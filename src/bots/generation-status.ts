// One request for pictures as its status message shows it, from the queue to the result.

import type { Order, Style } from '../core/domain/order.ts';
import type { GenerationView, ImageView } from '../core/domain/view.ts';
import { textForm } from '../core/domain/ids.ts';
import type { Block, Button, PressButton, Reply } from './conversation.ts';
import { askHumanButton } from './contact.ts';
import { clip } from './fit.ts';
import { BY_A_MACHINE } from './refusal-reply.ts';
import { failureSentence } from './refusal-text.ts';
import type { PlainTextId, Texts } from './texts/texts.ts';

/** What is quoted of a prompt: a caption of 1,024 characters has to hold everything else too. */
const PROMPT_QUOTED = 500;

export const STYLE_LABELS: Readonly<Record<Style, PlainTextId>> = {
  photo: 'style-photo',
  watercolor: 'style-watercolor',
  ink: 'style-ink',
  pixel: 'style-pixel',
  anime: 'style-anime',
  poster: 'style-poster',
  clay: 'style-clay',
};

export function generationStatus(view: GenerationView, texts: Texts): Reply {
  const blocks: Block[] = [
    { style: 'title', text: generationHeadline(view, texts) },
    { style: 'quote', text: clip(view.order.prompt, PROMPT_QUOTED) },
    { style: 'text', text: details(view, texts) },
  ];
  const { negativePrompt } = view.order;
  if (negativePrompt !== null)
    blocks.push({ style: 'text', text: texts.say('detail-negative', { text: clip(negativePrompt, 100) }) });
  if (view.phase === 'finished') {
    for (const text of failures(view, texts)) blocks.push({ style: 'text', text });
    blocks.push({ style: 'small', text: settled(view, texts) });
  } else {
    const price = priceOf(view.order.creditsEach * view.order.count, texts);
    if (view.order.creditsEach > 0) blocks.push({ style: 'small', text: texts.say('price-ahead', { price }) });
  }
  return { blocks, buttons: buttons(view, texts) };
}

/** `Queued · 3rd in line`, `Drawing 2/4`, `Done`: the state in a few words. */
export function generationHeadline(view: GenerationView, texts: Texts): string {
  const count = view.images.length;
  const done = view.images.filter((image) => image.state !== 'owed').length;
  switch (view.phase) {
    case 'queued':
      return view.ahead >= AHEAD_COUNTED
        ? texts.say('status-queued-far', { ahead: view.ahead })
        : texts.say('status-queued', { position: view.ahead + 1 });
    case 'drawing':
      return count === 1 ? texts.say('status-drawing') : texts.say('status-drawing-counted', { done, count });
    case 'finished':
      return finishedHeadline(view.images, texts);
  }
}

/** The core counts no further than this. */
const AHEAD_COUNTED = 100;

function finishedHeadline(images: readonly ImageView[], texts: Texts): string {
  const ready = images.filter((image) => image.state === 'ready').length;
  if (ready === images.length) return texts.say('status-done');
  if (ready > 0)
    return texts.say('status-done-partly', { ready, pictures: texts.say('pictures', { count: images.length }) });
  return texts.say(images.some((image) => image.state === 'failed') ? 'status-failed' : 'status-cancelled');
}

/** `GPT Image 1 · 16:9 · 1k · Ink · seeds 42, 43` */
function details({ order, modelLabel, images, phase }: GenerationView, texts: Texts): string {
  const shown = phase === 'finished' ? images.filter((image) => image.state === 'ready') : images;
  return orderDetails(order, modelLabel, shown, texts);
}

export function orderDetails(
  order: Order,
  modelLabel: string,
  shown: readonly { readonly seed: number | null }[],
  texts: Texts,
): string {
  const seeds = shown.flatMap((image) => (image.seed === null ? [] : [image.seed]));
  const parts = [modelLabel, order.aspectRatio, order.resolution];
  if (order.style) parts.push(texts.say(STYLE_LABELS[order.style]));
  // Seeds are names, not amounts: no digit grouping.
  if (seeds.length > 0) parts.push(texts.say('detail-seeds', { seeds: seeds.join(', '), count: seeds.length }));
  return parts.join(' · ');
}

/** One sentence per reason, naming the pictures when there are others. */
function failures({ images }: GenerationView, texts: Texts): string[] {
  const byReason = Map.groupBy(
    images.filter((image) => image.state === 'failed'),
    (image) => failureSentence(image.failure, texts),
  );
  return [...byReason].map(([why, failed]) => {
    if (failed.length === images.length) return texts.say('failed-only', { why });
    const numbers = texts.allOf(failed.map((image) => String(image.index + 1)));
    return texts.say('failed-some', { numbers, count: failed.length, why });
  });
}

/** What it cost, what came back and how long it is kept. */
function settled(view: GenerationView, texts: Texts): string {
  const gone =
    view.gone > 0 ? texts.say('pictures-gone', { pictures: texts.say('pictures', { count: view.gone }) }) : null;
  const parts = [settledCredits(view, texts), gone, keptWords(view.images, texts)];
  return parts.filter((part) => part !== null).join(' · ');
}

/** Until when pictures are kept: the first of them to go, and whether others stay. Null where there is none. */
export function keptWords(images: readonly Pick<ImageView, 'saved' | 'keptUntil'>[], texts: Texts): string | null {
  const days = images.flatMap(({ keptUntil }) => keptUntil ?? []).toSorted((a, b) => a.getTime() - b.getTime());
  const anySaved = images.some(({ saved }) => saved);
  const [day] = days;
  if (!day) return anySaved ? texts.say('saved') : null;
  return texts.say(anySaved ? 'kept-until-rest' : 'kept-until', { day });
}

/** `3 credits used · 1 credit given back` */
export function settledCredits(
  view: Pick<GenerationView, 'creditsCaptured' | 'creditsReleased'>,
  texts: Texts,
): string {
  const credits = (count: number): string => texts.say('credits', { count });
  const parts: string[] = [];
  if (view.creditsCaptured > 0) parts.push(texts.say('credits-used', { credits: credits(view.creditsCaptured) }));
  if (view.creditsReleased > 0) parts.push(texts.say('credits-returned', { credits: credits(view.creditsReleased) }));
  return parts.length > 0 ? parts.join(' · ') : texts.say('nothing-charged');
}

/** `4 credits`, or `free`. */
export function priceOf(count: number, texts: Texts): string {
  return count === 0 ? texts.say('free') : texts.say('credits', { count });
}

function buttons(view: GenerationView, texts: Texts): readonly (readonly Button[])[] {
  const subject = textForm('gen', view.id);
  const button = (verb: string, label: string, style: PressButton['style']): Button => ({
    verb,
    subject,
    label,
    style,
  });
  if (view.phase !== 'finished')
    return [
      [
        button('cancel', texts.say('button-cancel'), 'danger'),
        // Where the bot can only answer presses, this is how a late result is fetched.
        button('show', texts.say('button-show-result'), 'plain'),
      ],
    ];
  const again = button('reroll', texts.say('button-reroll'), 'primary');
  const [only, second] = view.images.filter((image) => image.state === 'ready');
  const human = wasRefused(view.images) ? [askHumanButton(texts)] : [];
  if (!only) return [[again, ...human]];
  const show = button('show', texts.say('button-show-again'), 'plain');
  if (!second) return [[again, ...keepButtons(subject, only.saved, texts), show, ...human]];
  return [[again, show, ...human], numbered(view.images, texts)];
}

/** Whether a machine has refused one of them. */
function wasRefused(images: readonly ImageView[]): boolean {
  return images.some(({ state, failure }) => state === 'failed' && failure !== null && BY_A_MACHINE.has(failure));
}

/** Save or Unsave, and Delete, for a picture (`img_…`) or for the only one of a request (`gen_…`). */
export function keepButtons(subject: string, saved: boolean, texts: Texts): readonly Button[] {
  return [
    saved
      ? { verb: 'unsave', subject, label: texts.say('button-unsave'), style: 'plain' }
      : { verb: 'save', subject, label: texts.say('button-save'), style: 'plain' },
    { verb: 'delete', subject, label: texts.say('button-delete'), style: 'danger' },
  ];
}

/** Each of several pictures opens by itself, to be kept or deleted. */
function numbered(images: readonly ImageView[], texts: Texts): readonly Button[] {
  return images
    .filter((image) => image.state === 'ready')
    .map(({ id, index }) => ({
      verb: 'open',
      subject: textForm('img', id),
      label: texts.say('button-picture', { number: index + 1 }),
      style: 'plain',
    }));
}
