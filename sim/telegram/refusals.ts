// What Telegram says when it says no: the code, the wording and the parameters a client may decide by.

import type { ApiError, ResponseParameters } from '@grammyjs/types';

/** An answer `{ok:false, error_code, description, parameters?}`; the HTTP status is the error code. */
export class ApiRefusal extends Error {
  readonly errorCode: number;
  readonly parameters: ResponseParameters | undefined;

  constructor(errorCode: number, description: string, parameters?: ResponseParameters) {
    super(description);
    this.name = 'ApiRefusal';
    this.errorCode = errorCode;
    this.parameters = parameters;
  }

  toJSON(): ApiError {
    return {
      ok: false,
      error_code: this.errorCode,
      description: this.message,
      ...(this.parameters ? { parameters: this.parameters } : {}),
    };
  }
}

export function badRequest(why: string, parameters?: ResponseParameters): ApiRefusal {
  return new ApiRefusal(400, `Bad Request: ${why}`, parameters);
}

export function forbidden(why: string): ApiRefusal {
  return new ApiRefusal(403, `Forbidden: ${why}`);
}

export function conflict(why: string): ApiRefusal {
  return new ApiRefusal(409, `Conflict: ${why}`);
}

export function tooManyRequests(retryAfterS: number): ApiRefusal {
  return new ApiRefusal(429, `Too Many Requests: retry after ${retryAfterS}`, { retry_after: retryAfterS });
}
