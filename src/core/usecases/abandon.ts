// The result of work whose account is being erased, or that was for something deleted since: it is taken away again, and the task ends.

import type { Needs } from '../needs.ts';
import type { ClaimedTask } from '../task-rows.ts';
import type { TaskOutcome } from './run-task.ts';

/**
 * Call when a result could not be written. Where only the lease was lost, somebody else has the task and its files.
 * @param remove takes away what this worker has put into the bucket
 * @param isWanted whether what it was made for is still there
 */
export async function abandon(
  { store }: Needs,
  task: ClaimedTask,
  remove: () => Promise<void>,
  isWanted: () => Promise<boolean> = async () => true,
): Promise<TaskOutcome> {
  const account = await store.accounts.get(task.accountId);
  if (account?.state === 'active' && (await isWanted())) return 'lease-lost';
  await remove();
  return (await store.tasks.end(task, 'cancelled')) ? 'cancelled' : 'lease-lost';
}
