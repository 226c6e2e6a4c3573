// What actors do again and again: ask and wait for the pictures, attach a file and wait for the ZIP, look at their balance.

import { countByStatus, openArchive, type Opened } from './archive.ts';
import { balanceIn, creditsUsed, hasZip, isSettled, isUnderWay } from './reading.ts';
import type { Bubble, Look, Shown } from './seat.ts';
import { STARTER_CREDITS, type Actor, type Stage } from './stage.ts';

const SLOW_MS = 60_000;

/** Types a line and prints the answer as it looks at first. */
export async function ask(stage: Stage, actor: Actor, line: string): Promise<Bubble> {
  stage.says(actor, line);
  const bubble = await actor.type(line);
  stage.answers(bubble);
  return bubble;
}

/** Somebody's first request is kept until they have agreed to the notice; whoever has agreed is not asked again. */
export async function askFirst(stage: Stage, actor: Actor, line: string): Promise<Bubble> {
  const notice = await ask(stage, actor, line);
  const [agree = ''] = notice.look().buttons;
  const going = await press(stage, actor, notice, agree);
  stage.promise(
    `${actor.name} read the privacy notice before anything was drawn, agreed by one press, and typed nothing again`,
    isUnderWay(going.look()) || isSettled(going.look()),
    going.look().text,
  );
  return going;
}

/** Presses a button and prints what came of it. */
export async function press(stage: Stage, actor: Actor, bubble: Bubble, label: string): Promise<Bubble> {
  stage.says(actor, `presses [${label}]`);
  const pressed = await actor.press(bubble, label);
  stage.pressed(pressed);
  return pressed.bubble ?? bubble;
}

export async function attach(stage: Stage, actor: Actor, name: string, csv: string): Promise<Bubble> {
  const bytes = Buffer.from(csv);
  stage.says(actor, `/bulk 📎 ${name}, ${csv.trimEnd().split('\n').length - 1} rows`);
  const bubble = await actor.attach({ name, bytes, contentType: 'text/csv' });
  stage.answers(bubble);
  return bubble;
}

/** Waits for a request's pictures, keeps them, and holds the bot to what it owes for `credits`. */
export async function receive(
  stage: Stage,
  actor: Actor,
  bubble: Bubble,
  owed: { readonly pictures: number; readonly credits: number; readonly keepAs: string },
): Promise<readonly Shown[]> {
  const look = await stage.follow(bubble, isSettled, { timeoutMs: SLOW_MS });
  const pictures = actor.pictures(bubble);
  if (look.files.length === 0) stage.shows(pictures);
  await stage.gallery.keep(owed.keepAs, pictures);
  actor.spent += creditsUsed(look);
  const count = owed.pictures === 1 ? 'The picture' : `All ${owed.pictures} pictures`;
  stage.promise(
    `${count} came; the status message became the result; ${owed.credits} paid`,
    pictures.length === owed.pictures && creditsUsed(look) === owed.credits,
    `${pictures.length} pictures, ${creditsUsed(look)} credits`,
  );
  return pictures;
}

/** Waits for a run's ZIP, opens it and checks it against what it says itself and what the chat says. */
export async function receiveZip(stage: Stage, actor: Actor, bubble: Bubble, keepAs: string): Promise<Opened> {
  const before = new Set(actor.bubbles().map(({ id }) => id));
  const look = await stage.follow(bubble, hasZip, { timeoutMs: SLOW_MS });
  const beside = actor.bubbles().filter(({ id }) => !before.has(id) && id !== bubble.id);
  stage.shows(beside.flatMap((other) => other.look().files));
  const zips = look.files.filter(({ name }) => name.endsWith('.zip'));
  const opened = await openArchive(zips.map(({ bytes }) => bytes));
  await stage.gallery.keep(keepAs, zips);
  const pictures = [...opened.files].filter(([name]) => name.startsWith('images/'));
  actor.spent += creditsUsed(look);
  const counts = [...countByStatus(opened)].map(([status, count]) => `${count} ${status}`).join(', ');
  stage.note(`inside the ZIP: ${pictures.length} pictures, results.csv (${counts}), manifest.json`);
  stage.promise(
    'The ZIP holds every file it promises, with the hashes of its manifest, and no row twice',
    opened.faults.length === 0,
    opened.faults.slice(0, 3).join('; '),
  );
  stage.promise(
    `The chat and the manifest agree on the price: ${creditsUsed(look)}`,
    creditsUsed(look) === opened.credits && opened.credits === pictures.length,
    `${creditsUsed(look)} in the chat, ${opened.credits} in the manifest, ${pictures.length} pictures`,
  );
  return opened;
}

/** What `/balance` says, printed. */
async function balance(stage: Stage, actor: Actor): Promise<Look> {
  const bubble = await ask(stage, actor, '/balance');
  return bubble.look();
}

/** Every credit is accounted for: what was given at the start less what came as pictures, and nothing set aside. */
export async function settleUp(stage: Stage, actor: Actor): Promise<void> {
  const look = await balance(stage, actor);
  const bought = actor.bought > 0 ? `, bought ${actor.bought}` : '';
  const left = STARTER_CREDITS + actor.bought - actor.spent;
  stage.promise(
    `${actor.name} began with ${STARTER_CREDITS}${bought}, used ${actor.spent} for pictures that came, and has ${left}`,
    balanceIn(look) === left && !look.text.includes('set aside'),
    look.text.replaceAll('\n', ' '),
  );
}
