// A fresh Telegram world per test, a real grammY client to call it with, and a picture to send.

import type { TestContext } from 'node:test';
import { Api, GrammyError } from 'grammy';
import sharp from 'sharp';
import type { Person } from '../../sim/telegram/people.ts';
import { createTelegramWorld, type TelegramOptions, type TelegramWorld } from '../../sim/telegram/world.ts';

export type Stage = { world: TelegramWorld; api: Api; ada: Person };

/** A world in which Ada has written to the bot already; closed when the test ends. */
export async function setTheStage(t: TestContext, options: TelegramOptions = {}): Promise<Stage> {
  const world = await createTelegramWorld(options);
  t.after(() => world.close());
  const ada = world.person({ name: 'Ada' });
  ada.send('/start');
  return { world, api: new Api(world.token, { apiRoot: world.apiUrl }), ada };
}

/** For `assert.rejects`: the refusal Telegram words like this. */
export function refusal(code: number, description: string): (error: unknown) => boolean {
  return (error) => {
    if (!(error instanceof GrammyError)) throw error;
    if (error.error_code === code && error.description === description) return true;
    throw new Error(`Expected ${code} ${description}, got ${error.error_code} ${error.description}`);
  };
}

export async function png(width = 64, height = 48): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: '#a34' } })
    .png()
    .toBuffer();
}
