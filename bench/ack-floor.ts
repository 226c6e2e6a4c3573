// The floor of acknowledging: the barest bot of each library, which answers every command with the same words.

import { ApplicationCommandOptionType, Client, Events } from 'discord.js';
import { Bot } from 'grammy';
import { answerParent } from './children.ts';

const WORDS = 'I heard you.';

answerParent(async () => {
  const { DISCORD_TOKEN = '', DISCORD_API_URL = '', TELEGRAM_TOKEN = '', TELEGRAM_API_URL = '' } = process.env;
  const discord = new Client({ intents: [], rest: { api: DISCORD_API_URL } });
  discord.on(Events.InteractionCreate, (interaction) => {
    if (interaction.isChatInputCommand()) interaction.reply(WORDS).catch(fail);
  });
  const ready = new Promise<Client<true>>((resolve) => void discord.once(Events.ClientReady, resolve));
  await discord.login(DISCORD_TOKEN);
  const prompt = {
    name: 'prompt',
    description: 'What to draw',
    type: ApplicationCommandOptionType.String,
    required: true,
  } as const;
  await (await ready).application.commands.set([{ name: 'imagine', description: 'Draws', options: [prompt] }]);

  const telegram = new Bot(TELEGRAM_TOKEN, { client: { apiRoot: TELEGRAM_API_URL } });
  telegram.on('message', (context) => context.reply(WORDS));
  telegram.catch(fail);
  const polling = telegram.start().catch(fail);
  return {
    deeds: {},
    async close() {
      await discord.destroy();
      await telegram.stop();
      await polling;
    },
  };
});

function fail(error: unknown): void {
  console.error(error);
  process.exitCode = 1;
}
