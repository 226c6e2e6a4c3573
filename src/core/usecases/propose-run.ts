// `/bulk`: a file is read, checked and priced; nothing is held until somebody presses Start.

import type { Asking, ProposedRun, Repeated, RunUpload } from '../answers.ts';
import { columnKey, columnsNamed, type RowProblem } from '../domain/bulk-row.ts';
import type { AccountId, BulkRunId } from '../domain/ids.ts';
import { refuse } from '../domain/refusal.ts';
import type { Needs } from '../needs.ts';
import { viewRun } from '../views.ts';
import { agreed } from './agreement.ts';
import { openDelivery } from './open-delivery.ts';
import { readUpload } from './read-upload.ts';
import { sight } from './sight.ts';

/** @throws Refusal for a file no row of which can be run; then nothing was written. */
export function proposeRun(needs: Needs) {
  return async (ask: Asking, upload: RunUpload): Promise<Repeated | ProposedRun> => {
    const { quote, problems } = await priceUpload(needs, upload);
    const id = needs.newId<BulkRunId>();
    const written = await needs.store.transaction(async (rows) => {
      const account = await sight(needs, rows, ask);
      if (!account) return null;
      // A file is read and priced for whoever has not been asked yet: Start asks them.
      if (account.paused || account.refused) await agreed(needs, rows, account);
      const sourceKey = sourceKeyOf(account.id, id);
      await rows.runs.propose({ id, accountId: account.id, fileName: upload.name, sourceKey, ...quote });
      return { deliveryId: await openDelivery(needs, rows, account, ask.address, { kind: 'run', id }), sourceKey };
    });
    if (!written) return { kind: 'repeated' };
    // After the row: a crash leaves a run without its file, which Start refuses, and never a file that nothing knows of.
    await needs.bucket.putIfAbsent(written.sourceKey, upload.bytes, 'text/plain');
    const run = await needs.store.runs.find(id);
    // Its owner was erased meanwhile: nothing of theirs stays behind.
    if (!run) await needs.bucket.remove(written.sourceKey);
    if (!run) return refuse('not-found', {});
    return {
      kind: 'accepted',
      view: await viewRun(needs.store, run),
      deliveryId: written.deliveryId,
      problems,
    };
  };
}

function sourceKeyOf(accountId: AccountId, id: BulkRunId): string {
  return `t/${accountId}/runs/${id}/source`;
}

async function priceUpload(needs: Needs, upload: RunUpload) {
  const { columns, lines } = await readUpload(needs, upload.name, upload.bytes);
  const problems: RowProblem[] = [];
  let [rows, problemRows, images, credits] = [0, 0, 0, 0];
  let firstPrompt = '';
  const named = new Set<string>();
  for await (const read of lines) {
    if (read.kind === 'problems') {
      problems.push(...read.problems);
      problemRows++;
      continue;
    }
    const { order } = read.line;
    for (const key of columnsNamed(read.cells, columns)) named.add(key);
    if (rows === 0) firstPrompt = order.prompt;
    rows++;
    images += order.count;
    credits += order.count * order.creditsEach;
  }
  // The reader refuses a file without lines: here every line said that it is finished.
  if (rows === 0) return problemRows === 0 ? refuse('csv-nothing-left', {}) : refuse('csv-no-good-rows', { problems });
  // A column that a prompt puts to use needs no warning.
  const unknownColumns = columns.unknown.filter((name) => !named.has(columnKey(name)));
  return { quote: { rows, problemRows, images, credits, firstPrompt, unknownColumns }, problems };
}
