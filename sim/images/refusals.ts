// The error answers of the OpenAI images API: `{error: {message, type, param, code}}` under a fitting status.

import type { Answer } from '../wire/http.ts';

export class ImagesRefusal extends Error {
  readonly status: number;
  readonly type: string;
  readonly param: string | null;
  readonly code: string | null;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    message: string,
    more: { type?: string; param?: string; code?: string; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.name = 'ImagesRefusal';
    this.status = status;
    this.type = more.type ?? 'invalid_request_error';
    this.param = more.param ?? null;
    this.code = more.code ?? null;
    this.headers = more.headers ?? {};
  }

  toAnswer(): Answer {
    const { message, type, param, code } = this;
    return { status: this.status, headers: this.headers, json: { error: { message, type, param, code } } };
  }
}

export function invalidValue(param: string, value: unknown, supported: readonly string[]): ImagesRefusal {
  const quoted = supported.map((name) => `'${name}'`);
  const list = quoted.length > 1 ? `${quoted.slice(0, -1).join(', ')}, and ${quoted.at(-1)}` : quoted.join('');
  return new ImagesRefusal(400, `Invalid value: '${String(value)}'. Supported values are: ${list}.`, {
    param,
    code: 'invalid_value',
  });
}

export function missing(param: string): ImagesRefusal {
  return new ImagesRefusal(400, `Missing required parameter: '${param}'.`, {
    param,
    code: 'missing_required_parameter',
  });
}

export function wrongKey(given: string | undefined): ImagesRefusal {
  if (given === undefined)
    return new ImagesRefusal(
      401,
      "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
    );
  const shown = given.length > 8 ? `${given.slice(0, 4)}****${given.slice(-4)}` : '****';
  return new ImagesRefusal(401, `Incorrect API key provided: ${shown}.`, { code: 'invalid_api_key' });
}

export function unknownModel(model: string): ImagesRefusal {
  return new ImagesRefusal(404, `The model '${model}' does not exist.`, { param: 'model', code: 'model_not_found' });
}

export function blocked(): ImagesRefusal {
  return new ImagesRefusal(
    400,
    'Your request was rejected by the safety system. If you believe this is an error, contact us at help.openai.com and include the request ID.',
    { type: 'image_generation_user_error', code: 'moderation_blocked' },
  );
}

export function rateLimited(retryAfterS: number): ImagesRefusal {
  return new ImagesRefusal(429, `Rate limit reached for images per minute. Please try again in ${retryAfterS}s.`, {
    type: 'requests',
    code: 'rate_limit_exceeded',
    headers: { 'retry-after': String(retryAfterS) },
  });
}

export function outOfQuota(): ImagesRefusal {
  return new ImagesRefusal(429, 'You exceeded your current quota, please check your plan and billing details.', {
    type: 'insufficient_quota',
    code: 'insufficient_quota',
  });
}

export function serverError(): ImagesRefusal {
  return new ImagesRefusal(500, 'The server had an error while processing your request. Sorry about that!', {
    type: 'server_error',
  });
}
