// Try the rest again: the rows of a finished run that have no pictures become a new proposal, priced as any other.

import type { Asking, ProposedRun, Repeated } from '../answers.ts';
import type { BulkRunId } from '../domain/ids.ts';
import { refuse } from '../domain/refusal.ts';
import type { Needs } from '../needs.ts';
import { refuseAbsent } from './absent.ts';
import { problemsOf } from './assemble-run.ts';
import { proposeRun } from './propose-run.ts';

export function retryRun(needs: Needs) {
  const propose = proposeRun(needs);
  return async (ask: Asking, id: BulkRunId): Promise<Repeated | ProposedRun> => {
    const accountId = await needs.store.accounts.find(ask.person);
    const run = await needs.store.runs.find(id);
    if (!run) return refuseAbsent(needs.store, 'run', id);
    if (accountId !== run.accountId) return refuse('not-yours', {});
    if (run.state !== 'finished') return refuse('nothing-to-retry', {});
    const source = await needs.bucket.get(run.sourceKey);
    if (!source) return refuse('file-unavailable', {});
    const left = await needs.archivist.failedRows({
      table: needs.tables.rows(run.fileName, source),
      problems: await problemsOf(needs, run, source),
      images: await needs.store.runs.images(id),
      gone: new Set(run.goneRows),
    });
    if (!left) return refuse('nothing-to-retry', {});
    return propose(ask, { name: `${run.fileName.replace(/\.[A-Za-z]{3}$/, '')}.csv`, bytes: left });
  };
}
