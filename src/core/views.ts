// Turns rows into what a status message shows.

import type { Catalogue } from './domain/models.ts';
import { MODELS } from './domain/models.ts';
import { keptUntil } from './domain/retention.ts';
import {
  phaseOf,
  type ExportView,
  type GenerationView,
  type HistoryView,
  type PictureView,
  type PurchaseView,
  type RunView,
} from './domain/view.ts';
import type { AccountId } from './domain/ids.ts';
import type { Export } from './export-rows.ts';
import type { Purchase } from './payment-rows.ts';
import type { History, Picture } from './picture-rows.ts';
import type { Generation } from './generation-rows.ts';
import type { BulkRun } from './run-rows.ts';
import type { Rows } from './store.ts';

/** A place in line is counted up to here. */
export const AHEAD_MAX = 100;

/** A request as its status message shows it now. */
export async function viewGeneration(rows: Rows, generation: Generation): Promise<GenerationView> {
  const owed = generation.images.some((image) => image.state === 'owed');
  const started = owed && (await rows.tasks.started(generation.id));
  const waits = phaseOf(generation.images, started) === 'queued';
  return showGeneration(generation, { started, ahead: waits ? await rows.tasks.ahead(generation.id, AHEAD_MAX) : 0 });
}

/** The same with what the queue says of it. */
export function showGeneration(
  { id, order, images, goneImages, goneCredits }: Generation,
  { started, ahead }: { started: boolean; ahead: number },
): GenerationView {
  const phase = phaseOf(images, started);
  const captured = images.filter((image) => image.captured).length * order.creditsEach + goneCredits;
  const dead =
    images.filter((image) => image.state === 'failed' || image.state === 'cancelled').length * order.creditsEach;
  return {
    kind: 'generation',
    id,
    order,
    modelLabel: labelOf(order.model),
    images: images.map(({ id, index, seed, state, failure, finishedAt, savedAt }) => ({
      id,
      index,
      seed,
      state,
      failure,
      saved: savedAt !== null,
      keptUntil: state === 'ready' ? keptUntil(finishedAt, savedAt) : null,
    })),
    phase,
    ahead,
    creditsCaptured: captured,
    creditsReleased: dead,
    gone: goneImages,
  };
}

/** A run as its status message shows it now. */
export async function viewRun(rows: Rows, run: BulkRun): Promise<RunView> {
  const begun = run.state !== 'proposed' && run.state !== 'expired';
  const tally = begun ? await rows.runs.tally(run.id) : null;
  const settled = run.state === 'finished' || run.state === 'cancelled';
  const { available } = await rows.ledger.read(run.accountId);
  return {
    kind: 'run',
    id: run.id,
    state: run.state,
    stopped: run.stopped,
    fileName: run.fileName,
    firstPrompt: run.firstPrompt,
    rows: run.rows,
    problemRows: run.problemRows,
    unknownColumns: run.unknownColumns,
    images: run.images,
    creditsNeeded: run.credits,
    creditsAvailable: available,
    ready: tally?.ready ?? 0,
    failed: tally?.failed ?? 0,
    cancelled: tally?.cancelled ?? 0,
    gone: tally?.gone ?? run.goneImages,
    creditsCaptured: tally?.capturedCredits ?? 0,
    // What was withdrawn before its Start was never set aside.
    creditsReleased: settled && tally && run.holdId ? run.credits - tally.capturedCredits : 0,
    parts: run.parts,
  };
}

/** A finished picture by itself. */
export function viewPicture(picture: Picture): PictureView {
  const { id, generationId, order, seed, finishedAt, savedAt, runId } = picture;
  return {
    kind: 'picture',
    id,
    generationId,
    order,
    modelLabel: labelOf(order.model),
    seed,
    saved: savedAt !== null,
    keptUntil: keptUntil(finishedAt, savedAt),
    finishedAt,
    ofRun: runId !== null,
  };
}

/** How many pictures one page of /history shows. */
const HISTORY_PAGE = 9;

/** A page of somebody's pictures; the last one, where there are fewer by now. */
export async function viewHistory(rows: Rows, { id, accountId, words, page }: Shown): Promise<HistoryView> {
  const read = (at: number): ReturnType<Rows['images']['page']> =>
    rows.images.page(accountId, { words, offset: (at - 1) * HISTORY_PAGE, limit: HISTORY_PAGE });
  let { found, pictures } = await read(page);
  const pages = Math.max(1, Math.ceil(found / HISTORY_PAGE));
  if (page > pages) ({ found, pictures } = await read(pages));
  return { kind: 'history', id, words, page: Math.min(page, pages), pages, found, pictures: pictures.map(viewPicture) };
}

type Shown = History & { readonly accountId: AccountId };

/** A copy of somebody's data as its message shows it now; the link is made when it is brought. */
export function viewExport({ id, state, files, packed, way, parts, expiresAt }: Export): ExportView {
  const byLink = way === 'link';
  return {
    kind: 'export',
    id,
    state,
    files,
    packed,
    parts: byLink ? [] : parts,
    bytes: parts.reduce((sum, part) => sum + part.bytes, 0),
    byLink,
    url: null,
    expiresAt,
  };
}

/** A purchase as its message shows it now. */
export function viewPurchase({ id, product, credits, money, state, url, expiresAt }: Purchase): PurchaseView {
  const isOpen = state === 'open';
  return {
    kind: 'purchase',
    id,
    product,
    credits,
    money,
    state,
    url: isOpen ? url : null,
    expiresAt: isOpen ? expiresAt : null,
  };
}

function labelOf(name: string): string {
  return MODELS.find((model) => model.name === name)?.label ?? name;
}

/** Models as help and choices list them. */
export function describeModels(catalogue: Catalogue) {
  return catalogue.map((model) => ({
    name: model.name,
    label: model.label,
    credits: model.credits,
    ratios: [...new Set(Object.values(model.sizes).flatMap((sizes) => Object.keys(sizes)))],
    resolutions: Object.keys(model.sizes),
    takesSeed: model.takesSeed,
  }));
}
