// Any image API that speaks OpenAI's dialect (OpenAI itself, stable-diffusion.cpp, LocalAI), reached through the AI SDK.

import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, generateImage } from 'ai';
import { z } from 'zod';
import { STYLES } from '../core/domain/order.ts';
import {
  ProviderError,
  type DrawnImage,
  type DrawRequest,
  type ImageProvider,
  type ProviderRetry,
} from '../core/ports.ts';

/** How long to leave a provider alone that said "too many" without saying how long. */
const WAIT_DEFAULT_MS = 5_000;
const WAIT_MAX_MS = 15 * 60_000;

/**
 * @param options.baseUrl with the version, without the endpoint: `https://api.openai.com/v1`
 * @param options.apiKey left out for a server of one's own that asks for none
 * @param options.timeoutMs deadline for one picture, the download of its bytes included
 */
export function createOpenAiImages(options: { baseUrl: string; apiKey?: string; timeoutMs: number }): ImageProvider {
  // The SDK prints what a model does not support to the console; our logs are a closed set of events.
  globalThis.AI_SDK_LOG_WARNINGS = false;
  const provider = createOpenAICompatible({
    name: 'openai',
    baseURL: options.baseUrl,
    ...(options.apiKey === undefined ? {} : { apiKey: options.apiKey }),
  });
  return {
    async draw(request, signal) {
      signal.throwIfAborted();
      const prompt = promptFor(request);
      try {
        const { images } = await generateImage({
          model: provider.imageModel(request.model),
          prompt,
          n: 1,
          size: `${request.width}x${request.height}`,
          // The SDK's own `seed` is dropped by this provider with a warning; as a provider option it reaches the body.
          ...(request.seed === null ? {} : { providerOptions: { openai: { seed: request.seed } } }),
          maxRetries: 0,
          abortSignal: AbortSignal.any([signal, AbortSignal.timeout(options.timeoutMs)]),
        });
        return toDrawnImage(images[0]?.uint8Array);
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof ProviderError) throw error;
        throw new ProviderError(decide(error), { cause: withoutPrompt(error) });
      }
    },
  };
}

/** Everything the model reads, as one text: these engines have no field for a style or for what to leave out. */
function promptFor(request: DrawRequest): string {
  if (withoutDirectives(request.prompt) === '') throw new ProviderError({ kind: 'never', code: 'provider-refused' });
  const styled = request.style === null ? request.prompt : `${request.prompt}, ${STYLES[request.style]}`;
  // Cleaned once more as a whole: two halves that are harmless apart could make a directive together.
  return withoutDirectives(request.negativePrompt === null ? styled : `${styled}. Without: ${request.negativePrompt}`);
}

/** What self-hosted engines would obey instead of draw: extra arguments, networks to load, files to read words from. */
const DIRECTIVES =
  /<sd_cpp_extra_args>.*?<\/sd_cpp_extra_args>|<\/?sd_cpp_extra_args>|<(?:lora|lyco|hypernet):[^>]*>|__[\w/*.~-]+?__/gis;

function withoutDirectives(text: string): string {
  // A space stays where one was, so that what stood around it cannot join into another.
  return text.replaceAll(DIRECTIVES, ' ').replaceAll(/ {2,}/g, ' ').trim();
}

function toDrawnImage(bytes: Uint8Array | undefined): DrawnImage {
  const mediaType = bytes && mediaTypeOf(bytes);
  if (!bytes || !mediaType) throw new ProviderError({ kind: 'backoff' });
  return { bytes, mediaType };
}

/** By signature; the SDK calls whatever it does not know a PNG. */
function mediaTypeOf(bytes: Uint8Array): DrawnImage['mediaType'] | null {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 12)).toString('latin1');
  if (start.startsWith('\x89PNG\r\n\x1A\n')) return 'image/png';
  if (start.startsWith('\xFF\xD8\xFF')) return 'image/jpeg';
  return /^RIFF.{4}WEBP/s.test(start) ? 'image/webp' : null;
}

/** The part of OpenAI's error body that is made for programs. */
const errorBody = z.object({
  error: z.object({ type: z.string().nullish(), code: z.union([z.string(), z.number()]).nullish() }),
});

/** Codes of https://platform.openai.com/docs/guides/error-codes; never the message, which is made for people. */
function decide(error: unknown): ProviderRetry {
  // No status: the connection failed, the deadline passed, or the answer made no sense. All of that may pass.
  if (!APICallError.isInstance(error) || error.statusCode === undefined) return { kind: 'backoff' };
  const { statusCode: status } = error;
  const names = errorNames(error.responseBody);
  if (names.has('moderation_blocked') || names.has('content_policy_violation')) return never('policy');
  if (names.has('insufficient_quota') || names.has('billing_hard_limit_reached')) return never('provider-unavailable');
  const afterMs = retryAfterMs(error.responseHeaders ?? {});
  if (status === 429) return { kind: 'wait', afterMs: afterMs ?? WAIT_DEFAULT_MS };
  if (status === 503 && afterMs !== null) return { kind: 'wait', afterMs };
  // 404 is about the model or the address, never about the prompt.
  if ([401, 402, 403, 404].includes(status)) return never('provider-unavailable');
  if (status >= 400 && status < 500 && status !== 408 && status !== 409) return never('provider-refused');
  return { kind: 'backoff' };
}

function never(code: Extract<ProviderRetry, { kind: 'never' }>['code']): ProviderRetry {
  return { kind: 'never', code };
}

function errorNames(body: string | undefined): ReadonlySet<string> {
  const parsed = errorBody.safeParse(parseJson(body));
  if (!parsed.success) return new Set();
  const { type, code } = parsed.data.error;
  return new Set([type, code].filter((name) => typeof name === 'string'));
}

function parseJson(body: string | undefined): unknown {
  try {
    return JSON.parse(body ?? '');
  } catch {
    // A proxy's HTML page: the status alone decides.
    return undefined;
  }
}

/** `retry-after-ms` (OpenAI's own), then `Retry-After` in seconds or as a date (RFC 9110, 10.2.3); null without either. */
function retryAfterMs(headers: Readonly<Record<string, string>>): number | null {
  const exact = Number.parseFloat(headers['retry-after-ms'] ?? '');
  const text = headers['retry-after'] ?? '';
  const afterMs = Number.isFinite(exact)
    ? exact
    : /^\d+(\.\d+)?$/.test(text)
      ? Number(text) * 1000
      : Date.parse(text) - Date.now();
  return Number.isFinite(afterMs) ? Math.min(Math.max(0, Math.ceil(afterMs)), WAIT_MAX_MS) : null;
}

/** The SDK's error carries the request body, prompt and all; what is kept of it must not. */
function withoutPrompt(error: unknown): unknown {
  if (!APICallError.isInstance(error)) return error;
  const what = error.statusCode === undefined ? error.message : `HTTP ${error.statusCode}`;
  // Without a status the cause is the socket's; with one it may quote the answer, which may quote the prompt.
  const cause = error.statusCode === undefined ? { cause: error.cause } : {};
  return new Error([what, ...errorNames(error.responseBody)].join(' '), cause);
}
