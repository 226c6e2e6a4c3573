// The error answers of the Stripe API: `{error: {type, code, message, param, …}}` under a fitting status.

import type { Answer } from '../wire/http.ts';

type Details = { type?: string; code?: string; param?: string; declineCode?: string; headers?: Record<string, string> };

export class StripeRefusal extends Error {
  readonly status: number;
  readonly details: Details;

  constructor(status: number, message: string, details: Details = {}) {
    super(message);
    this.name = 'StripeRefusal';
    this.status = status;
    this.details = details;
  }

  toAnswer(): Answer {
    const { code, param, declineCode, headers, type = 'invalid_request_error' } = this.details;
    const error = {
      ...(code === undefined
        ? {}
        : { code, doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` }),
      ...(declineCode === undefined ? {} : { decline_code: declineCode }),
      message: this.message,
      ...(param === undefined ? {} : { param }),
      type,
    };
    return { status: this.status, ...(headers ? { headers } : {}), json: { error } };
  }
}

/** The parameters did not pass: nothing was executed, so no idempotency key is spent on it. */
export class ParameterRefusal extends StripeRefusal {
  constructor(message: string, param: string, code?: string) {
    super(400, message, { param, ...(code === undefined ? {} : { code }) });
    this.name = 'ParameterRefusal';
  }
}

export function unknownParameter(param: string): ParameterRefusal {
  return new ParameterRefusal(`Received unknown parameter: ${param}`, param, 'parameter_unknown');
}

export function missingParameter(param: string): ParameterRefusal {
  return new ParameterRefusal(`Missing required param: ${param}.`, param, 'parameter_missing');
}

/** A request that is fine by itself and impossible now. */
export function impossible(message: string, details: { param?: string; code?: string } = {}): StripeRefusal {
  return new StripeRefusal(400, message, details);
}

/** `status` 404 when the URL names it, 400 when a parameter does. */
export function noSuch(kind: string, id: string, param = 'id', status = param === 'id' ? 404 : 400): StripeRefusal {
  return new StripeRefusal(status, `No such ${kind}: '${id}'`, { code: 'resource_missing', param });
}

/** Stripe knows this parameter, the simulator does not: an error nobody can mistake for Stripe's. */
export function unplayedParameter(param: string): StripeRefusal {
  return new StripeRefusal(501, `The simulator does not play the parameter ${param}`, { type: 'api_error', param });
}

export function wrongKey(given: string | undefined): StripeRefusal {
  const headers = { 'www-authenticate': 'Basic realm="Stripe"' };
  if (given === undefined)
    return new StripeRefusal(
      401,
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
      { headers },
    );
  const shown = given.length > 12 ? `${given.slice(0, 8)}${'*'.repeat(given.length - 12)}${given.slice(-4)}` : '****';
  return new StripeRefusal(401, `Invalid API Key provided: ${shown}`, { headers });
}

export function unrecognizedUrl(): StripeRefusal {
  return new StripeRefusal(404, 'Unrecognized request URL. Please see https://stripe.com/docs.');
}
