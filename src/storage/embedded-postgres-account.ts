/** Under which system account PostgreSQL runs, because it refuses to run as root. */
import { spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { lstat, lchown, readdir, stat } from 'node:fs/promises';
import { platform, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';

/**
 * - `self`: as we are.
 * - `mapped`: in a user namespace where we look like uid 65534. The host sees no new user, files stay ours, and folders
 *   only we may enter stay reachable.
 * - `nobody`: we are root and may not make namespaces (as in most containers): really as uid 65534, which must own the
 *   files and be able to reach them.
 */
export type Account = 'self' | 'mapped' | 'nobody';

const nobody = 65534;
/** From util-linux, which every Debian has, the small images of Node included. */
const unshare = 'unshare';
const asNobody = ['--user', `--map-user=${nobody}`, `--map-group=${nobody}`, '--'];

/** Picks the account for this process. Throws when there is none PostgreSQL would accept. */
export async function chooseAccount(): Promise<Account> {
  const root = process.getuid?.() === 0;
  if (!root && hasName()) return 'self';
  if (await canMapUsers()) return 'mapped';
  if (root && platform() === 'linux') return 'nobody';
  throw new Error(
    root
      ? 'PostgreSQL refuses to run as root: start this program as an ordinary user'
      : `PostgreSQL needs a user with a name, and uid ${process.getuid?.()} has none in /etc/passwd: add one, or set DATABASE_URL`,
  );
}

/** How to spawn `file` under `account`: the command, its arguments, and the options that belong to it. */
export function commandFor(account: Account, file: string, args: string[]): [string, string[], SpawnOptions] {
  if (account === 'mapped') return [unshare, [...asNobody, file, ...args], {}];
  return [file, args, account === 'nobody' ? { uid: nobody, gid: nobody } : {}];
}

/**
 * Makes everything under `folder` belong to the account PostgreSQL will run under. It differs from today's owner when
 * the same data was used with, and then without, user namespaces. Only root can change owners, and only root needs to.
 */
export async function giveTo(account: Account, folder: string): Promise<void> {
  const uid = account === 'nobody' ? nobody : 0;
  if (process.getuid?.() !== 0 || (await stat(folder)).uid === uid) return;
  for (const entry of await readdir(folder, { recursive: true })) await lchown(join(folder, entry), uid, uid);
  // The folder itself is last: a kill half way through must not look finished.
  await lchown(folder, uid, uid);
}

/** The first of `path` and its parents that other users may not enter or read, or null when they can reach `path`. */
export async function closedToOthers(path: string): Promise<string | null> {
  for (let at = path; ; at = dirname(at)) {
    const { mode } = await lstat(at);
    if ((mode & 0o001) === 0) return at;
    if (at === dirname(at)) return null;
  }
}

function hasName(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    // userInfo() throws exactly when the uid has no entry, and then initdb would fail as well.
    return false;
  }
}

async function canMapUsers(): Promise<boolean> {
  const probe = spawn(unshare, [...asNobody, 'true'], { stdio: 'ignore' });
  try {
    const [code] = await once(probe, 'exit');
    return code === 0;
  } catch {
    // There is no such program here (macOS, the smallest images): the other accounts remain.
    return false;
  }
}
