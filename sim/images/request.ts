// An image request as the API reads it: which parameters a model takes, and which values.

import type { Call } from '../wire/http.ts';
import type { PictureFormat } from './drawing.ts';
import { ImagesRefusal, invalidValue, missing, unknownModel } from './refusals.ts';

/** What a model of the simulated API accepts. */
export type ImageModel = {
  id: string;
  /** Sizes as `1024x1024`, the first being the default; `any` takes every size of 64 to 2048 pixels a side. */
  sizes: readonly string[] | 'any';
  maxN: number;
  /** Parameters beside model, prompt, n, size, user. */
  takes: readonly string[];
};

const MODERN = ['quality', 'background', 'moderation', 'output_format', 'output_compression'];
const SQUARE_FIRST = ['1024x1024', '1536x1024', '1024x1536'];

/** The models there are. `sim-canvas` stands for the compatible servers that take a seed and any size. */
export const IMAGE_MODELS: readonly ImageModel[] = [
  { id: 'gpt-image-1', sizes: SQUARE_FIRST, maxN: 10, takes: MODERN },
  { id: 'gpt-image-1-mini', sizes: SQUARE_FIRST, maxN: 10, takes: MODERN },
  {
    id: 'dall-e-3',
    sizes: ['1024x1024', '1792x1024', '1024x1792'],
    maxN: 1,
    takes: ['quality', 'style', 'response_format'],
  },
  { id: 'sim-canvas', sizes: 'any', maxN: 10, takes: [...MODERN, 'response_format', 'seed', 'negative_prompt'] },
];

export type ImageRequest = {
  model: ImageModel;
  prompt: string;
  n: number;
  width: number;
  height: number;
  format: PictureFormat;
  answerWith: 'b64_json' | 'url';
  /** All that decides the picture, in words. */
  words: string;
};

const EVERYBODY_TAKES = ['model', 'prompt', 'n', 'size', 'user'];
const FORMATS = ['png', 'jpeg', 'webp'] as const;
const MAX_PROMPT = 32_000;

/** Reads and checks a request; throws the refusal the API would answer. `extra` names the parameters of this endpoint. */
export function readImageRequest(call: Call, extra: readonly string[] = []): ImageRequest {
  const body = parameters(call);
  const modelId = text(body, 'model') ?? 'gpt-image-1';
  const model = IMAGE_MODELS.find(({ id }) => id === modelId);
  if (!model) throw unknownModel(modelId);
  const known = new Set([...EVERYBODY_TAKES, ...model.takes, ...extra]);
  const unknown = Object.keys(body).find((name) => !known.has(name));
  if (unknown !== undefined)
    throw new ImagesRefusal(400, `Unknown parameter: '${unknown}'.`, { param: unknown, code: 'unknown_parameter' });

  const prompt = readPrompt(body);
  const size = readSize(model, text(body, 'size'));
  const format = oneOf(body, 'output_format', FORMATS) ?? 'png';
  const qualities = model.id === 'dall-e-3' ? ['standard', 'hd', 'auto'] : ['low', 'medium', 'high', 'auto'];
  oneOf(body, 'quality', qualities);
  oneOf(body, 'background', ['transparent', 'opaque', 'auto']);
  const seed = text(body, 'seed');
  const negative = text(body, 'negative_prompt');
  // The older models answered with links unless asked; the newer ones know no links at all.
  const usual = model.id === 'dall-e-3' ? 'url' : 'b64_json';
  return {
    model,
    prompt,
    n: readCount(body, model),
    ...size,
    format,
    answerWith: oneOf(body, 'response_format', ['b64_json', 'url'] as const) ?? usual,
    words: [model.id, prompt, seed ?? '', negative ?? ''].join('\n'),
  };
}

function parameters(call: Call): Record<string, unknown> {
  const body = call.json ?? call.fields;
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new ImagesRefusal(400, 'Invalid type: expected an object, but got something else.', { code: 'invalid_type' });
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null && value !== undefined));
}

function readPrompt(body: Record<string, unknown>): string {
  const prompt = text(body, 'prompt');
  if (prompt === undefined) throw missing('prompt');
  if (prompt.trim() === '')
    throw new ImagesRefusal(
      400,
      "Invalid 'prompt': empty string. Expected a string with minimum length 1, but got an empty string instead.",
      { param: 'prompt', code: 'empty_string' },
    );
  if (prompt.length > MAX_PROMPT)
    throw new ImagesRefusal(
      400,
      `Invalid 'prompt': string too long. Expected a string with maximum length ${MAX_PROMPT}, but got a string with length ${prompt.length} instead.`,
      { param: 'prompt', code: 'string_above_max_length' },
    );
  return prompt;
}

function readCount(body: Record<string, unknown>, model: ImageModel): number {
  const n = Number(body['n'] ?? 1);
  const wrong = (what: string, code: string) =>
    new ImagesRefusal(400, `Invalid 'n': ${what}, but got ${String(body['n'])} instead.`, { param: 'n', code });
  if (!Number.isInteger(n)) throw wrong('expected an integer', 'invalid_type');
  if (n < 1) throw wrong('integer below minimum value. Expected a value >= 1', 'integer_below_min_value');
  if (n > model.maxN)
    throw wrong(`integer above maximum value. Expected a value <= ${model.maxN}`, 'integer_above_max_value');
  return n;
}

function readSize(model: ImageModel, size: string | undefined): { width: number; height: number } {
  const usual = model.sizes === 'any' ? '1024x1024' : model.sizes[0];
  const wanted = size === undefined || size === 'auto' ? (usual ?? '1024x1024') : size;
  const [, width, height] = /^(\d{2,4})x(\d{2,4})$/u.exec(wanted) ?? [];
  const sides = { width: Number(width), height: Number(height) };
  const fits =
    model.sizes === 'any'
      ? Object.values(sides).every((side) => side >= 64 && side <= 2048)
      : model.sizes.includes(wanted);
  if (!fits)
    throw invalidValue('size', wanted, model.sizes === 'any' ? ['64x64 to 2048x2048'] : [...model.sizes, 'auto']);
  return sides;
}

function oneOf<const Value extends string>(
  body: Record<string, unknown>,
  param: string,
  values: readonly Value[],
): Value | undefined {
  const given = body[param];
  if (given === undefined) return undefined;
  const found = values.find((value) => value === given);
  if (found === undefined) throw invalidValue(param, given, values);
  return found;
}

function text(body: Record<string, unknown>, param: string): string | undefined {
  const value = body[param];
  if (value === undefined || typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new ImagesRefusal(400, `Invalid type for '${param}': expected a string, but got ${typeof value} instead.`, {
    param,
    code: 'invalid_type',
  });
}
