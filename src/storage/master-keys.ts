// The master keys: what wraps the keys of the keyring, and is kept neither there nor in the database.

import { hkdfSync, randomBytes, randomUUID, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, open as openFile, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { StartRefused } from '../core/start-refused.ts';
import { KEY_BYTES, open, seal, subKey } from './boxes.ts';
import { folderSync } from './folder-sync.ts';

/** What a service for keys can stand behind as well as a file: docs/decisions/0018-sealing.md says how. */
export interface MasterKeys {
  /** Names of those at hand; the first is the one to wrap with. They say nothing about the keys. */
  ids(): readonly string[];
  /** @param about what is wrapped; it opens with the same alone */
  wrap(id: string, about: string, key: Uint8Array): Promise<Buffer>;
  /**
   * Null when the key is not what was wrapped about this.
   * @throws MasterKeyMissing
   */
  unwrap(id: string, about: string, wrapped: Uint8Array): Promise<Buffer | null>;
  /** Looks again for keys that somebody has added meanwhile. */
  reread(): Promise<void>;
  /** Where whoever runs the program can do that: makes a key that comes before those that are there. */
  readonly file: MasterKeyFile | null;
}

interface MasterKeyFile {
  /** Makes another key, the first from now on. */
  renew(): Promise<void>;
  /** Leaves the first one only. */
  forget(): Promise<void>;
}

/** Something is wrapped with a master key that is not at hand. */
export class MasterKeyMissing extends Error {
  readonly id: string;

  constructor(id: string) {
    super(`the master key ${id} is not at hand`);
    this.name = 'MasterKeyMissing';
    this.id = id;
  }
}

const FILE = 'master.key';
const syncFolder = folderSync();

/** The keys of the configuration or, where it has none, those of a file beside the data, which the first process makes. */
export async function openMasterKeys(config: {
  readonly masterKeys: readonly string[];
  readonly dataDir: string;
}): Promise<MasterKeys> {
  if (config.masterKeys.length > 0) return given(config.masterKeys);
  return inFile(config.dataDir);
}

type Known = ReadonlyMap<string, KeyObject>;

/** By name: of each key only what wraps with it is kept. */
function known(keys: readonly string[]): Known {
  return new Map(
    keys.map((text) => {
      const key = Buffer.from(text, 'base64');
      const name = Buffer.from(hkdfSync('sha256', key, '', 'easel master key name', 8)).toString('hex');
      const wrapping = subKey(key, 'easel wrapping');
      key.fill(0);
      return [name, wrapping] as const;
    }),
  );
}

function given(texts: readonly string[]): MasterKeys {
  const keys = known(texts);
  return { ...wrappingWith(() => keys), reread: async () => undefined, file: null };
}

function wrappingWith(keys: () => Known): Pick<MasterKeys, 'ids' | 'wrap' | 'unwrap'> {
  const named = (id: string): KeyObject => {
    const key = keys().get(id);
    if (!key) throw new MasterKeyMissing(id);
    return key;
  };
  return {
    ids: () => [...keys().keys()],
    wrap: async (id, about, key) => seal(named(id), about, key),
    unwrap: async (id, about, wrapped) => open(named(id), about, wrapped),
  };
}

async function inFile(folder: string): Promise<MasterKeys> {
  const path = join(folder, FILE);
  let texts = await firstOf(folder, path);
  let keys = known(texts);
  const change = async (lines: readonly string[]): Promise<void> => {
    await replace(folder, path, lines);
    texts = lines;
    keys = known(texts);
  };
  return {
    ...wrappingWith(() => keys),
    async reread() {
      texts = await read(path);
      keys = known(texts);
    },
    file: {
      renew: () => change([newKey(), ...texts]),
      forget: () => change(texts.slice(0, 1)),
    },
  };
}

function newKey(): string {
  return randomBytes(KEY_BYTES).toString('base64');
}

/** Of several processes that start at once the first makes it, and all read that one. */
async function firstOf(folder: string, path: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  if (!existsSync(path)) {
    const draft = `${path}.${randomUUID()}`;
    try {
      await write(draft, [newKey()]);
      // Whole under its name or not there, and never over another one.
      await link(draft, path).catch((error: unknown) => {
        if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
      });
    } finally {
      await unlink(draft);
    }
    await syncFolder(folder);
  }
  return read(path);
}

async function read(path: string): Promise<readonly string[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  if (lines.length === 0 || lines.some((line) => Buffer.from(line, 'base64').length !== KEY_BYTES))
    throw new StartRefused(`${path} is not a list of keys, each 32 bytes in base64, one a line`);
  return lines;
}

/** All of it or what was there before, also after a power cut. */
async function replace(folder: string, path: string, lines: readonly string[]): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  await write(draft, lines);
  await rename(draft, path);
  await syncFolder(folder);
}

async function write(path: string, lines: readonly string[]): Promise<void> {
  const file = await openFile(path, 'wx', 0o600);
  try {
    await file.writeFile(lines.map((line) => `${line}\n`).join(''));
    await file.sync();
  } finally {
    await file.close();
  }
}
