// What is yours: to look back on, to take along, and to have deleted for good.

import { setTimeout as pause } from 'node:timers/promises';
import { ask, press } from '../acting.ts';
import { openZip } from '../archive.ts';
import type { Stage } from '../stage.ts';
import { writeDown, type Looked, type Scanner } from './scanning.ts';

/** The receipt promises a minute or a few; a small account takes seconds. */
const ERASED_WITHIN_MS = 60_000;
const TAKEN_BACK_MS = 20_000;

export async function lookingBack(stage: Stage): Promise<void> {
  const { ann } = stage;
  stage.scene('Looking back');
  const history = await ask(stage, ann, '/history');
  const pages = history.look();
  await stage.gallery.keep('history', ann.pictures(history));
  stage.promise(
    'A page of pictures is one picture, with a number and a date on each',
    ann.pictures(history).length === 1 && pages.text.includes('until') && pages.buttons.includes('1'),
    pages.text,
  );
  const found = await ask(stage, ann, '/history fox');
  stage.promise('Words find prompts', /“fox”/.test(plain(found.look().text)), found.look().text);
}

export async function takingAlong(stage: Stage): Promise<void> {
  const { ann } = stage;
  stage.scene('Everything of Ann’s, to take along');
  const copy = await ask(stage, ann, '/export');
  const { files } = await stage.follow(copy, (look) => look.files.some(({ name }) => name.endsWith('.zip')), {
    timeoutMs: 60_000,
  });
  const zip = files.find(({ name }) => name.endsWith('.zip'));
  if (!zip) throw new Error('the copy has no ZIP');
  await stage.gallery.keep('export', [zip]);
  const inside = await openZip([zip.bytes]);
  const names = [...inside.keys()];
  const pictures = names.filter((name) => name.startsWith('files/') && name.endsWith('.png')).length;
  const tables = names.filter((name) => name.endsWith('.jsonl')).length;
  stage.note(`inside the ZIP: README.txt in two languages, ${tables} tables with their schemas, ${pictures} pictures`);
  ann.account = /"id":\s*"([^"]+)"/.exec(inside.get('tables/account.jsonl')?.toString('utf8') ?? '')?.[1] ?? null;
  const prompts = inside.get('tables/generation.jsonl')?.toString('utf8') ?? names.join(' ');
  stage.promise(
    'The copy has every prompt and every picture, and nobody else’s',
    prompts.includes('a red fox in fresh snow') && !prompts.includes('waves below') && pictures > 0,
    names.join(' '),
  );
}

export async function leavingForGood(stage: Stage): Promise<void> {
  const { ann } = stage;
  stage.scene('Ann leaves, and leaves nothing');
  if (ann.account === null) throw new Error('the copy does not say whose it is');
  const scanner = await writeDown(stage, ann.account);
  try {
    const here = await scanner.look();
    const log = stage.program.logFile;
    stage.promise(
      'While Ann is here the scanner finds her ids in the database and in the names of her files, so its zero will say something',
      (here.stores.get('dump') ?? 0) > 0 && (here.stores.get('bucket') ?? 0) > 0,
      here.said,
    );
    stage.promise(
      `${log.split('/').at(-1)} knows nothing of Ann, not even now`,
      here.stores.get('files') === 0,
      here.said,
    );
    await erased(stage);
    stage.note('the same values once more, in the same stores');
    const left = await zeroIn(scanner);
    const [stores, before] = [[...left.stores.keys()], [...here.stores.keys()]];
    stage.promise(`Zero: nothing of Ann’s is left in ${inWords(stores)}`, left.isZero, left.said);
    stage.promise(
      'No store was left out, and no value',
      stores.join() === before.join() && left.values === here.values,
      left.said,
    );
  } finally {
    await scanner.close();
  }
}

/** What a program was at when it was killed is in the queue until another takes it back: then once more. */
async function zeroIn(scanner: Scanner): Promise<Looked> {
  const looked = await scanner.look('anew');
  if (looked.isZero) return looked;
  await pause(TAKEN_BACK_MS);
  return scanner.look('anew');
}

function inWords(stores: readonly string[]): string {
  const [first, ...rest] = stores.toReversed();
  return `${rest.toReversed().join(', ')} and ${first}`;
}

async function erased(stage: Stage): Promise<void> {
  const { ann } = stage;
  const before = await stage.accountFolders();
  const question = await ask(stage, ann, '/deleteme');
  const [yes = ''] = question.look().buttons;
  const receipt = await press(stage, ann, question, yes);
  const [, number = ''] = /number of your receipt:\s+(\S+)/.exec(plain(receipt.look().text)) ?? [];
  const deadline = Date.now() + ERASED_WITHIN_MS;
  const isDeleted = async (): Promise<boolean> =>
    /Everything was deleted/.test((await ann.type(`/deleteme status ${number}`)).look().text);
  while (!(await isDeleted()) && Date.now() < deadline) await pause(500);
  const after = await ask(stage, ann, `/deleteme status ${number}`);
  const folders = await stage.accountFolders();
  stage.promise(
    'By the number of her receipt a stranger learns that everything was deleted; her pictures are gone from the bucket',
    /Everything was deleted/.test(after.look().text) && folders.length === before.length - 1,
    `${after.look().text}; folders ${before.length} before, ${folders.length} after`,
  );
  const nothing = await ask(stage, ann, '/privacy me');
  stage.promise('Easel knows nothing of Ann any more', !/fox/.test(nothing.look().text), nothing.look().text);
}

/** Without the invisible marks that Fluent puts around what it inserts. */
function plain(text: string): string {
  return text.replaceAll(/[\u2066-\u2069]/g, '');
}
