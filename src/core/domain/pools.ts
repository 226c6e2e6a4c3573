// Pools: groups of work that share a capacity, so that a slow provider or chat holds up nobody else.

import { MODELS } from './models.ts';

/** Work that touches chats, and work that packs files. */
export const CHAT_POOL = 'chat';
export const FILES_POOL = 'files';

/** Packing what somebody has here; beside the other rights, because it may take minutes. */
export const EXPORT_POOL = 'export';

/** What people have a right to: it waits behind nothing else. */
export const RIGHTS_POOL = 'rights';

/** A picture asked for by hand goes before one of a run. */
export const CLASS_OF_REQUEST = 'interactive';
export const CLASS_OF_RUN = 'bulk';

/** The pool in which a model's pictures wait: one for each provider. */
export function poolOf(model: string): string {
  const found = MODELS.find((each) => each.name === model);
  if (!found) throw new Error(`no model is called ${model}`);
  return `draw-${found.provider}`;
}
