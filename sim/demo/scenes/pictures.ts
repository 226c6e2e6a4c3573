// Single pictures, four at once, and what is refused.

import { STARTER_CREDITS, type Stage } from '../stage.ts';
import { ask, askFirst, receive } from '../acting.ts';
import { balanceIn } from '../reading.ts';

export async function arriving(stage: Stage): Promise<void> {
  const { ann, bob, mei } = stage;
  stage.scene('Hello');
  for (const actor of [ann, bob, mei]) {
    const hello = await ask(stage, actor, '/start');
    const { text } = hello.look();
    stage.promise(`${actor.name} is welcomed with ${STARTER_CREDITS} credits`, text.includes(String(STARTER_CREDITS)));
  }
}

export async function firstPictures(stage: Stage): Promise<void> {
  const { ann, bob, mei } = stage;
  stage.scene('A picture each');
  ann.first = await askFirst(
    stage,
    ann,
    '/imagine a red fox in fresh snow, soft morning light --model sketch --seed 7',
  );
  await receive(stage, ann, ann.first, { pictures: 1, credits: 1, keepAs: 'fox' });

  bob.first = await askFirst(
    stage,
    bob,
    '/imagine a lighthouse on a cliff at dusk, waves below --ar 16:9 --model sketch',
  );
  const [lighthouse] = await receive(stage, bob, bob.first, { pictures: 1, credits: 1, keepAs: 'lighthouse' });
  stage.promise('A wide picture is wide', lighthouse !== undefined && lighthouse.bytes.readUInt32BE(16) === 1376);

  const cranes = await askFirst(stage, mei, '/imagine 月光下的古塔，樱花飘落 --ar 3:4 --model sketch --style ink');
  await receive(stage, mei, cranes, { pictures: 1, credits: 1, keepAs: 'pagoda' });

  const paid = await ask(stage, bob, '/imagine a paper boat on a quiet lake');
  await receive(stage, bob, paid, { pictures: 1, credits: 1, keepAs: 'boat-gpt' });
  stage.promise(
    'Without a name the default model draws: the OpenAI-compatible API was asked once',
    stage.images.imageCount === 1 && paid.look().text.includes('GPT Image 1 Mini'),
    `${stage.images.imageCount} pictures`,
  );
}

export async function fourAtOnce(stage: Stage): Promise<void> {
  const { ann, bob } = stage;
  stage.scene('Four at once: an album on Telegram, a grid on Discord');
  const whales = await ask(stage, ann, '/imagine a whale swimming through the night sky --count 4 --model sketch');
  const album = await receive(stage, ann, whales, { pictures: 4, credits: 4, keepAs: 'whales' });
  const robots = await ask(
    stage,
    bob,
    '/imagine a small robot in a flower garden --count 4 --model sketch --style poster',
  );
  const grid = await receive(stage, bob, robots, { pictures: 4, credits: 4, keepAs: 'robots' });
  const distinct = new Set([...album, ...grid].map(({ bytes }) => bytes.toString('base64')));
  stage.promise('Eight pictures, eight seeds, none like another', distinct.size === 8, `${distinct.size} different`);
}

export async function refusals(stage: Stage): Promise<void> {
  const { ann, bob } = stage;
  stage.scene('A no that helps');
  const before = balanceIn((await ann.type('/balance')).look());
  const flag = await ask(stage, ann, '/imagine a castle on a hill --arr 16:9');
  stage.promise('An unknown option is answered with the one that was meant', flag.look().text.includes('--ar'));
  const filtered = await ask(stage, bob, '/imagine a forbidden scene');
  await stage.follow(filtered, ({ text }) => text.includes('not charged'), { timeoutMs: 30_000 });
  stage.promise('What a safety filter refuses is explained and not charged', bob.pictures(filtered).length === 0);
  const after = balanceIn((await ann.type('/balance')).look());
  stage.promise('A refused request costs nothing', before === after, `${before} before, ${after} after`);
}
