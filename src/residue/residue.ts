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
  /** Looks for one account as far as it is known here, or for what is in a file, also in files of the operator's. */
  lookFor(what: { readonly who: string } | { readonly needles: string }, files: readonly string[]): Promise<Said>;
}

/** @param opens what of one account is sealed, as long as its key is there */
export function residueIn(
  places: Places,
  sources: Omit<Sources, 'open'>,
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
    async lookFor(what, files) {
      const needles = 'who' in what ? (await known(what.who))?.needles : await unlessUnreadable(what.needles);
      if (!needles) return NOBODY;
      if ('ok' in needles) return needles;
      const report = await look(needles, places, files);
      return { lines: linesOf(report), ok: isClean(report) };
    },
  };
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
