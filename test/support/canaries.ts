// Somebody who uses everything there is, with something in every field that nobody else has written, and leaves.

import assert from 'node:assert/strict';
import type { Pool } from 'pg';
import { hasZip, isSettled } from '../../sim/demo/reading.ts';
import type { Bubble, Seat } from '../../sim/demo/seat.ts';
import type { Needle } from '../../src/residue/needles.ts';
import { choose, payAt, told } from './buying.ts';
import type { Shop } from './product.ts';

const NUMBER = /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}/;

/** Where a canary is from, unlike what was collected. */
export const HERE = 'here';
/** Every kind there is. */
export const CANARIES: ReadonlySet<string> = new Set(
  'prompt|cell|search|question|file name|user id|name|lastName|username|nick|email|billing name'.split('|'),
);

type Canary = Needle & { readonly text: string };
type Who = { readonly username: string } & Readonly<Record<string, string>>;
/** Somebody, what only they have said, and who they are: as the platforms and Stripe tell it, and nobody keeps. */
type Somebody = {
  readonly seat: Seat;
  readonly account: string;
  readonly said: readonly Canary[];
  readonly known: readonly Canary[];
};

/** Uses everything, with something in every field that nobody else has written. */
export async function everything(pool: Pool, seat: Seat, who: Who): Promise<Somebody> {
  const tag = `${seat.name.at(-1)}${seat.userId}`.replaceAll(/\W/g, '');
  const canary = (kind: string, text = `canary ${kind} of ${tag} «ü»`): Canary => ({ kind, from: HERE, text });
  const [prompt, cell, word, question] = [canary('prompt'), canary('cell'), canary('search'), canary('question')];
  const fileName = canary('file name', `canary-file-${tag}`);
  const payer = { email: `${who.username}@canary-mail.example`, name: `Payer ${who.username.toUpperCase()}` };

  const picture = await seat.type(`/imagine ${prompt.text} --count 2`);
  await picture.until(isSettled);
  await payAt(await choose(seat, /^100 credits · €4\.90$/), 'card', payer);
  await told(seat, /100 credits have arrived/);
  const upload = {
    name: `canary-file-${tag}.csv`,
    bytes: Buffer.from(`prompt,mood\n"${prompt.text} again",${cell.text}\n`),
    contentType: 'text/csv',
  };
  const run = await seat.attach(upload);
  await seat.press(run, 'Start');
  await run.until(hasZip);
  await seat.attach(upload);
  await seat.type(`/history ${word.text}`);
  const history = await seat.type('/history');
  await pressIfThere(seat, history, '1');
  await seat.type(`/support ${question.text}`);
  await pressIfThere(seat, await seat.type('/settings'), '中文');
  await pressIfThere(seat, await seat.type('/settings'), 'English');
  const copy = await seat.type('/export');
  await copy.until(({ files, links }) => files.length > 0 || links.size > 0);
  const { rows } = await pool.query<{ account: string }>(
    'select account_id as account from identity order by created_at desc limit 1',
  );
  return {
    seat,
    account: rows[0]?.account ?? assert.fail('nobody is there'),
    said: [prompt, cell, word, question, fileName],
    known: [
      canary('user id', seat.userId),
      ...Object.entries(who).map(([kind, text]) => canary(kind, text)),
      canary('email', payer.email),
      canary('billing name', payer.name),
    ],
  };
}

async function pressIfThere(seat: Seat, bubble: Bubble, label: string): Promise<void> {
  if (bubble.look().buttons.includes(label)) await seat.press(bubble, label);
}

type Buyer = ReturnType<Shop['telegram']['person']>;

/** The message with the invoice for some Stars. */
export async function invoiceFor(person: Buyer) {
  const asked = person.send('/buy');
  const message = await person.chat.nextMessage(({ replyTo }) => replyTo === asked);
  const label = message.buttons.find((button) => /⭐/.test(button.label))?.label ?? assert.fail(message.describe());
  person.press(message, { label });
  return person.chat.nextMessage(({ invoice }) => invoice !== undefined);
}

/** Asks and confirms; the number of the receipt. */
export async function leave(seat: Seat): Promise<string> {
  const question = await seat.type('/deleteme');
  const { bubble } = await seat.press(question, 'Delete everything');
  const [number] = NUMBER.exec(bubble?.look().text ?? '') ?? [];
  return number ?? assert.fail(bubble?.look().text);
}
