// Zero residue, as an operator asks for it: what there is of somebody, written down before an erasure, and looked for after it.

import { asId, fromTextForm, type AccountId } from '../core/domain/ids.ts';
import { collect, type Sources } from './collect.ts';
import { look, type Places } from './look.ts';
import { NeedlesUnreadable, readNeedles, writeNeedles, type Needle } from './needles.ts';
import { reading } from './reading.ts';
import { isClean } from './report.ts';
import { linesOf } from './words.ts';

/** What is said, and whether nothing was found. */
type Said = { readonly lines: readonly string[]; readonly ok: boolean };

export interface Residue {
  /** Gathers what is known of an account into a file that must not be there yet, readable by its owner alone. */
  writeDown(who: string, file: string): Promise<Said>;
  /**
   * Looks for one account as far as it is known here, or for what is in a file, also in files of the operator's.
   * @param how `anew`: after the program's own server has written its tables anew, where bytes of deleted rows are left
   */
  lookFor(
    what: { readonly who: string } | { readonly needles: string },
    files: readonly string[],
    how?: { readonly anew: boolean },
  ): Promise<Said>;
}

type Needs = Omit<Sources, 'open'> & {
  /** Has the tables written anew, and tells which were in use; null for a server of somebody's own. */
  readonly scrub: (() => Promise<{ readonly busy: readonly string[] }>) | null;
};

/** A table in use is free again in a moment. */
const SCRUBS_MAX = 3;

/** @param opens what of one account is sealed, as long as its key is there */
export function residueIn(
  places: Places,
  { scrub, ...sources }: Needs,
  opens: (account: AccountId) => Promise<Sources['open']>,
): Residue {
  const known = async (who: string) => {
    const account = await accountOf(sources.databaseUrl, who);
    return account && collect(account, { ...sources, open: await opens(account) });
  };
  return {
    async writeDown(who, file) {
      const collected = await known(who);
      if (!collected) return NOBODY;
      await writeNeedles(file, collected.needles);
      return {
        lines: [
          `${collected.needles.length} values are in ${file}: what to look for once this account is erased.`,
          `${collected.shared} others stay by law or are somebody else’s as well, ${collected.unfit} are too short or too common.`,
          'It is personal data in clear. Keep it away from the stores, and delete it when you have looked.',
        ],
        ok: true,
      };
    },
    async lookFor(what, files, { anew } = { anew: false }) {
      if (anew && !scrub) return NOT_OURS;
      const needles = 'who' in what ? (await known(what.who))?.needles : await unlessUnreadable(what.needles);
      if (!needles) return NOBODY;
      if ('ok' in needles) return needles;
      const busy = anew && scrub ? await writeAnew(scrub) : [];
      const report = await look(needles, places, files);
      const notAnew = busy.length > 0 ? [`In use, so not written anew: ${busy.join(', ')}.`, ''] : [];
      return { lines: [...notAnew, ...linesOf(report)], ok: isClean(report) };
    },
  };
}

/** What is still in use after some tries. */
async function writeAnew(scrub: NonNullable<Needs['scrub']>): Promise<readonly string[]> {
  let { busy } = await scrub();
  for (let times = 1; busy.length > 0 && times < SCRUBS_MAX; times += 1) ({ busy } = await scrub());
  return busy;
}

async function unlessUnreadable(path: string): Promise<readonly Needle[] | Said> {
  try {
    return await readNeedles(path);
  } catch (error) {
    if (error instanceof NeedlesUnreadable)
      return { lines: [`Line ${error.line} of ${path} is no value to look for.`], ok: false };
    throw error;
  }
}

const NOT_OURS: Said = {
  lines: [
    'The server is not the program’s own, and its tables are not written anew from here.',
    'docs/operations.md, “Looking for what is left”, has the commands for yours.',
  ],
  ok: false,
};

const NOBODY: Said = {
  lines: [
    'There is no such account here. Once it is erased nobody knows what was of it but the file that was written before:',
    'npm run residue -- --needles FILE',
  ],
  ok: false,
};

/** By its id in either form, or by the number of a receipt as long as that still knows whose it is. */
async function accountOf(databaseUrl: string, who: string): Promise<AccountId | null> {
  const id = asId<AccountId>(who) ?? fromTextForm('acc', who);
  const { rows } = await reading(databaseUrl, (client) =>
    client.query<{ id: AccountId }>(
      `select id from account where id = $1
       union all select coalesce(old_id, account_id) from erasure where number = $2 and state <> 'done'`,
      [id, who],
    ),
  );
  return rows[0]?.id ?? null;
}
