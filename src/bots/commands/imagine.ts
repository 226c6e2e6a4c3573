// /imagine: pictures from a prompt, with options beside it or as flags inside it.

import { COUNT_MAX, PROMPT_MAX, SEED_MAX } from '../../core/domain/order.ts';
import { permute } from '../../core/domain/permutations.ts';
import { readWish } from '../../core/domain/prompt-flags.ts';
import { refuse } from '../../core/domain/refusal.ts';
import { asksReply } from '../consent.ts';
import { priceOf, STYLE_LABELS } from '../generation-status.ts';
import { proposalReply } from '../proposal.ts';
import { statusReply } from '../status.ts';
import { permutationTable } from './permutations.ts';
import type { Choice, Command, CommandOption, Models } from './command.ts';

export const imagine: Command = {
  name: 'imagine',
  describe: 'command-imagine',
  private: false,
  startsWork: true,
  privateWhen: ['private'],
  options: [
    option('prompt', { describe: 'option-prompt', kind: 'text', required: true, maxLength: PROMPT_MAX }),
    option('model', {
      describe: 'option-model',
      kind: 'choice',
      choices: (models, texts) =>
        models.map(({ name, label, credits }) => ({
          value: name,
          label: texts.say('choice-model', { model: label, price: priceOf(credits, texts) }),
        })),
    }),
    option('aspect_ratio', {
      describe: 'option-aspect-ratio',
      kind: 'choice',
      choices: (models) => distinct(models, (model) => model.ratios),
    }),
    option('resolution', {
      describe: 'option-resolution',
      kind: 'choice',
      choices: (models) => distinct(models, (model) => model.resolutions),
    }),
    option('negative_prompt', { describe: 'option-negative-prompt', kind: 'text', maxLength: PROMPT_MAX }),
    option('seed', { describe: 'option-seed', kind: 'integer', min: 0, max: SEED_MAX }),
    option('count', { describe: 'option-count', kind: 'integer', min: 1, max: COUNT_MAX }),
    option('style', {
      describe: 'option-style',
      kind: 'choice',
      choices: (_, texts) => Object.entries(STYLE_LABELS).map(([value, label]) => ({ value, label: texts.say(label) })),
    }),
    option('private', { describe: 'option-private', kind: 'boolean' }),
  ],

  async ask(call, core) {
    const { options } = call;
    const wish = readWish(options['prompt'] ?? call.text, {
      model: options['model'] ?? null,
      aspectRatio: options['aspect_ratio'] ?? null,
      resolution: options['resolution'] ?? null,
      negativePrompt: options['negative_prompt'] ?? null,
      seed: options['seed'] ?? null,
      count: options['count'] ?? null,
      style: options['style'] ?? null,
    });
    // No model here starts from a picture yet: better to say so than to draw as if it had not been sent.
    if (call.files.length > 0) refuse('image-unsupported', { model: wish.model ?? core.models()[0]?.name ?? '' });
    const prompts = permute(wish.prompt);
    if (prompts.length > 1) {
      // What is wrong with all of them is said once, not once a row.
      core.check({ ...wish, prompt: prompts[0] ?? '' });
      const proposed = await core.proposeRun(call, permutationTable(wish, prompts));
      return { reply: (texts) => proposalReply(proposed, texts) };
    }
    const answer = await core.requestGeneration(call, wish);
    if (answer.kind === 'repeated') return { reply: () => null };
    if (answer.kind === 'asks') return { reply: (texts) => asksReply(answer, core, texts) };
    return { reply: (texts) => statusReply(answer, texts), ...(answer.locale && { locale: answer.locale }) };
  },
};

function option(name: string, rest: Omit<CommandOption, 'name' | 'required'> & { required?: boolean }): CommandOption {
  return { required: false, ...rest, name };
}

/** What any model can do, in the order the models say it; a model that cannot refuses and says what it can. */
function distinct(models: Models, of: (model: Models[number]) => readonly string[]): readonly Choice[] {
  return [...new Set(models.flatMap(of))].map((value) => ({ value, label: value }));
}
